package inspect

import (
	"slices"
	"sync"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// Answer is what a network says to one sample.
type Answer struct {
	Label    int // that of the sample
	Decision tsslbp.Decision
	Sums     []float64 // [classes], output PSCs summed over the steps
}

// Recorder keeps the answers to samples by their Index.
type Recorder struct {
	Answers  []Answer
	readouts sync.Pool
}

// NewRecorder returns a recorder of the answers to samples 0 to n-1.
func NewRecorder(net *snn.Network, n int) *Recorder {
	r := &Recorder{Answers: make([]Answer, n)}
	r.readouts.New = func() any { return tsslbp.NewReadout(net) }
	return r
}

// Observe is a tsslbp.Observer.
func (r *Recorder) Observe(_ int, s *spikes.Sample, a *snn.Activity, b int) {
	out := r.readouts.Get().(*tsslbp.Readout)
	d := out.Decide(a, b)
	r.Answers[s.Index] = Answer{Label: s.Label, Decision: d, Sums: slices.Clone(out.Sums)}
	r.readouts.Put(out)
}
