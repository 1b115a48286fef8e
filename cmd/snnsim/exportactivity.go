package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/internal/interop"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// exportActivity writes what a network does with one sample, for programs that
// compute with it or are held to it.
func exportActivity(cmd *cobra.Command, path string, f *exportFlags) error {
	if f.xFirst || f.metrics != "" || cmd.Flags().Changed("rows") {
		return usagef("--activity goes with none of --x-first, --metrics and --rows")
	}
	to, ext := f.to, strings.TrimPrefix(filepath.Ext(f.out), ".")
	if to == "" {
		to = ext
	}
	if f.out == "" || to != ext || to != "npz" && to != "safetensors" {
		return usagef("--activity: expected --out with a name that ends in .npz or .safetensors")
	}
	s := sampleFlags{data: f.data, split: f.split, sample: f.activity, flag: "activity"}
	if err := s.checkSample(); err != nil {
		return err
	}
	c, err := trained(path)
	if err != nil {
		return err
	}
	set, err := s.open(cmd.Context(), c, newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false))
	if err != nil {
		return err
	}
	in, err := inspect.New(c.Network)
	if err != nil {
		return err
	}
	t, err := in.At(set, f.activity, inspect.Options{Potentials: true})
	if err != nil {
		return asData(err)
	}
	ts := activityTensors(t, set.Info().Shape)
	var b []byte
	if to == "npz" {
		b, err = interop.NPZ(ts)
	} else {
		m := exportMetadata(c, false)
		m["sample"], m["split"], m["label"], m["decision"] = fmt.Sprint(t.Index), f.split, fmt.Sprint(t.Label), fmt.Sprint(t.Decision.Class)
		b, err = interop.Safetensors(ts, m)
	}
	if err != nil {
		return err
	}
	return f.write(cmd.OutOrStdout(), b)
}

// activityTensors are the input, spikes and potentials of every layer, and the output's
// PSCs. Axes are those of other programs: step, channel, row, column, or step, neuron.
func activityTensors(t *inspect.Trace, input spikes.Shape) []snn.Tensor {
	var ts []snn.Tensor
	add := func(name string, steps int, s spikes.Shape, v []float32) {
		ts = append(ts, snn.Tensor{Name: name, Shape: activityShape(steps, s), Data: channelsFirst(v, steps, s)})
	}
	if t.Kind == spikes.Events {
		add("input", t.Steps, input, dense(&t.Input))
	} else {
		add("input", len(t.Values)/input.Neurons(), input, t.Values)
	}
	for i := range t.Layers {
		l := &t.Layers[i]
		add(l.Name+".spikes", t.Steps, l.Spikes.Shape, dense(&l.Spikes))
		add(l.Name+".potential", t.Steps, l.Spikes.Shape, l.Potential)
	}
	last := &t.Layers[len(t.Layers)-1]
	return append(ts, snn.Tensor{Name: last.Name + ".psc", Shape: []int{t.Steps, t.Classes()}, Data: t.PSC})
}

func activityShape(steps int, s spikes.Shape) []int {
	if s.H == 1 && s.W == 1 {
		return []int{steps, s.C}
	}
	return []int{steps, s.C, s.H, s.W}
}

// dense returns the spikes of a train as ones, [T][H][W][C].
func dense(tr *spikes.Train) []float32 {
	n, s := tr.Shape.Neurons(), tr.Shape
	v := make([]float32, tr.T*n)
	for t := range tr.T {
		for i := range n {
			if tr.Get(t, i/s.Row(), i%s.Row()/s.C, i%s.C) {
				v[t*n+i] = 1
			}
		}
	}
	return v
}

// channelsFirst turns [T][H][W][C] into [T][C][H][W].
func channelsFirst(v []float32, steps int, s spikes.Shape) []float32 {
	out := make([]float32, 0, len(v))
	plane := s.H * s.W
	for t := range steps {
		for c := range s.C {
			for p := range plane {
				out = append(out, v[(t*plane+p)*s.C+c])
			}
		}
	}
	return out
}
