package bench

import (
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// Latency is what the network would decide if time ended after a step.
type Latency struct {
	Step     int     `json:"step"` // from 1
	Correct  int     `json:"correct"`
	Ties     int     `json:"ties"`
	Silent   int     `json:"silent"`   // samples for which no output has fired yet
	Accuracy float64 `json:"accuracy"` // share, 0 to 1
	// Operations are the synaptic operations per sample, of analog values and single spikes, up to here.
	Operations float64 `json:"synaptic_operations"`
}

// latencyCount adds up decisions.
type latencyCount struct {
	readout   *tsslbp.Readout
	decisions []tsslbp.Decision
	correct   []int // [T], likewise below
	ties      []int
	silent    []int
	ops       []int64 // operations of the step
}

func newLatencyCount(r *tsslbp.Readout, steps int) *latencyCount {
	return &latencyCount{
		readout: r, decisions: make([]tsslbp.Decision, steps),
		correct: make([]int, steps), ties: make([]int, steps), silent: make([]int, steps), ops: make([]int64, steps),
	}
}

// add counts sample b of a record and returns its last decision.
func (l *latencyCount) add(a *snn.Activity, b, label int) tsslbp.Decision {
	l.readout.Decisions(l.decisions, a, b)
	for t, d := range l.decisions {
		if d.Class == label {
			l.correct[t]++
		}
		if d.Tie {
			l.ties[t]++
		}
		if d.Silent {
			l.silent[t]++
		}
	}
	return l.decisions[len(l.decisions)-1]
}

func (l *latencyCount) merge(o *latencyCount) {
	for t := range l.correct {
		l.correct[t] += o.correct[t]
		l.ties[t] += o.ties[t]
		l.silent[t] += o.silent[t]
	}
	addAll(l.ops, o.ops)
}

func (l *latencyCount) report(samples int) []Latency {
	r := make([]Latency, len(l.correct))
	var ops int64
	for t := range r {
		ops += l.ops[t]
		r[t] = Latency{
			Step: t + 1, Correct: l.correct[t], Ties: l.ties[t], Silent: l.silent[t],
			Accuracy: float64(l.correct[t]) / float64(samples), Operations: float64(ops) / float64(samples),
		}
	}
	return r
}
