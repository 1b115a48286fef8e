package tsslbp

import "github.com/snnsim/snnsim/snn"

// Readout reads a network's decisions from records of its activity. It belongs
// to one goroutine.
type Readout struct {
	PSC  []float32 // [T][classes], of the sample that was read last
	Sums []float64 // [classes], PSCs summed over the steps

	last      *snn.Stage
	steps     int
	potential bool // ties are decided by the potentials
}

// NewReadout returns a readout of a network's output.
func NewReadout(net *snn.Network) *Readout {
	last := net.Output()
	n := last.Neurons()
	return &Readout{
		PSC: make([]float32, net.Steps*n), Sums: make([]float64, n),
		last: net.Stages[len(net.Stages)-1], steps: net.Steps, potential: net.Config.Network.Ties == "potential",
	}
}

// Decide reads the decision for sample b of a record.
func (r *Readout) Decide(a *snn.Activity, b int) Decision {
	out := r.last.Out
	outputPSC(r.PSC, a.Spikes(r.last.Index, b), out, r.last.Neuron, nil)
	d := decide(r.PSC, len(r.Sums), r.Sums)
	if r.potential {
		d.settle(r.Sums, a.Potentials(r.last.Index, b), out, r.steps)
	}
	return d
}

// Decisions writes to d[t] the decision for sample b of a record if time ended
// after step t, for T steps at most. The last of T is that of Decide.
func (r *Readout) Decisions(d []Decision, a *snn.Activity, b int) {
	out, n := r.last.Out, len(r.Sums)
	outputPSC(r.PSC, a.Spikes(r.last.Index, b), out, r.last.Neuron, nil)
	clear(r.Sums)
	for t := range d {
		for c, v := range r.PSC[t*n : (t+1)*n] {
			r.Sums[c] += float64(v)
		}
		d[t] = choose(r.Sums)
		if r.potential {
			d[t].settle(r.Sums, a.Potentials(r.last.Index, b), out, t+1)
		}
	}
}
