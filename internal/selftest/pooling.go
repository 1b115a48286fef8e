package selftest

import (
	"github.com/snnsim/snnsim/internal/oracle"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// Pooling implements golden.Implementation: pooling in front of a dense layer
// is run, and what reaches that layer is read, and the other way round.
func (f Fast) Pooling(p oracle.Pooling, input, gradOutput oracle.Tensor) (output, gradInput []float64, err error) {
	pool, err := layerOf(oracle.Layer{Name: "pooling", Kind: oracle.PoolingLayer, Pooling: p}, 1)
	if err != nil {
		return nil, nil, err
	}
	cfg := snn.DefaultConfig()
	cfg.Network.Steps, cfg.Network.Classes = input.T, 1
	dense := snn.DefaultLayer("output", snn.TypeLinear)
	out := p.Forward(input)
	dense.Inputs, dense.Outputs = out.Neurons(), 1
	cfg.Layers = []snn.Layer{pool, dense}
	shape := spikes.Shape{H: input.H, W: input.W, C: input.C}
	net, err := snn.New(cfg, shape, f.K)
	if err != nil {
		return nil, nil, err
	}
	net.Prepare(false)
	act := net.NewActivity(1, false, snn.Auto)
	cells := spikes.Shape{H: out.H, W: out.W, C: out.C}
	factor := net.Stages[0].Factor()
	var forward, backward []float32
	for b := range samplesOf(input, nil) {
		s := samplesOf(input, nil)[b : b+1]
		s[0].Kind, s[0].Values = spikes.Analog, frames(&s[0], input.T, shape)
		if err := act.Forward(s, snn.Pass{}); err != nil {
			return nil, nil, err
		}
		forward = append(forward, scaled(act.Input(0, 0).Values, factor)...)
		g := samplesOf(gradOutput, nil)[b]
		q := frames(&g, input.T, cells)
		grad := make([]float32, input.T*shape.Neurons())
		pull := make([]float32, input.T*shape.Pitch())
		for y := range shape.H {
			row, stride := act.Upstream(0, 0, y, q, pull, false)
			for t := range input.T {
				copy(grad[t*shape.Neurons()+y*shape.Row():][:shape.Row()], scaled(row[t*stride:][:shape.Row()], factor))
			}
		}
		backward = append(backward, grad...)
	}
	return toGolden(forward, input.N, input.T, cells), toGolden(backward, input.N, input.T, shape), nil
}

func scaled(x []float32, f float32) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = v * f
	}
	return out
}
