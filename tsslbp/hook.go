package tsslbp

import (
	"context"
	"time"
)

// Hook takes part in training. Hooks are called in their order; one that
// returns ErrStop ends training, any other error fails it. Embed NoHook to
// implement only some of the methods.
type Hook interface {
	Begin(t *Trainer) error                                      // before the first step
	Batch(t *Trainer, p *Progress) error                         // after every step
	Epoch(ctx context.Context, t *Trainer, r *EpochReport) error // after every epoch
	End(t *Trainer, err error) error                             // at the end, however it came
}

// NoHook does nothing.
type NoHook struct{}

// Begin implements Hook.
func (NoHook) Begin(*Trainer) error { return nil }

// Batch implements Hook.
func (NoHook) Batch(*Trainer, *Progress) error { return nil }

// Epoch implements Hook.
func (NoHook) Epoch(context.Context, *Trainer, *EpochReport) error { return nil }

// End implements Hook.
func (NoHook) End(*Trainer, error) error { return nil }

// Evaluator evaluates the network on Data after every epoch. It must stand
// before the hooks that read the result.
type Evaluator struct {
	NoHook
	Data     Loader
	Progress func(samples int) // called after every batch, may be nil
}

// Epoch implements Hook.
func (e *Evaluator) Epoch(ctx context.Context, t *Trainer, r *EpochReport) (err error) {
	start := time.Now()
	r.Test, err = t.Engine.Evaluate(ctx, e.Data, e.Progress)
	r.TestElapsed = time.Since(start)
	return err
}

// EarlyStop ends training when test accuracy has not risen for Patience
// epochs. It needs an Evaluator before it.
type EarlyStop struct {
	NoHook
	Patience int
	best     int
	since    int
}

// Epoch implements Hook.
func (s *EarlyStop) Epoch(_ context.Context, _ *Trainer, r *EpochReport) error {
	if r.Test == nil {
		return nil
	}
	if r.Test.Correct > s.best {
		s.best, s.since = r.Test.Correct, 0
		return nil
	}
	if s.since++; s.since >= s.Patience {
		return ErrStop
	}
	return nil
}

var (
	_ Hook = (*Evaluator)(nil)
	_ Hook = (*EarlyStop)(nil)
	_ Hook = (*Checkpointer)(nil)
)
