package bench

import "github.com/snnsim/snnsim/snn"

// The energy of 32-bit floating-point arithmetic in a 45 nm process at 0.9 V: an
// addition, and a multiplication (3.7 pJ) with an addition. M. Horowitz,
// "Computing's energy problem (and what we can do about it)", ISSCC 2014,
// doi:10.1109/ISSCC.2014.6757323, figure 1.1.9.
const (
	picojoulesPerAC  = 0.9
	picojoulesPerMAC = 4.6
	energySource     = "45 nm, 32-bit floating point (Horowitz 2014, doi:10.1109/ISSCC.2014.6757323); arithmetic only, no memory access"
)

// macsPerUpdate is the arithmetic of a neuron's step: the filter of its
// current and the leak of its potential.
const macsPerUpdate = 2

// Energy is an estimate of what the arithmetic of one sample takes. It leaves
// out memory and communication, which cost more on most machines.
type Energy struct {
	PerMAC float64 `json:"pJ_per_MAC"`
	PerAC  float64 `json:"pJ_per_AC"`
	Source string  `json:"source"`

	Synapses     float64 `json:"synapses_uJ"`     // analog MACs and spike ACs, per sample
	Neurons      float64 `json:"neurons_uJ"`      // every neuron at every step, two MACs
	Conventional float64 `json:"conventional_uJ"` // one dense pass of the same network, all MACs
	// ImageOnce is Synapses if an image, which is the same at every step, is
	// multiplied once, as snnsim does; 0 for other inputs.
	ImageOnce float64 `json:"synapses_image_once_uJ,omitempty"`
}

func newEnergy(net *snn.Network, o SynapticOperations, image bool) Energy {
	neurons := 0
	for _, s := range net.Stages {
		neurons += s.Out.Neurons()
	}
	const micro = 1e-6 // µJ per pJ
	updates := float64(neurons) * float64(net.Steps)
	e := Energy{
		PerMAC: picojoulesPerMAC, PerAC: picojoulesPerAC, Source: energySource,
		Synapses:     micro * (picojoulesPerMAC*o.AnalogMACs + picojoulesPerAC*o.SpikeACs),
		Neurons:      micro * picojoulesPerMAC * macsPerUpdate * updates,
		Conventional: micro * picojoulesPerMAC * o.Dense / float64(net.Steps),
	}
	if image {
		e.ImageOnce = e.Synapses - micro*picojoulesPerMAC*o.AnalogMACs*(1-1/float64(net.Steps))
	}
	return e
}

// Spiking returns the estimate of synapses and neurons, in µJ per sample.
func (e *Energy) Spiking() float64 { return e.Synapses + e.Neurons }
