// Package atomicfile replaces files so that a reader sees the old content or
// the new, whatever happens in between.
package atomicfile

import (
	"fmt"
	"os"
	"path/filepath"
)

// Temporary is part of the names of temporary files, which begin with a dot. A
// process that is killed may leave one.
const Temporary = ".tmp"

// Write writes data to a temporary file beside path, syncs it, renames it to
// path and syncs the folder. On failure the temporary file is removed and
// what was at path stays.
func Write(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+Temporary+"*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	if _, err = f.Write(data); err != nil {
		return err
	}
	if err = f.Chmod(0o644); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	// Some file systems refuse to sync a folder; the file itself is safe.
	_ = d.Sync()
	return nil
}
