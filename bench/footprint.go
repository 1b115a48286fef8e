package bench

import "github.com/snnsim/snnsim/snn"

// Footprint is the memory of a model, in bytes.
type Footprint struct {
	Weights int64 `json:"weights"`
	// State is what all neurons carry from step to step: current and membrane
	// potential.
	State int64 `json:"state"`
}

const bytesPerNumber = 4

func newFootprint(net *snn.Network) Footprint {
	var f Footprint
	for _, s := range net.Stages {
		f.Weights += bytesPerNumber * int64(len(s.Conn.Weight().Data))
		f.State += 2 * bytesPerNumber * int64(s.Out.Neurons())
	}
	return f
}
