package inspect

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// Set is a data set as inspection needs it; datasets.Dataset is one.
type Set interface {
	Len() int
	Label(i int) int
	Fill(i int, s *spikes.Sample, aug *rand.Rand) error
}

// Inspector runs samples through a copy of a network. It is not safe for
// concurrent use.
type Inspector struct {
	net *snn.Network
	act *snn.Activity
}

// New returns an inspector with the network's present weights. The network
// must not be trained during the call; afterwards it may.
func New(net *snn.Network) (*Inspector, error) {
	c, err := snn.New(net.Config, net.Input, net.Kernel())
	if err != nil {
		return nil, fmt.Errorf("inspect: %w", err)
	}
	in := &Inspector{net: c}
	in.act = c.NewActivity(1, true, snn.Auto)
	in.Update(net)
	return in, nil
}

// Update takes the present weights of a network of the same configuration.
func (in *Inspector) Update(net *snn.Network) {
	for i, w := range net.Weights() {
		copy(in.net.Weights()[i].Data, w.Data)
	}
	in.net.Prepare(false)
}

// Network returns the copy.
func (in *Inspector) Network() *snn.Network { return in.net }

// Options say what Trace keeps beside spikes and output currents.
type Options struct {
	Potentials bool // membrane potentials of all neurons: 4·T bytes each
}

// Trace runs one sample and returns what every layer did.
func (in *Inspector) Trace(s *spikes.Sample, o Options) (*Trace, error) {
	if err := in.act.Forward([]spikes.Sample{*s}, snn.Pass{}); err != nil {
		return nil, fmt.Errorf("inspect: %w", err)
	}
	t := &Trace{Index: s.Index, Label: s.Label, Kind: s.Kind, Steps: in.net.Steps}
	if s.Kind == spikes.Events {
		t.Input.Resize(s.Train.Shape, s.Train.T)
		copy(t.Input.Bits, s.Train.Bits)
	} else {
		t.Values = append([]float32(nil), s.Values...)
	}
	for i, st := range in.net.Stages {
		l := Layer{Name: st.Name, Threshold: st.Neuron.Threshold}
		l.Spikes.Resize(st.Out, in.net.Steps)
		copy(l.Spikes.Bits, in.act.Spikes(i, 0))
		if o.Potentials {
			l.Potential = potentials(in.act.Potentials(i, 0), st.Out, in.net.Steps)
		}
		t.Layers = append(t.Layers, l)
	}
	r := tsslbp.NewReadout(in.net)
	t.Decision = r.Decide(in.act, 0)
	t.PSC, t.Sums = r.PSC, r.Sums
	return t, nil
}

// potentials copies [T][H][Pitch] to [T][neurons].
func potentials(u []float32, s spikes.Shape, steps int) []float32 {
	out := make([]float32, 0, steps*s.Neurons())
	for y := range steps * s.H {
		out = append(out, u[y*s.Pitch():][:s.Row()]...)
	}
	return out
}

// Results evaluates a data set, from the loader's batches, on so many threads
// and returns one result a sample in the loader's order. progress may be nil.
func (in *Inspector) Results(ctx context.Context, data tsslbp.Loader, threads int, progress func(samples int)) ([]Result, error) {
	batch := in.net.Config.Network.BatchSize
	e := tsslbp.NewEngine(in.net, tsslbp.Options{Inference: true, Batch: batch, Threads: threads})
	defer e.Close()
	in.net.Prepare(false)
	decisions := make([]tsslbp.Decision, batch)
	var all []Result
	for samples, err := range tsslbp.Whole(ctx, data, 0, 0) {
		if err != nil {
			return nil, fmt.Errorf("inspect: %w", err)
		}
		if _, err := e.Infer(samples, decisions[:len(samples)]); err != nil {
			return nil, fmt.Errorf("inspect: %w", err)
		}
		for i := range samples {
			all = append(all, Result{Index: samples[i].Index, Label: samples[i].Label, Decision: decisions[i]})
		}
		if progress != nil {
			progress(len(all))
		}
	}
	return all, nil
}
