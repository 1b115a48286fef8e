package tsslbp

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/snnsim/snnsim/snn"
)

// TrainerState is all that the rest of training depends on besides the
// weights, the data and the settings. With it, training continues as if it had
// never ended, to the bit and for any number of threads: random streams need
// no state, for every number is drawn from the run's seed and the epoch, step
// and sample that it is for. Masks of weights are the caller's to set
// before: of them it holds what tells them apart.
type TrainerState struct {
	Epoch, Batch int  // the next batch is Batch of Epoch
	Steps        int  // training steps taken
	Stopped      bool // a hook has ended training
	Sums         EpochSums
	// Hooks is what Keepers remember, by their name.
	Hooks map[string]json.RawMessage
	// Settings are what must be the same where training continues, by name.
	Settings map[string]string
	// Moments are the optimiser's, in the field's order, named such as
	// adamw.m.output.weight; StateOf gives all further tensors of the checkpoint.
	Moments []snn.Tensor `json:"-"`
}

// ErrDiffers is what a DifferError wraps.
var ErrDiffers = errors.New("not what the training began with")

// DifferError says that training can't continue to the bit because something
// is not what it was.
type DifferError struct {
	What    string // such as "back end" or "training data"
	Is, Was string
}

// Error implements error.
func (e *DifferError) Error() string {
	return fmt.Sprintf("%s: is %s, was %s when the checkpoint was written", e.What, e.Is, e.Was)
}

// Unwrap implements errors.Unwrap.
func (e *DifferError) Unwrap() error { return ErrDiffers }

// State returns a copy of the state: before Run, after it, and inside from
// Settler hooks and at the End. It fails while hooks are seeing a step, for
// some have counted it and some have not. While they are seeing the end of an
// epoch the state is that after the epoch's last step.
func (t *Trainer) State() (*TrainerState, error) {
	if err := t.complete(); err != nil {
		return nil, err
	}
	if t.seeing {
		return nil, errors.New("tsslbp: the state is not whole while hooks are seeing a step")
	}
	s := &TrainerState{
		Epoch: t.Epoch, Batch: t.Batch, Steps: t.Steps, Stopped: t.Stopped,
		Sums: t.sums, Hooks: t.kept, Settings: t.settings(),
		Moments: fieldMoments(t.Optimizer, t.Engine.net),
	}
	s.Sums.Stats.Spikes = slices.Clone(t.sums.Stats.Spikes)
	if s.Hooks == nil {
		var err error
		if s.Hooks, err = t.keep(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Restore sets the state, all of it or, with an error, nothing. The trainer
// must be complete, hooks included, and the weights are the caller's part (see
// Load). A DifferError says what is not as it was.
func (t *Trainer) Restore(s *TrainerState) error {
	if err := t.check(s); err != nil {
		return err
	}
	if err := t.remember(s.Hooks); err != nil {
		return err
	}
	t.Epoch, t.Batch, t.Steps, t.Stopped = s.Epoch, s.Batch, s.Steps, s.Stopped
	t.sums = s.Sums
	t.sums.Stats.Spikes = slices.Clone(s.Sums.Stats.Spikes)
	t.kept, t.seeing = nil, false
	setFieldMoments(t.Optimizer, t.Engine.net, s.Moments)
	return nil
}

// check reports all that keeps the trainer from taking the state.
func (t *Trainer) check(s *TrainerState) error {
	stages := t.Engine.net.Stages
	var errs []error
	if s.Epoch < 0 || s.Batch < 0 || s.Steps < 0 || s.Batch > t.Data.Batches() {
		errs = append(errs, fmt.Errorf("tsslbp: state: epoch %d, batch %d, step %d are not a position in epochs of %d batches", s.Epoch, s.Batch, s.Steps, t.Data.Batches()))
	}
	if n := len(s.Sums.Stats.Spikes); n != 0 && n != len(stages) || s.Batch > 0 && n == 0 {
		errs = append(errs, fmt.Errorf("tsslbp: state: sums over %d layers, the network has %d", n, len(stages)))
	}
	errs = append(errs, checkMoments(t.Optimizer, t.Engine.net, s.Moments)...)
	return errors.Join(append(errs, t.compare(s.Settings)...)...)
}
