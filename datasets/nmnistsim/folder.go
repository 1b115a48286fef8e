package nmnistsim

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/snnsim/snnsim/datasets"
)

// NoteFile stands in every folder that WriteFolder makes.
const NoteFile = datasets.SimulatedNote

const note = `These recordings are SIMULATED. They were made by snnsim (nmnist-sim, version %d)
from %s, seen by a model of a saccading event camera under seed %d.

They have the layout and the 40-bit event format of N-MNIST and share no
recording with it. Accuracies on them are not comparable with N-MNIST papers.

Model: %+v
`

// ErrNotEmpty is returned for a folder that already holds something.
var ErrNotEmpty = errors.New("the folder is not empty")

// WriteFolder simulates both splits and writes them as an N-MNIST folder:
// Train/<digit>/<id>.bin and Test/<digit>/<id>.bin, ids from 1. The folder
// appears under its name when it is complete.
func WriteFolder(ctx context.Context, dir string, o Options) (err error) {
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return fmt.Errorf("nmnistsim: folder %s: %w", dir, ErrNotEmpty)
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("nmnistsim: folder: %w", err) // a file, for one
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), 0o755); err != nil {
		return fmt.Errorf("nmnistsim: %w", err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), "."+filepath.Base(dir)+".tmp*")
	if err != nil {
		return fmt.Errorf("nmnistsim: %w", err)
	}
	defer func() {
		if err != nil {
			os.RemoveAll(tmp)
		}
	}()
	for _, split := range []string{datasets.Train, datasets.Test} {
		o.Split = split
		if err := o.writeSplit(ctx, filepath.Join(tmp, map[string]string{datasets.Train: "Train", datasets.Test: "Test"}[split])); err != nil {
			return err
		}
	}
	from := "1,797 handwritten digits (Alpaydin & Kaynak 1998, CC BY 4.0)"
	if o.Digits != "" {
		from = "MNIST digits"
	}
	text := fmt.Sprintf(note, version, from, o.Seed, o.Params)
	if err := os.WriteFile(filepath.Join(tmp, NoteFile), []byte(text), 0o644); err != nil {
		return fmt.Errorf("nmnistsim: %w", err)
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return fmt.Errorf("nmnistsim: %w", err)
	}
	// An empty folder under the name may stand in the way of the rename.
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("nmnistsim: %w", err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return fmt.Errorf("nmnistsim: %w", err)
	}
	return nil
}

func (o *Options) writeSplit(ctx context.Context, dir string) error {
	set, err := o.source()
	if err != nil {
		return err
	}
	sim, err := NewSimulator(o.Params, o.Seed)
	if err != nil {
		return err
	}
	for digit := range 10 {
		if err := os.MkdirAll(filepath.Join(dir, strconv.Itoa(digit)), 0o755); err != nil {
			return fmt.Errorf("nmnistsim: %w", err)
		}
	}
	return o.each(ctx, sim, set, 0, len(set.raw), func(i int, ev []datasets.Event) error {
		b, err := datasets.AppendEvents(nil, ev)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, strconv.Itoa(set.labels[i]), fmt.Sprintf("%05d.bin", i+1))
		if err := os.WriteFile(path, b, 0o644); err != nil {
			return fmt.Errorf("nmnistsim: %w", err)
		}
		return nil
	})
}
