package selftest

import (
	"fmt"

	"github.com/snnsim/snnsim/internal/golden"
	"github.com/snnsim/snnsim/internal/oracle"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// configOf returns the network file that describes a golden network.
func configOf(c *golden.NetworkCase) (snn.Config, error) {
	n, _ := c.New()
	cfg := snn.DefaultConfig()
	cfg.Source = c.Name
	s := &cfg.Network
	s.Steps, s.BatchSize, s.TauS, s.TauM = c.Input.T, c.Input.N, n.TauS, n.TauS
	s.WarmUp, s.WarmUpDensity, s.LeakPath = string(n.Rule.WarmUp), n.Rule.WarmUpDensity, n.Rule.LeakPath
	s.IntraNeuron, s.SlopeClamp = n.Rule.IntraNeuron, n.Rule.MaxInverseStep
	s.Loss, s.DesiredCount, s.UndesiredCount = string(n.Loss.Kind), n.Loss.Desired, n.Loss.Undesired
	if n.Loss.Filter != "" {
		s.TargetFilter = string(n.Loss.Filter)
	}
	o := c.Optimizer
	s.LR, s.WeightDecay, s.GradClip, s.WeightClamp = o.LR, o.WeightDecay, o.ClipNorm, o.WeightClamp
	for _, l := range n.Layers {
		layer, err := layerOf(l, n.TauS)
		if err != nil {
			return cfg, fmt.Errorf("layer %s: %w", l.Name, err)
		}
		if layer.Type != snn.TypeDropout {
			cfg.Layers = append(cfg.Layers, layer)
		}
		if l.Spiking() {
			s.Classes = len(c.Want[golden.GradOutputPSC]) / max(1, c.Input.N*c.Input.T)
			if s.Classes == 0 {
				s.Classes = len(c.Want[golden.OutputPSCSum]) / max(1, c.Input.N)
			}
			if layer.Type == snn.TypeLinear {
				s.Classes = layer.Outputs
			}
		}
	}
	return cfg, nil
}

func layerOf(l oracle.Layer, tauS float64) (snn.Layer, error) {
	out := snn.DefaultLayer(l.Name, string(l.Kind))
	if l.Spiking() {
		if _, err := ruleOf(l.Neuron, oracle.DefaultRule()); err != nil {
			return out, err
		}
		if l.Neuron.TauS != tauS {
			return out, fmt.Errorf("a synapse of its own: %w", golden.ErrUnsupported)
		}
		out.Threshold, out.TauM = l.Neuron.Threshold, l.Neuron.TauM
	}
	window := func(w oracle.Window) {
		out.Kernel, out.Stride, out.Padding, out.Dilation = w.Kernel, w.Stride, w.Padding, w.Dilation
	}
	switch l.Kind {
	case oracle.ConvLayer:
		window(l.Conv.Window)
		out.InChannels, out.OutChannels, out.Groups = l.Conv.In, l.Conv.Out, l.Conv.Groups
	case oracle.LinearLayer:
		out.Inputs, out.Outputs = l.Linear.In, l.Linear.Out
	case oracle.PoolingLayer:
		window(l.Pooling.Window)
		if out.Dilation != [2]int{1, 1} && out.Dilation != [2]int{} {
			return out, fmt.Errorf("dilated pooling: %w", golden.ErrUnsupported)
		}
		out.Dilation = [2]int{1, 1}
		out.Theta = l.Pooling.Theta
	}
	return out, nil
}

// samplesOf turns a golden input into samples: events if it is binary, an
// image if it does not change, else analog.
func samplesOf(x oracle.Tensor, labels []int) spikes.Batch {
	kind := spikes.Image
	for i, v := range x.Data {
		if v != x.Data[i/x.T*x.T] {
			kind = spikes.Events
		}
	}
	if kind == spikes.Events {
		for _, v := range x.Data {
			if v != 0 && v != 1 {
				kind = spikes.Analog
			}
		}
	}
	shape := spikes.Shape{H: x.H, W: x.W, C: x.C}
	frames := 1
	if kind == spikes.Analog {
		frames = x.T
	}
	batch := make(spikes.Batch, x.N)
	for b := range batch {
		s := &batch[b]
		s.Kind, s.Index = kind, b
		if labels != nil {
			s.Label = labels[b]
		}
		s.Train.Resize(shape, x.T)
		s.Values = make([]float32, frames*shape.Neurons())
		for i := range shape.Neurons() {
			c, y, col := i/(x.H*x.W), i/x.W%x.H, i%x.W
			for t, v := range x.Train(b, i) {
				if kind == spikes.Events && v == 1 {
					s.Train.Set(t, y, col, c)
				}
				if t < frames {
					s.Values[t*shape.Neurons()+(y*x.W+col)*x.C+c] = float32(v)
				}
			}
		}
	}
	return batch
}

// toGolden turns [N][T][H][W][C] into the layout of the files, [N][C][H][W][T].
func toGolden(x []float32, n, steps int, s spikes.Shape) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		c := i % s.C
		w := i / s.C % s.W
		h := i / s.Row() % s.H
		t := i / s.Neurons() % steps
		b := i / s.Neurons() / steps
		out[(((b*s.C+c)*s.H+h)*s.W+w)*steps+t] = float64(v)
	}
	return out
}
