// Package atomicfile replaces files so that a reader sees the old content or
// the new, whatever happens in between.
package atomicfile

import (
	"fmt"
	"io"
	"path/filepath"
)

// Temporary is part of the names of temporary files, which begin with a dot. A
// process that is killed may leave one.
const Temporary = ".tmp"

// Write writes data to a temporary file beside path, syncs it, renames it to
// path and syncs the folder. On failure the temporary file is removed and
// what was at path stays, unless it was the folder that could not be synced:
// then the new content is there, but may not survive a power cut.
func Write(path string, data []byte) error { return WriteFS(OS{}, path, data) }

// WriteFS is Write on a file system of the caller's.
func WriteFS(fs FS, path string, data []byte) error {
	return StreamFS(fs, path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// StreamFS is WriteFS for content that is too large to be held a second time:
// content writes it, in parts that are worth a system call each.
func StreamFS(fs FS, path string, content func(io.Writer) error) (err error) {
	dir := filepath.Dir(path)
	f, err := fs.CreateTemp(dir, "."+filepath.Base(path)+Temporary+"*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	closed, renamed := false, false
	defer func() {
		if err == nil {
			return
		}
		if !closed {
			f.Close()
		}
		if !renamed {
			fs.Remove(f.Name())
		}
		err = fmt.Errorf("write %s: %w", path, err)
	}()
	if err = content(f); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	closed = true
	if err = f.Close(); err != nil {
		return err
	}
	if err = fs.Rename(f.Name(), path); err != nil {
		return err
	}
	renamed = true
	return fs.SyncDir(dir)
}
