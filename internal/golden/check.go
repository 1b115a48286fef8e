package golden

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/internal/oracle"
)

// Check runs every case of a file and compares every quantity.
func Check(f *File, impl Implementation) Report {
	r := Report{File: f.Name, Implementation: impl.Name()}
	add := func(name string, qs []Quantity) {
		for _, q := range qs {
			q.Case = name
			r.Quantities = append(r.Quantities, q)
		}
	}
	for _, c := range f.LIF {
		add(c.Name, checkLIF(c, impl))
	}
	for _, c := range f.PSP {
		add(c.Name, checkPSP(c, impl))
	}
	for _, c := range f.Pooling {
		add(c.Name, checkPooling(c, impl))
	}
	for i := range f.Networks {
		add(f.Networks[i].Name, checkNetwork(&f.Networks[i], impl))
	}
	return r
}

// checkPSP compares filtered trains and targets.
func checkPSP(c PSPCase, impl Implementation) (qs []Quantity) {
	tol := impl.Tolerance()
	for _, in := range c.Inputs {
		got, err := impl.PSP(c.TauS, in.X)
		if err != nil {
			qs = append(qs, failed(err))
			continue
		}
		qs = append(qs, compare("psp_of_"+in.Name, flatten(in.Want), flatten(got), tol))
	}
	got, err := impl.KernelTarget(c.Steps, c.TauS)
	if err != nil {
		return append(qs, failed(err))
	}
	for _, t := range []struct {
		name      string
		want, got []float64
	}{
		{"kernel_target_pattern", c.Pattern, got.Pattern},
		{"kernel_target_psp_once", c.Once, got.Once},
		{"kernel_target_psp_twice", c.Twice, got.Twice},
	} {
		if t.want != nil {
			qs = append(qs, compare(t.name, t.want, t.got, tol))
		}
	}
	return qs
}

// checkPooling compares both directions of a pooling layer.
func checkPooling(c PoolingCase, impl Implementation) (qs []Quantity) {
	output, gradInput, err := impl.Pooling(c.Pooling, c.Input, c.GradOutput)
	if err != nil {
		return []Quantity{failed(err)}
	}
	if c.Output != nil {
		qs = append(qs, compare("output", c.Output, output, impl.Tolerance()))
	}
	if c.GradInput != nil {
		qs = append(qs, compare("grad_input", c.GradInput, gradInput, impl.Tolerance()))
	}
	return qs
}

// checkNetwork compares every wanted quantity. Where a spike is excused, what
// depends on it is skipped if it differs.
func checkNetwork(c *NetworkCase, impl Implementation) (qs []Quantity) {
	got, err := impl.Network(c)
	if err != nil {
		return []Quantity{failed(err)}
	}
	potential := c.potentials()
	excused := 0
	for _, name := range slices.Sorted(maps.Keys(c.Want)) {
		var q Quantity
		layer, isSpikes := strings.CutPrefix(name, Spikes(""))
		switch {
		case isSpikes:
			u := potential[layer]
			q = compareSpikes(name, c.Want[name], got[name], u.values, u.threshold)
			excused += q.Excused
		case name == Predicted:
			q = compare(name, c.Want[name], got[name], 0)
		default:
			q = compare(name, c.Want[name], got[name], impl.Tolerance())
		}
		qs = append(qs, q)
	}
	for i, q := range qs {
		if excused > 0 && !q.OK && q.Name != InputPSC && !strings.HasPrefix(q.Name, Spikes("")) {
			qs[i].Skipped, qs[i].OK = true, true
			qs[i].Note = fmt.Sprintf("differs after %d excused spikes", excused)
		}
	}
	return qs
}

// layerPotential holds the potentials of a layer as the oracle finds them.
type layerPotential struct {
	values    []float64
	threshold float64
}

func (c *NetworkCase) potentials() map[string]layerPotential {
	n := c.Network
	f := n.Forward(c.Input)
	all := map[string]layerPotential{}
	for i, l := range n.Layers {
		if l.Kind == oracle.ConvLayer || l.Kind == oracle.LinearLayer {
			all[l.Name] = layerPotential{f.Layers[i].U.Data, l.Neuron.Threshold}
		}
	}
	return all
}
