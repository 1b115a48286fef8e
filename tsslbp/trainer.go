package tsslbp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/snnsim/snnsim/spikes"
)

// Trainer runs epochs of training. What happens around a step attaches as
// hooks: evaluation, checkpoints, progress, early stop, recording.
type Trainer struct {
	Engine    *Engine
	Optimizer Optimizer
	Schedule  Schedule
	Data      Loader
	Epochs    int // epochs to have done at the end
	Hooks     []Hook
	// Capture, unless it is nil, is filled by every step, for Gradienters and other hooks;
	// it needs room for a whole batch (NewCapture).
	Capture *Capture

	// Epoch and Batch say where training stands: the next batch is Batch of
	// Epoch. Steps counts all steps taken. Load and Restore set them to continue an
	// earlier run.
	Epoch, Batch, Steps int
	// Stopped says that a hook has ended training: Run does nothing more.
	Stopped bool
	// AnyBackend lets Load and Restore accept the state of another back end;
	// the result is then not that of an uninterrupted run to the bit.
	AnyBackend bool

	sums   EpochSums                  // of the epoch so far
	kept   map[string]json.RawMessage // hooks' memories before they see an epoch's end
	seeing bool                       // hooks are seeing a step
	spikes []int64                    // of the last step
	held   heldData                   // Data, identified
}

// EpochSums are the sums over the steps of an epoch so far.
type EpochSums struct {
	Stats   Stats
	Times   Times
	Elapsed time.Duration // wall time, hooks included, interruptions not
	LR      float64       // of the last step
}

// ErrStop ends training without being an error when a hook's Begin, Batch or Epoch
// returns it.
var ErrStop = errors.New("tsslbp: training is done")

// Progress describes one training step that has just been taken. It is valid
// until the hook returns.
type Progress struct {
	Epoch, Batch int           // from 0
	Batches      int           // of an epoch
	Step         int           // steps taken, from 1
	LR           float64       // learning rate of the step
	Norm         float64       // gradient norm before clipping
	Sum          Stats         // of this batch
	Times        Times         // of this step
	Total        Stats         // of the epoch so far
	Elapsed      time.Duration // wall time of the epoch so far, hooks included, interruptions not
}

// EpochReport describes one epoch that has just ended.
type EpochReport struct {
	Epoch   int     // from 0
	LR      float64 // learning rate of the last step
	Train   Stats
	Times   Times
	Elapsed time.Duration // wall time of the training steps and their hooks
	// Test is set by an Evaluator, nil before or without one, and Set says
	// which data it is of: TestSet or ValidationSet.
	Test        *Evaluation
	Set         string
	TestElapsed time.Duration
}

// complete reports what a trainer can't do without.
func (t *Trainer) complete() error {
	if t.Engine == nil || t.Optimizer == nil || t.Schedule == nil || t.Data == nil {
		return errors.New("tsslbp: a trainer without an Engine, an Optimizer, a Schedule or Data: expected all four")
	}
	if t.Engine.opt.Inference {
		return errors.New("tsslbp: a trainer of an engine with the option Inference: expected one without")
	}
	for i, h := range t.Hooks {
		if h == nil {
			return fmt.Errorf("tsslbp: hook %d is nil", i)
		}
		if e, ok := h.(*Evaluator); ok && e.Data == nil {
			return fmt.Errorf("tsslbp: hook %d: an Evaluator without Data", i)
		}
	}
	return momentsFit(t.Optimizer, t.Engine.net)
}

// Run prepares the network and trains until Epochs are done, the context ends, a
// hook stops it or something fails. The hooks that have begun see the end in each
// case. It returns the context's error if that ended it, nil if a hook did.
func (t *Trainer) Run(ctx context.Context) (err error) {
	if err := t.complete(); err != nil {
		return err
	}
	if err := t.again(); err != nil {
		return err
	}
	if err := t.Engine.wildWeight("weight before training", 0); err != nil {
		return err
	}
	if _, err := memories(t.Hooks); err != nil {
		return err
	}
	if n := t.Data.Batches(); n < 1 && t.Epoch < t.Epochs && !t.Stopped {
		return fmt.Errorf("tsslbp: training data of %d samples in %d batches: expected at least one", t.Data.Samples(), n)
	}
	begun := 0
	defer func() {
		for _, h := range t.Hooks[:begun] {
			if e := h.End(t, err); e != nil {
				err = errors.Join(e, err)
			}
		}
	}()
	for _, h := range t.Hooks {
		if err := h.Begin(t); errors.Is(err, ErrStop) {
			t.Stopped = true
		} else if err != nil {
			return err
		}
		begun++
	}
	t.Engine.Prepare(true)
	for t.Epoch < t.Epochs && !t.Stopped {
		if err := t.epoch(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (t *Trainer) epoch(ctx context.Context) error {
	if t.sums.Stats.Spikes == nil {
		t.sums.Stats.Spikes = make([]int64, len(t.Engine.net.Stages))
	}
	p := Progress{Epoch: t.Epoch, Batches: t.Data.Batches(), Total: t.sums.Stats}
	start := time.Now().Add(-t.sums.Elapsed)
	waiting := time.Now()
	for batch, err := range Whole(ctx, t.Data, t.Epoch, t.Batch) {
		if err != nil {
			return err
		}
		p.Times = Times{Data: time.Since(waiting)}
		if err := t.step(batch, &p); err != nil {
			return err
		}
		p.Total.Add(&p.Sum)
		t.Batch++
		p.Elapsed = time.Since(start)
		t.sums.Stats, t.sums.LR, t.sums.Elapsed = p.Total, p.LR, p.Elapsed
		t.sums.Times.Add(p.Times)
		if err := t.show(&p); err != nil || t.Stopped {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		waiting = time.Now()
	}
	return t.endEpoch(ctx)
}

// step takes one training step.
func (t *Trainer) step(batch spikes.Batch, p *Progress) (err error) {
	p.Batch, p.Step = t.Batch, t.Steps+1
	p.LR = t.Schedule.Rate(float64(t.Epoch) + float64(t.Batch)/float64(p.Batches))
	start := time.Now()
	if p.Sum, err = t.Engine.Backward(batch, uint64(p.Step), t.Capture); err != nil {
		return err
	}
	// The engine's own may be that of an evaluation by the time that hooks look.
	t.spikes = append(t.spikes[:0], p.Sum.Spikes...)
	p.Sum.Spikes = t.spikes
	done := time.Now()
	p.Times.Forward, p.Times.Backward = t.Engine.split(done.Sub(start))
	for _, h := range t.Hooks {
		if g, ok := h.(Gradienter); ok {
			if err := g.Gradients(t, batch); err != nil {
				return err
			}
		}
	}
	t.Engine.fresh = false
	if p.Norm, err = t.Optimizer.Step(t.Engine, p.Step, p.LR); err != nil {
		return err
	}
	if _, own := t.Optimizer.(*AdamW); !own {
		if err := t.Engine.soundStep(p.Norm, p.Step); err != nil {
			return err
		}
	}
	t.Steps++
	if !t.Engine.fresh {
		t.Engine.Prepare(true)
	}
	p.Times.Update = time.Since(done)
	return nil
}

// endEpoch reports the epoch to the hooks. Until all have seen it, the state
// of training is that after the epoch's last step.
func (t *Trainer) endEpoch(ctx context.Context) (err error) {
	if t.kept, err = t.keep(); err != nil {
		return err
	}
	s := &t.sums
	r := EpochReport{Epoch: t.Epoch, LR: s.LR, Train: s.Stats, Times: s.Times, Elapsed: s.Elapsed}
	stop := false
	for _, h := range t.Hooks {
		err := h.Epoch(ctx, t, &r)
		if err != nil && !errors.Is(err, ErrStop) {
			return err
		}
		stop = stop || err != nil
	}
	t.Epoch, t.Batch, t.sums, t.kept, t.Stopped = t.Epoch+1, 0, EpochSums{}, nil, stop
	return t.settle()
}

// show shows a step to all hooks.
func (t *Trainer) show(p *Progress) error {
	t.seeing = true
	for _, h := range t.Hooks {
		err := h.Batch(t, p)
		if err != nil && !errors.Is(err, ErrStop) {
			return err
		}
		t.Stopped = t.Stopped || err != nil
	}
	t.seeing = false
	return t.settle()
}

// settle lets the hooks act that wait for the others.
func (t *Trainer) settle() error {
	for _, h := range t.Hooks {
		if s, ok := h.(Settler); ok {
			if err := s.Settled(t); err != nil {
				return err
			}
		}
	}
	return nil
}
