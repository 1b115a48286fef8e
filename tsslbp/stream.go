package tsslbp

import (
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// Stream decides on a recording as it comes, window by window of the network's steps. After
// every window its decision is the one that a network of as many steps would make of all
// windows together. It belongs to one goroutine.
type Stream struct {
	// PSC is that of the outputs in the last step, Sums are the PSCs summed over all steps
	// since Reset, both [classes]. Next overwrites them.
	PSC  []float32
	Sums []float64

	act        *snn.Activity
	window     [1]spikes.Sample
	psc        []float32 // [T][classes], of the last window
	last       *snn.Stage
	ties       bool // are decided by the potentials
	potentials []float64
	going      bool
}

// NewStream returns a stream for a network, which must be prepared for inference whenever its
// weights have changed. For windows shorter than those of training, build another network from
// the same configuration with fewer Steps, and give it the weights (snn.Network.SetFieldTensors).
func NewStream(net *snn.Network) *Stream {
	classes := net.Output().Neurons()
	return &Stream{
		PSC: make([]float32, classes), Sums: make([]float64, classes), potentials: make([]float64, classes),
		psc: make([]float32, net.Steps*classes),
		act: net.NewActivity(1, false, snn.Auto), last: net.Stages[len(net.Stages)-1],
		ties: net.Config.Network.Ties == "potential",
	}
}

// Next runs the next window and decides on all windows since Reset. With an error the stream
// is where it was. The sample's label does not matter.
func (s *Stream) Next(window *spikes.Sample) (Decision, error) {
	s.window[0] = *window
	if err := s.act.Forward(s.window[:], snn.Pass{SpikesOnly: true, Continue: s.going}); err != nil {
		return Decision{}, err
	}
	s.going = true
	out, classes := s.last.Out, len(s.Sums)
	outputPSC(s.psc, s.act.Spikes(s.last.Index, 0), out, s.last.Neuron, s.PSC)
	for i, v := range s.psc {
		s.Sums[i%classes] += float64(v)
	}
	for c := range s.potentials {
		s.potentials[c] = addPotentials(s.potentials[c], s.act.Potentials(s.last.Index, 0), out, c, len(s.psc)/classes)
	}
	d := choose(s.Sums)
	if s.ties {
		d.settleBy(s.Sums, func(class int) float64 { return s.potentials[class] })
	}
	return d, nil
}

// Reset brings all neurons to rest: another recording begins.
func (s *Stream) Reset() {
	s.going = false
	clear(s.PSC)
	clear(s.Sums)
	clear(s.potentials)
}

// Activity is the record of the last window.
func (s *Stream) Activity() *snn.Activity { return s.act }
