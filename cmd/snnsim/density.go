package main

import (
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// densities returns spikes per neuron and step of every layer of neurons.
func densities(net *snn.Network, s *tsslbp.Stats) map[string]float64 {
	d := map[string]float64{}
	for i, st := range net.Stages {
		d[st.Name] = density(net, s, i)
	}
	return d
}

func density(net *snn.Network, s *tsslbp.Stats, stage int) float64 {
	n := float64(s.Samples) * float64(net.Steps) * float64(net.Stages[stage].Out.Neurons())
	if n == 0 {
		return 0
	}
	return float64(s.Spikes[stage]) / n
}
