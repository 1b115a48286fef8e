package golden

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/internal/oracle"
)

// Check runs every case of a file and compares every quantity.
func Check(f *File, impl Implementation) Report {
	r := Report{File: f.Name, Implementation: impl.Name()}
	impl = f.asPrecise(impl)
	add := func(name string, qs []Quantity) {
		if len(qs) == 0 {
			qs = []Quantity{failed(errNothing, 0)}
		}
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
	for _, u := range f.Unread {
		r.Quantities = append(r.Quantities, Quantity{Case: u.Case, Name: cmp.Or(u.Key, "all"), Left: u.Values, Skipped: true, OK: true, Note: "not known"})
	}
	return r
}

// errNothing is of a case that holds nothing to compare with.
var errNothing = errors.New("the file holds nothing of it to compare with")

// Float32Tolerance is allowed where float32 is computed with: some hundred
// roundings of it.
const Float32Tolerance = 2e-5

// rounded is an implementation beside a file that is less precise than it.
type rounded struct{ Implementation }

func (r rounded) Tolerance() float64 { return max(r.Implementation.Tolerance(), Float32Tolerance) }

// asPrecise allows an implementation what the file's own precision asks for.
func (f *File) asPrecise(impl Implementation) Implementation {
	if f.dtype == "float32" {
		return rounded{impl}
	}
	return impl
}

// checkPSP compares filtered trains and targets.
func checkPSP(c PSPCase, impl Implementation) (qs []Quantity) {
	tol := impl.Tolerance()
	for _, in := range c.Inputs {
		got, err := impl.PSP(c.TauS, in.X)
		if err != nil {
			qs = append(qs, failed(err, len(flatten(in.Want))))
			continue
		}
		qs = append(qs, compare("psp_of_"+in.Name, flatten(in.Want), flatten(got), tol))
	}
	got, err := impl.KernelTarget(c.Steps, c.TauS)
	if err != nil {
		return append(qs, failed(err, len(c.Pattern)+len(c.Once)+len(c.Twice)))
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
		return []Quantity{failed(err, len(c.Output)+len(c.GradInput))}
	}
	if c.Output != nil {
		qs = append(qs, compare("output", c.Output, output, impl.Tolerance()))
	}
	if c.GradInput != nil {
		qs = append(qs, compare("grad_input", c.GradInput, gradInput, impl.Tolerance()))
	}
	return qs
}

// checkNetwork compares every wanted quantity: the spikes first, whose excuses
// bear on the others.
func checkNetwork(c *NetworkCase, impl Implementation) (qs []Quantity) {
	got, err := impl.Network(c)
	if err != nil {
		values := 0
		for _, want := range c.Want {
			values += len(want)
		}
		return []Quantity{failed(err, values)}
	}
	if n, losses := len(c.Want[StepLosses]), got[StepLosses]; n < len(losses) {
		got[StepLosses] = losses[:n] // the weights are of later steps
	}
	potential := c.potentials()
	e := c.noExcuses()
	for i, l := range c.Network.Layers {
		if want, ok := c.Want[Spikes(l.Name)]; ok {
			qs = append(qs, e.spikes(i, Spikes(l.Name), want, got[Spikes(l.Name)], potential[l.Name], c.Input.T))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Want)) {
		switch {
		case strings.HasPrefix(name, Spikes("")):
		case name == Predicted:
			qs = append(qs, e.compare(name, c.Want[name], got[name], 0))
		default:
			qs = append(qs, e.compare(name, c.Want[name], got[name], impl.Tolerance()))
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
