// Package rundir lays out the folder of a training run.
package rundir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// The files of a run besides its checkpoints.
const (
	Config  = "config.yaml"   // the fully resolved network file
	Metrics = "metrics.jsonl" // a line an epoch
)

// ErrInUse is returned for a folder that already holds a run.
var ErrInUse = errors.New("the folder already holds a run")

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
