// Package rundir lays out the folder of a training run.
package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// The files of a run besides its checkpoints.
const (
	Config  = "config.yaml"   // the fully resolved network file
	Metrics = "metrics.jsonl" // a line an epoch
)

// ErrInUse is returned for a folder that already holds a run.
var ErrInUse = errors.New("the folder already holds a run")

// Check reports why Create would fail, as far as that can be known. It leaves
// nothing behind.
func Check(dir string) error {
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

// Create makes the folder of a new run and writes its configuration.
func Create(dir string, config []byte) error {
	if _, err := os.Stat(filepath.Join(dir, Config)); err == nil {
		return fmt.Errorf("run folder %s: %w", dir, ErrInUse)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	if err := atomicfile.Write(filepath.Join(dir, Config), config); err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	return nil
}

// Checkpoint returns the checkpoint that path means: path itself if it is a
// file, else the best checkpoint of the run, or its last.
func Checkpoint(path string) (string, error) {
	st, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("run or checkpoint: %w", err)
	}
	if !st.IsDir() && !st.Mode().IsRegular() {
		return "", fmt.Errorf("run or checkpoint %s: expected a folder or a regular file", path)
	}
	if !st.IsDir() {
		return path, nil
	}
	for _, name := range []string{"best.safetensors", "last.safetensors"} {
		p := filepath.Join(path, name)
		if _, err := os.Stat(p); err == nil {
			return p, nil
		}
	}
	return "", fmt.Errorf("run folder %s: holds no checkpoint", path)
}
