package snn

import "github.com/snnsim/snnsim/spikes"

// Part is what a connection computes of a sample.
type Part int

// The parts of a training step.
const (
	Current Part = iota
	WeightGradient
	DataGradient
	parts
)

// Parts returns all parts.
func Parts() []Part { return []Part{Current, WeightGradient, DataGradient} }

func (p Part) String() string {
	return [...]string{"current", "weight gradient", "data gradient"}[p]
}

// Forms counts which form the parts of a connection took, and what its input
// held. A step of one sample is one unit, an image is one step.
type Forms struct {
	Events, Dense [parts]int64
	Hits, Slots   int64 // spikes that came in, and cells times steps they could have hit
}

// Add adds other to f.
func (f *Forms) Add(other *Forms) {
	for i := range f.Events {
		f.Events[i] += other.Events[i]
		f.Dense[i] += other.Dense[i]
	}
	f.Hits += other.Hits
	f.Slots += other.Slots
}

// Density returns the spikes per input cell and step, 0 where no events came in.
func (f *Forms) Density() float64 {
	if f.Slots == 0 {
		return 0
	}
	return float64(f.Hits) / float64(f.Slots)
}

// EventShare returns the share of steps in which part p took the event-driven
// form; ok is false if it was not computed at all.
func (f *Forms) EventShare(p Part) (share float64, ok bool) {
	n := f.Events[p] + f.Dense[p]
	if n == 0 {
		return 0, false
	}
	return float64(f.Events[p]) / float64(n), true
}

// took notes that steps of part p took a form.
func (s *Scratch) took(p Part, events bool, steps int) {
	if events {
		s.Forms.Events[p] += int64(steps)
	} else {
		s.Forms.Dense[p] += int64(steps)
	}
}

// sees notes the spikes of an input.
func (s *Scratch) sees(in *Input, cells int) {
	if in.Kind == spikes.Events {
		s.Forms.Hits += int64(len(in.Cells))
		s.Forms.Slots += int64(in.T) * int64(cells)
	}
}

// Forms adds to f what stage i's connection did since the last call, and
// starts anew.
func (a *Activity) Forms(i int, f *Forms) { a.stages[i].scratch.TakeForms(f) }

// TakeForms adds the counts to f and starts anew.
func (s *Scratch) TakeForms(f *Forms) {
	f.Add(&s.Forms)
	s.Forms = Forms{}
}
