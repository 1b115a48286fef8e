package tsslbp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/snnsim/snnsim/snn"
)

// Checkpointer writes last.safetensors, from which Trainer.Load continues,
// after every epoch, at the end, and in between as Every and EverySteps say;
// and best.safetensors, weights only, whenever the accuracy that an Evaluator
// before it found rises, at first above none.
type Checkpointer struct {
	NoHook
	Dir        string             // folder of the files, which must exist
	Info       snn.CheckpointInfo // Epoch, Accuracy and Set are filled in
	Every      time.Duration      // most time between checkpoints, checked after each step; 0 for no limit
	EverySteps int                // most steps between checkpoints, 0 for no limit
	// Keep is how many of the last epochs have their weights kept, each in a file
	// of its own that EpochCheckpoint names; older ones are removed.
	Keep int
	// Before is called before last.safetensors is written, may be nil: what a
	// continued run needs besides must be safe on disk then.
	Before func() error

	memory   Best
	accuracy float64 // of the epoch that has just ended, 0 within one
	saved    point
	steps    int // at the last checkpoint
	at       time.Time
}

// Best is the epoch with the highest accuracy so far.
type Best struct {
	Epoch    int // from 1, 0 for none
	Correct  int
	Samples  int
	Set      string  // TestSet or ValidationSet
	Accuracy float64 // share, 0 to 1
}

// point is a place in training.
type point struct {
	epoch, batch int
	stopped      bool
}

// The names of the files that a Checkpointer writes.
const (
	LastCheckpoint = "last.safetensors"
	BestCheckpoint = "best.safetensors"
)

// EpochCheckpoint returns the name of the file with the weights of an epoch,
// counted from 1.
func EpochCheckpoint(epoch int) string { return fmt.Sprintf("epoch-%04d.safetensors", epoch) }

// Best returns the best epoch so far.
func (c *Checkpointer) Best() Best { return c.memory }

// Memory implements Keeper.
func (c *Checkpointer) Memory() (string, any) { return "checkpointer", &c.memory }

// Begin implements Hook.
func (c *Checkpointer) Begin(t *Trainer) error {
	if st, err := os.Stat(cmp.Or(c.Dir, ".")); err != nil {
		return fmt.Errorf("tsslbp: folder of checkpoints: %w", err)
	} else if !st.IsDir() {
		return fmt.Errorf("tsslbp: folder of checkpoints: %s is a file", c.Dir)
	}
	c.at, c.saved, c.steps = time.Now(), t.point(), t.Steps
	return nil
}

func (t *Trainer) point() point { return point{t.Epoch, t.Batch, t.Stopped} }

// Epoch implements Hook: it writes the epoch's network, and the best one.
func (c *Checkpointer) Epoch(_ context.Context, t *Trainer, r *EpochReport) error {
	c.accuracy = 0
	if r.Test != nil {
		c.accuracy = r.Test.Accuracy()
		c.Info.Set = r.Set
	}
	if c.Keep > 0 {
		if err := c.weights(t, EpochCheckpoint(r.Epoch+1), r.Epoch+1); err != nil {
			return err
		}
		old := filepath.Join(c.Dir, EpochCheckpoint(r.Epoch+1-c.Keep))
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("tsslbp: weights of an epoch: %w", err)
		}
	}
	if r.Test == nil || r.Test.Correct <= c.memory.Correct {
		return nil
	}
	c.memory = Best{Epoch: r.Epoch + 1, Correct: r.Test.Correct, Samples: r.Test.Samples, Set: r.Set, Accuracy: c.accuracy}
	return c.weights(t, BestCheckpoint, r.Epoch+1)
}

// weights writes the weights after an epoch.
func (c *Checkpointer) weights(t *Trainer, name string, epoch int) error {
	info := c.Info
	info.Epoch, info.Accuracy = epoch, c.accuracy
	return snn.SaveCheckpoint(filepath.Join(c.Dir, name), &snn.Checkpoint{Network: t.Engine.Network(), Info: info})
}

// Batch implements Hook.
func (c *Checkpointer) Batch(*Trainer, *Progress) error {
	c.accuracy = 0
	return nil
}

// Settled implements Settler.
func (c *Checkpointer) Settled(t *Trainer) error {
	switch {
	case t.Batch == 0, t.Stopped:
	case c.EverySteps > 0 && t.Steps-c.steps >= c.EverySteps:
	case c.Every > 0 && time.Since(c.at) >= c.Every:
	default:
		return nil
	}
	return c.save(t)
}

// End implements Hook: training that was interrupted leaves the state after
// its last step. One that failed leaves the last good checkpoint as it is.
func (c *Checkpointer) End(t *Trainer, err error) error {
	interrupted := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	if err != nil && !interrupted || t.point() == c.saved || t.seeing {
		return nil
	}
	c.accuracy = 0
	return c.save(t)
}

func (c *Checkpointer) save(t *Trainer) error {
	if c.Before != nil {
		if err := c.Before(); err != nil {
			return err
		}
	}
	info := c.Info
	info.Epoch, info.Accuracy = t.Epoch, c.accuracy
	if err := t.Save(filepath.Join(c.Dir, LastCheckpoint), info); err != nil {
		return err
	}
	c.saved, c.steps, c.at = t.point(), t.Steps, time.Now()
	return nil
}
