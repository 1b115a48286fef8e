package tsslbp

import (
	"context"
	"errors"
	"time"
)

// Trainer runs epochs of training. What happens around a step attaches as
// hooks: evaluation, checkpoints, progress, early stop, recording.
type Trainer struct {
	Engine    *Engine
	Optimizer *AdamW
	Schedule  Schedule
	Data      Loader
	Epochs    int // epochs to have done at the end
	Hooks     []Hook

	// Epoch and Batch say where training stands: the next batch is Batch of
	// Epoch. They are set before Run to continue an earlier run.
	Epoch, Batch int
}

// ErrStop ends training without being an error when a hook returns it.
var ErrStop = errors.New("tsslbp: training is done")

// Progress describes one training step that has just been taken.
type Progress struct {
	Epoch, Batch, Batches int     // from 0
	Step                  int     // steps taken, from 1
	LR                    float64 // learning rate of the step
	Norm                  float64 // gradient norm before clipping
	Sum                   Stats   // of this batch
	Total                 Stats   // of the epoch so far
	Elapsed               time.Duration
}

// EpochReport describes one epoch that has just ended.
type EpochReport struct {
	Epoch   int     // from 0
	LR      float64 // learning rate of the last step
	Train   Stats
	Elapsed time.Duration
	// Test is set by an Evaluator, nil before or without one.
	Test        *Evaluation
	TestElapsed time.Duration
}

// Run trains until Epochs are done, the context ends, a hook stops it or
// something fails. Hooks see the end in each case. It returns the context's
// error if that ended it.
func (t *Trainer) Run(ctx context.Context) (err error) {
	begun := 0
	defer func() {
		for _, h := range t.Hooks[:begun] {
			if e := h.End(t, err); e != nil {
				err = errors.Join(e, err)
			}
		}
	}()
	for _, h := range t.Hooks {
		if err := h.Begin(t); err != nil {
			return err
		}
		begun++
	}
	t.Engine.net.Prepare(true)
	for t.Epoch < t.Epochs {
		err := t.epoch(ctx)
		if errors.Is(err, ErrStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Trainer) epoch(ctx context.Context) error {
	start := time.Now()
	p := Progress{Epoch: t.Epoch, Batches: t.Data.Batches()}
	p.Total.Spikes = make([]int64, len(t.Engine.net.Stages))
	for batch, err := range t.Data.Epoch(ctx, t.Epoch, t.Batch) {
		if err != nil {
			return err
		}
		p.Batch, p.Step = t.Batch, t.Optimizer.Steps+1
		p.LR = t.Schedule.Rate(float64(t.Epoch) + float64(t.Batch)/float64(p.Batches))
		if p.Sum, err = t.Engine.Backward(batch, uint64(p.Step), nil); err != nil {
			return err
		}
		if p.Norm, err = t.Optimizer.Step(t.Engine, p.LR); err != nil {
			return err
		}
		p.Total.Add(&p.Sum)
		p.Elapsed = time.Since(start)
		t.Batch++
		for _, h := range t.Hooks {
			if err := h.Batch(t, &p); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	r := EpochReport{Epoch: t.Epoch, LR: p.LR, Train: p.Total, Elapsed: time.Since(start)}
	t.Epoch, t.Batch = t.Epoch+1, 0
	for _, h := range t.Hooks {
		if err := h.Epoch(ctx, t, &r); err != nil {
			return err
		}
	}
	return nil
}
