package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// part is what has arrived of a file, in a file beside it, and the version
// that it is of, in another.
type part struct {
	path    string // of the part
	file    *os.File
	size    int64
	version version
	// foreign says that the file still has the part of another address, which
	// is overwritten only when this one delivers; size is 0 then.
	foreign bool
}

// version names what a part is of.
type version struct {
	URL string `json:"url"`
	// Validator is the server's entity tag or date of the version, as the
	// header If-Range takes it; empty if it can't be taken up again.
	Validator string `json:"validator"`
	Total     int64  `json:"total"` // bytes, -1 if it is not known
}

func partPath(path string) string    { return path + ".part" }
func versionPath(path string) string { return path + ".part.json" }

// readVersion returns what the part of a file is of, if it can be taken up
// again.
func readVersion(path string) (v version, ok bool) {
	b, err := os.ReadFile(versionPath(path))
	ok = err == nil && json.Unmarshal(b, &v) == nil && v.Validator != ""
	return v, ok
}

// openPart opens the part of a file for appending. A part of another address,
// or without a validator, begins anew, the former once this address delivers.
func openPart(path, url string) (*part, error) {
	p := &part{path: path, version: version{URL: url, Total: -1}}
	v, ok := readVersion(path)
	p.foreign = ok && v.URL != url
	if ok && v.URL == url {
		p.version = v
	}
	f, err := os.OpenFile(partPath(path), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	p.file = f
	if p.foreign {
		return p, nil
	}
	p.size, err = f.Seek(0, io.SeekEnd)
	if err == nil && (p.version.Validator == "" || p.version.Total >= 0 && p.size > p.version.Total) {
		err = p.restart(version{URL: url, Total: -1})
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("fetch: %w", err)
	}
	return p, nil
}

// restart throws away what has arrived and notes the version of what will.
func (p *part) restart(v version) error {
	if err := p.file.Truncate(0); err != nil {
		return err
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	p.size, p.version, p.foreign = 0, v, false
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return atomicfile.Write(versionPath(p.path), b)
}

// anew throws away what has arrived, which the server can't continue.
func (p *part) anew(url string, reason error) error {
	return errors.Join(reason, errAnew, p.restart(version{URL: url, Total: -1}))
}

func (p *part) close() error {
	err := p.file.Sync()
	return errors.Join(err, p.file.Close())
}

// finish gives the complete file its name if it is the one that is wanted, and
// throws it away otherwise.
func (p *part) finish(f File) error {
	if f.Check != nil {
		if err := f.Check(partPath(p.path)); err != nil {
			return errors.Join(err, p.remove())
		}
	}
	if err := os.Rename(partPath(p.path), f.Path); err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	if err := (atomicfile.OS{}).SyncDir(filepath.Dir(f.Path)); err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	return p.remove()
}

// remove deletes the part and its version.
func (p *part) remove() error {
	for _, path := range []string{partPath(p.path), versionPath(p.path)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("fetch: %w", err)
		}
	}
	return nil
}
