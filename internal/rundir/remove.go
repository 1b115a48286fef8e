package rundir

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Size returns the files of a folder and their bytes.
func Size(dir string) (files int, bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files++
		bytes += info.Size()
		return nil
	})
	return files, bytes, err
}

// Removable returns an error unless dir is a run that Remove may remove: a
// folder by itself, not a link to one, in which no process trains.
func Removable(dir string) error {
	st, err := os.Lstat(filepath.Clean(dir)) // with a slash at its end, a link would be followed
	if err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	if st.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("run folder %s: is a link", dir)
	}
	if err := Check(dir); err != nil {
		return err
	}
	if InUse(dir) {
		return fmt.Errorf("run folder %s: %w", dir, ErrLocked)
	}
	return nil
}

// Remove removes a run with all that its folder holds.
func Remove(dir string) error {
	if err := Removable(dir); err != nil {
		return err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	r, err := acquire(dir)
	if err != nil {
		return err
	}
	defer r.Close()
	// What makes the folder a run goes last, so that a removal that was
	// interrupted can be repeated.
	list, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	for _, e := range list {
		if n := e.Name(); n == Config || n == Environment || n == lockName {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("run folder: %w", err)
		}
	}
	r.Close() // Windows removes no file that is open
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	return nil
}
