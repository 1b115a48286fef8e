package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Free reports why Create would fail, as far as that can be known. It leaves
// nothing behind.
func Free(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, Config)); err == nil {
		return fmt.Errorf("run folder %s: %w", dir, ErrInUse)
	}
	// What is to be made lies in the nearest folder that is there.
	there := filepath.Clean(dir)
	for {
		st, err := os.Stat(there)
		if err == nil && !st.IsDir() {
			return fmt.Errorf("run folder %s: %s is a file: expected a folder", dir, there)
		}
		if err == nil {
			break
		}
		// A name below a file is not there either; the file is found above.
		gone := errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
		if parent := filepath.Dir(there); gone && parent != there {
			there = parent
			continue
		}
		return fmt.Errorf("run folder: %w", err)
	}
	probe, err := os.CreateTemp(there, ".snnsim-probe*")
	if err != nil {
		return fmt.Errorf("run folder %s: can't write in %s: %w", dir, there, err)
	}
	probe.Close()
	if err := os.Remove(probe.Name()); err != nil {
		return fmt.Errorf("run folder %s: %w", dir, err)
	}
	return nil
}
