package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// own reports whether the program writes something of that name into a run's folder.
func own(e fs.DirEntry) bool {
	name := e.Name()
	switch {
	case e.IsDir():
		return name == Figures
	case slices.Contains([]string{Config, Environment, Metrics, Log, Report, lockName}, name), temporary.MatchString(name):
		return true
	}
	return filepath.Ext(name) == ".safetensors" || strings.HasPrefix(name, "events.out.tfevents.")
}

// Foreign returns the names of what lies in a run's folder and is not the run's.
func Foreign(dir string) ([]string, error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("run folder: %w", err)
	}
	var names []string
	for _, e := range list {
		if !own(e) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// Remove removes a run: what the program writes into its folder, and the folder if it holds
// nothing else.
func Remove(dir string) error {
	if err := Removable(dir); err != nil {
		return err
	}
	foreign, err := Foreign(dir)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
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
		if n := e.Name(); n == Config || n == Environment || n == lockName || !own(e) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("run folder: %w", err)
		}
	}
	r.Close() // Windows removes no file that is open
	for _, name := range []string{Environment, Config, lockName} {
		if err := os.Remove(r.Path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("run folder: %w", err)
		}
	}
	if len(foreign) > 0 {
		return nil
	}
	if err := os.Remove(dir); err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	return nil
}
