package atomicfile

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// FS is what Write needs of a file system.
type FS interface {
	CreateTemp(dir, pattern string) (File, error)
	Rename(from, to string) error
	Remove(path string) error
	// SyncDir makes the names in a folder survive a power cut.
	SyncDir(dir string) error
}

// File is a file being written.
type File interface {
	io.Writer
	Name() string
	Sync() error
	Close() error
}

// OS is the operating system's file system.
type OS struct{}

var _ FS = OS{}

// CreateTemp implements FS. Unlike os.CreateTemp it makes a file that others may read
// where the user's files are so.
func (OS) CreateTemp(dir, pattern string) (File, error) {
	var f *os.File
	err := temporary(dir, pattern, func(name string) (err error) {
		f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		return err
	})
	if err != nil {
		return nil, err // not a File that holds a nil
	}
	return f, nil
}

// MkdirTemp makes a folder as os.MkdirTemp does, that others may read where the
// user's folders are so.
func MkdirTemp(dir, pattern string) (string, error) {
	var made string
	err := temporary(dir, pattern, func(name string) error {
		made = name
		return os.Mkdir(name, 0o777)
	})
	return made, err
}

// temporary calls create with names of the pattern, a number in the place of *, until
// one is not taken.
func temporary(dir, pattern string, create func(name string) error) error {
	before, after := pattern, ""
	if i := strings.LastIndexByte(pattern, '*'); i >= 0 { // a file's own name may hold others
		before, after = pattern[:i], pattern[i+1:]
	}
	for try := 0; ; try++ {
		err := create(filepath.Join(dir, before+strconv.FormatUint(rand.Uint64(), 10)+after))
		if err == nil || !errors.Is(err, os.ErrExist) || try == 100 {
			return err
		}
	}
}

// Rename implements FS.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove implements FS.
func (OS) Remove(path string) error { return os.Remove(path) }

// SyncDir implements FS. File systems that cannot sync a folder are let be;
// there the file's content is safe and its name is as safe as it gets.
func (OS) SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}
