package tsslbp

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/snnsim/snnsim/snn"
)

// Checkpointer writes last.safetensors after every epoch and at the end, and
// best.safetensors whenever test accuracy rises, which needs an Evaluator
// before it.
type Checkpointer struct {
	NoHook
	Dir   string
	Info  snn.CheckpointInfo // Epoch and Accuracy are filled in
	best  int
	saved int // optimiser steps in the last checkpoint
}

// The names of the files that a Checkpointer writes.
const (
	LastCheckpoint = "last.safetensors"
	BestCheckpoint = "best.safetensors"
)

// Epoch implements Hook.
func (c *Checkpointer) Epoch(_ context.Context, t *Trainer, r *EpochReport) error {
	info := c.Info
	info.Epoch = r.Epoch + 1
	if r.Test != nil {
		info.Accuracy = r.Test.Accuracy()
		if r.Test.Correct > c.best {
			c.best = r.Test.Correct
			if err := c.save(t, BestCheckpoint, info); err != nil {
				return err
			}
		}
	}
	return c.save(t, LastCheckpoint, info)
}

// End implements Hook: training that was interrupted leaves the weights of its
// last step. One that failed leaves the last good checkpoint as it is.
func (c *Checkpointer) End(t *Trainer, err error) error {
	if !errors.Is(err, context.Canceled) || t.Optimizer.Steps == c.saved {
		return nil
	}
	info := c.Info
	info.Epoch = t.Epoch
	return c.save(t, LastCheckpoint, info)
}

func (c *Checkpointer) save(t *Trainer, name string, info snn.CheckpointInfo) error {
	if name == LastCheckpoint {
		c.saved = t.Optimizer.Steps
	}
	return snn.SaveCheckpoint(filepath.Join(c.Dir, name), &snn.Checkpoint{Network: t.Engine.Network(), Info: info})
}
