package faultfs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// Fault is what happens at an operation.
type Fault int

// The faults.
const (
	None       Fault = iota
	Fail             // an input/output error, nothing done
	ShortWrite       // half of the data is written, then an error
	NoSpace          // a write finds the disk full after half of the data
	PowerCut         // nothing is done, here and ever after
)

// Faults returns every fault, for sweeps.
func Faults() []Fault { return []Fault{Fail, ShortWrite, NoSpace, PowerCut} }

func (f Fault) String() string {
	return [...]string{"none", "failure", "short write", "no space", "power cut"}[f]
}

// ErrInjected is the error of Fail and ShortWrite; ErrPower that of all
// operations from a power cut on.
var (
	ErrInjected = errors.New("injected fault")
	ErrPower    = errors.New("power is off")
)

// FS is the file system. Its folders are those that files are in.
type FS struct {
	At    int // operation that meets the fault, from 1
	Fault Fault

	ops    int
	off    bool
	names  map[string]*node // as a running program sees them
	stable map[string]*node // as they are on the disk
	serial int
}

type node struct{ data, synced []byte }

var _ atomicfile.FS = (*FS)(nil)

// New returns an empty file system without a fault.
func New() *FS { return &FS{names: map[string]*node{}, stable: map[string]*node{}} }

// Ops returns the number of operations so far.
func (fs *FS) Ops() int { return fs.ops }

// step counts an operation and returns its fault.
func (fs *FS) step(op, path string) (Fault, error) {
	if fs.off {
		return PowerCut, &os.PathError{Op: op, Path: path, Err: ErrPower}
	}
	fs.ops++
	if fs.ops != fs.At || fs.Fault == None {
		return None, nil
	}
	switch fs.Fault {
	case PowerCut:
		fs.off = true
		return PowerCut, &os.PathError{Op: op, Path: path, Err: ErrPower}
	case NoSpace:
		return NoSpace, &os.PathError{Op: op, Path: path, Err: syscall.ENOSPC}
	}
	return fs.Fault, &os.PathError{Op: op, Path: path, Err: ErrInjected}
}

// CreateTemp implements atomicfile.FS.
func (fs *FS) CreateTemp(dir, pattern string) (atomicfile.File, error) {
	fs.serial++
	path := filepath.Join(dir, strings.Replace(pattern, "*", fmt.Sprint(fs.serial), 1))
	if _, err := fs.step("create", path); err != nil {
		return nil, err
	}
	n := &node{}
	fs.names[path] = n
	return &file{fs: fs, path: path, node: n}, nil
}

// Rename implements atomicfile.FS.
func (fs *FS) Rename(from, to string) error {
	if _, err := fs.step("rename", to); err != nil {
		return err
	}
	n, ok := fs.names[from]
	if !ok {
		return &os.PathError{Op: "rename", Path: from, Err: os.ErrNotExist}
	}
	delete(fs.names, from)
	fs.names[to] = n
	return nil
}

// Remove implements atomicfile.FS.
func (fs *FS) Remove(path string) error {
	if _, err := fs.step("remove", path); err != nil {
		return err
	}
	delete(fs.names, path)
	return nil
}

// SyncDir implements atomicfile.FS: the names of a folder reach the disk.
func (fs *FS) SyncDir(dir string) error {
	if _, err := fs.step("sync", dir); err != nil {
		return err
	}
	for path := range fs.stable {
		if filepath.Dir(path) == dir {
			delete(fs.stable, path)
		}
	}
	for path, n := range fs.names {
		if filepath.Dir(path) == dir {
			fs.stable[path] = n
		}
	}
	return nil
}

// Names returns the paths that a running program sees.
func (fs *FS) Names() []string {
	var all []string
	for path := range fs.names {
		all = append(all, path)
	}
	return all
}

// Read returns what a running program sees of a file.
func (fs *FS) Read(path string) ([]byte, bool) {
	n, ok := fs.names[path]
	if !ok {
		return nil, false
	}
	return n.data, true
}

// Survivors returns what a file may hold after the power went now: with the
// names that were synced, and with those that were not, for a disk may write
// names early; content that was not synced is gone in both. A file that does
// not exist is nil.
func (fs *FS) Survivors(path string) [][]byte {
	var all [][]byte
	for _, names := range []map[string]*node{fs.stable, fs.names} {
		if n, ok := names[path]; ok {
			all = append(all, append([]byte{}, n.synced...))
		} else {
			all = append(all, nil)
		}
	}
	return all
}
