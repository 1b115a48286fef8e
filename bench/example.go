package bench

import (
	"slices"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// newExample copies the activity of sample b of a record.
func newExample(net *snn.Network, s *spikes.Sample, a *snn.Activity, b int) *Example {
	e := &Example{Index: s.Index, Label: s.Label}
	if s.Kind == spikes.Events {
		e.Input = &spikes.Train{Shape: s.Train.Shape, T: s.Train.T, Bits: slices.Clone(s.Train.Bits)}
	}
	for i, st := range net.Stages {
		e.Names = append(e.Names, st.Name)
		e.Layers = append(e.Layers, &spikes.Train{Shape: st.Out, T: net.Steps, Bits: slices.Clone(a.Spikes(i, b))})
	}
	return e
}
