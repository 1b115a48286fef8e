package tsslbp

import "github.com/snnsim/snnsim/lif"

// Readout reads decisions from the spikes of output neurons. It belongs to one
// goroutine.
type Readout struct {
	neuron  lif.Params
	classes int
	psc     []float32 // [T][classes]
	sums    []float64 // [classes]
}

// NewReadout returns a readout of output neurons over some steps.
func NewReadout(p lif.Params, classes, steps int) *Readout {
	return &Readout{neuron: p, classes: classes, psc: make([]float32, steps*classes), sums: make([]float64, classes)}
}

// Decisions writes to d[t] the decision that the packed spikes [T][words] of
// the outputs give when time ends after step t. The last one is the engine's.
func (r *Readout) Decisions(d []Decision, bits []uint64, words int) {
	outputPSC(r.psc, bits, r.classes, words, r.neuron)
	clear(r.sums)
	for t := range d {
		for c, v := range r.psc[t*r.classes : (t+1)*r.classes] {
			r.sums[c] += float64(v)
		}
		d[t] = choose(r.sums)
	}
}
