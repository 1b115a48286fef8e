package nmnistsim

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/atomicfile"
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
var ErrNotEmpty = atomicfile.ErrNotEmpty

// WriteFolder simulates both splits and writes them as an N-MNIST folder:
// Train/<digit>/<id>.bin and Test/<digit>/<id>.bin, ids from 1. The folder
// appears under its name when it is complete; one that holds something is
// ErrNotEmpty, wrapped. Options of a split, of binning, of augmentation and of the
// cache have no effect.
func WriteFolder(ctx context.Context, dir string, o Options) error {
	var inside error
	err := atomicfile.Folder(dir, func(tmp string) error {
		inside = o.writeSplits(ctx, tmp)
		return inside
	})
	if err != nil && inside == nil {
		err = fmt.Errorf("nmnistsim: %w", err)
	}
	return err
}

func (o Options) writeSplits(ctx context.Context, dir string) error {
	for _, s := range [][2]string{{datasets.Train, "Train"}, {datasets.Test, "Test"}} {
		o.Split = s[0]
		if err := o.writeSplit(ctx, filepath.Join(dir, s[1])); err != nil {
			return err
		}
	}
	from := "1,797 handwritten digits (Alpaydin & Kaynak 1998, CC BY 4.0)"
	if o.Digits != "" {
		from = "pictures in MNIST's format"
	}
	text := fmt.Sprintf(note, version, from, o.Seed, o.Params)
	if err := os.WriteFile(filepath.Join(dir, NoteFile), []byte(text), 0o644); err != nil {
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
		if len(ev) == 0 {
			return fmt.Errorf("nmnistsim: %s digit %d: no event in %v ms: expected one at least, as a recording has", o.Split, i+1, o.Params.Duration)
		}
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
