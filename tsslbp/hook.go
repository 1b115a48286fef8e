package tsslbp

import (
	"context"
	"time"

	"github.com/snnsim/snnsim/spikes"
)

// Hook takes part in training. Hooks are called in their order; one whose Begin,
// Batch or Epoch returns ErrStop ends training when all have been called, at Begin
// before the first step; any other error fails it at once. A hook that changes weights
// calls the network's Prepare(true) before it returns, and stands before a
// Checkpointer. Embed NoHook to implement only some of the methods.
type Hook interface {
	Begin(t *Trainer) error                                      // before the first step
	Batch(t *Trainer, p *Progress) error                         // after every step
	Epoch(ctx context.Context, t *Trainer, r *EpochReport) error // after every epoch
	End(t *Trainer, err error) error                             // at the end, however it came
}

// Settler is a Hook that acts when all hooks have seen a step or the end of an
// epoch: the moment at which the state of training is whole. ErrStop is an error
// here.
type Settler interface {
	Hook
	Settled(t *Trainer) error
}

// Keeper is a Hook with a memory, such as the best result so far, that must
// outlive an interruption. TrainerState carries it.
type Keeper interface {
	Hook
	// Memory returns a name, different from that of other hooks, and a
	// pointer to what encoding/json can write and read back.
	Memory() (name string, memory any)
}

// Gradienter is a Hook that may look at the gradients of a step, Engine.Gradients, and change
// them before they are clipped and the optimiser takes them: a penalty on weights, noise. The
// batch is that of the step. An error, ErrStop too, fails training. Checkpoints do not know what it does: a
// run is continued with the same hooks.
type Gradienter interface {
	Hook
	Gradients(t *Trainer, batch spikes.Batch) error
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

// The sets that an Evaluator can stand for.
const (
	TestSet       = "test"
	ValidationSet = "validation"
)

// Evaluator evaluates the network on Data after every epoch. It must stand
// before the hooks that read the result.
type Evaluator struct {
	NoHook
	Data     Loader
	Set      string            // what Data are, TestSet if empty
	Progress func(samples int) // called after every batch, may be nil
	held     heldData
}

// Epoch implements Hook.
func (e *Evaluator) Epoch(ctx context.Context, t *Trainer, r *EpochReport) (err error) {
	start := time.Now()
	r.Set = e.set()
	r.Test, err = t.Engine.Evaluate(ctx, e.Data, e.Progress)
	r.TestElapsed = time.Since(start)
	return err
}

func (e *Evaluator) set() string {
	if e.Set == "" {
		return TestSet
	}
	return e.Set
}

// Memory implements Keeper: the identity of the data, which must be the same
// when training continues, for they choose the best epoch.
func (e *Evaluator) Memory() (string, any) {
	return "evaluator-" + e.set(), e.held.of(e.set(), e.Data)
}

// EarlyStop ends training when the accuracy that an Evaluator before it found
// has not risen for Patience epochs; 0 for never.
type EarlyStop struct {
	NoHook
	Patience int
	memory   struct{ Best, Since int }
}

// Epoch implements Hook.
func (s *EarlyStop) Epoch(_ context.Context, _ *Trainer, r *EpochReport) error {
	if r.Test == nil {
		return nil
	}
	m := &s.memory
	if r.Test.Correct > m.Best {
		m.Best, m.Since = r.Test.Correct, 0
		return nil
	}
	if m.Since++; s.Patience > 0 && m.Since >= s.Patience {
		return ErrStop
	}
	return nil
}

// Memory implements Keeper.
func (s *EarlyStop) Memory() (string, any) { return "early-stop", &s.memory }

var (
	_ Keeper  = (*Evaluator)(nil)
	_ Keeper  = (*SameData)(nil)
	_ Keeper  = (*EarlyStop)(nil)
	_ Keeper  = (*Checkpointer)(nil)
	_ Settler = (*Checkpointer)(nil)
)
