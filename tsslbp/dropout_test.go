package tsslbp_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/oracle"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// TestDropoutMatchesOracle compares a step with dropout before both layers with
// the reference. The masks can be read off what goes in: no input is 0, and large
// weights make every hidden neuron fire.
func TestDropoutMatchesOracle(t *testing.T) {
	const (
		in, hidden, classes = 16, 70, 3
		steps, batch        = 5, 3
		pIn, pHidden        = 0.25, 0.4
	)
	cfg := snn.DefaultConfig()
	cfg.Network.Steps, cfg.Network.Classes = steps, classes
	d1, d2 := snn.DefaultLayer("d1", snn.TypeDropout), snn.DefaultLayer("d2", snn.TypeDropout)
	d1.P, d2.P = pIn, pHidden
	h, out := snn.DefaultLayer("hidden", snn.TypeLinear), snn.DefaultLayer("output", snn.TypeLinear)
	h.Inputs, h.Outputs, out.Inputs, out.Outputs = in, hidden, hidden, classes
	cfg.Layers = []snn.Layer{d1, h, d2, out}
	rule, err := tsslbp.RuleOf(&cfg.Network)
	require.NoError(t, err)
	loss, err := tsslbp.LossOf(&cfg.Network)
	require.NoError(t, err)
	for _, k := range kernel.Available() {
		t.Run("impl="+k.Name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				seed := rapid.Uint64().Draw(rt, "seed")
				rng := rand.New(rand.NewPCG(seed, 1))
				net, err := snn.New(cfg, spikes.Flat(in), k)
				require.NoError(rt, err)
				net.Init(seed)
				for i := range net.Weights()[0].Data {
					net.Weights()[0].Data[i] = 3
				}
				samples, labels := make(spikes.Batch, batch), make([]int, batch)
				x := oracle.NewTensor(batch, in, 1, 1, steps)
				for b := range samples {
					labels[b] = rng.IntN(classes)
					samples[b] = spikes.Sample{Kind: spikes.Image, Index: b, Label: labels[b]}
					for i := range in {
						v := 1 + rng.Float32()
						samples[b].Values = append(samples[b].Values, v)
						for s := range steps {
							x.Train(b, i)[s] = float64(v)
						}
					}
				}
				m1, m2 := make([]float64, batch*in), make([]float64, batch*hidden)
				e := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: loss, Batch: batch, Threads: 2, Seed: seed, InputGrad: true,
					Observe: func(i int, _ *spikes.Sample, a *snn.Activity, b int) {
						for j, v := range a.Input(0, b).Values {
							if v != 0 {
								m1[i*in+j] = 1 / (1 - pIn)
							}
						}
						for s := range steps {
							for _, c := range a.Input(1, b).Step(s) {
								m2[i*hidden+int(c)] = 1 / (1 - pHidden)
							}
						}
					}})
				defer e.Close()
				net.Prepare(true)
				c := tsslbp.NewCapture(net, batch)
				_, err = e.Backward(samples, 1, c)
				require.NoError(rt, err)
				w := func(i int) []float64 { return widen(net.Stages[i].ToField(net.Weights()[i].Data)) }
				p := oracle.Neuron{TauM: 5, TauS: 3, Threshold: 1}
				ref := &oracle.Network{TauS: 3, Rule: oracle.DefaultRule(), Loss: oracle.Loss{Kind: oracle.Kernel, Filter: oracle.Twice, TauS: 3}, Layers: []oracle.Layer{
					{Kind: oracle.DropoutLayer, Mask: m1},
					{Kind: oracle.LinearLayer, Linear: oracle.Linear{In: in, Out: hidden}, Neuron: p, Weights: w(0)},
					{Kind: oracle.DropoutLayer, Mask: m2},
					{Kind: oracle.LinearLayer, Linear: oracle.Linear{In: hidden, Out: classes}, Neuron: p, Weights: w(1)},
				}}
				fwd := ref.Forward(x)
				if closeToThreshold(ref, fwd) {
					rt.Skip("a potential lies at threshold")
				}
				want := ref.Backward(fwd, labels)
				compare(rt, oracleTol, "output PSC", fwd.Output(), c.PSC)
				for s, l := range []int{1, 3} {
					compare(rt, oracleTol, "current gradient", want.Layers[l].Current, c.Delta[s])
					within(rt, oracleTol, "weight gradient", want.Layers[l].Weights, widen(net.Stages[s].ToField(e.Gradients()[s])))
				}
				compare(rt, oracleTol, "input gradient", want.Input, c.Input)
			})
		})
	}
}
