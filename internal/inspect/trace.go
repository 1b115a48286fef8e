package inspect

import (
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// Trace is what a network did with one sample.
type Trace struct {
	Index, Label int // position in the data set, class
	Kind         spikes.Kind
	Steps        int
	Input        spikes.Train // of events
	Values       []float32    // of an image, [H][W][C], or of analog input, [T][H][W][C]
	Layers       []Layer      // of neurons, in order; the last is the output
	// PSC is the output's postsynaptic current, [T][classes], and Sums its sum
	// over time, whose largest element is the decision.
	PSC      []float32
	Sums     []float64
	Decision tsslbp.Decision
}

// Layer is what one population did.
type Layer struct {
	Name      string
	Threshold float64
	Spikes    spikes.Train
	// Potential is the membrane potential before reset, [T][neurons]; nil
	// unless asked for.
	Potential []float32
}

// Neurons returns the number of neurons.
func (l *Layer) Neurons() int { return l.Spikes.Shape.Neurons() }

// Fired reports whether neuron i, counted by row, column and channel, fires at
// step t.
func (l *Layer) Fired(t, i int) bool {
	s := l.Spikes.Shape
	return l.Spikes.Get(t, i/s.Row(), i%s.Row()/s.C, i%s.C)
}

// Counts returns the spikes of every neuron over the sample.
func (l *Layer) Counts() []int {
	n := make([]int, l.Neurons())
	for t := range l.Spikes.T {
		for i := range n {
			if l.Fired(t, i) {
				n[i]++
			}
		}
	}
	return n
}

// Classes returns the number of output neurons.
func (t *Trace) Classes() int { return t.Layers[len(t.Layers)-1].Neurons() }

// Margin returns by how much the true class's summed PSC exceeds the largest
// other; it is negative for a mistake.
func (t *Trace) Margin() float64 {
	other, found := 0.0, false
	for c, v := range t.Sums {
		if c != t.Label && (!found || v > other) {
			other, found = v, true
		}
	}
	if t.Label < 0 || t.Label >= len(t.Sums) {
		return -other
	}
	return t.Sums[t.Label] - other
}
