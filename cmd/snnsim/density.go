package main

import (
	"fmt"
	"strings"

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

// firing formats the densities of all layers in percent.
func firing(net *snn.Network, s *tsslbp.Stats) string {
	parts := make([]string, len(net.Stages))
	for i := range parts {
		parts[i] = fmt.Sprintf("%.1f", 100*density(net, s, i))
	}
	return strings.Join(parts, "/") + "%"
}
