package tsslbp_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/oracle"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// The fast path keeps every quantity within oracleTol of its scale. Most stay
// below 1e-6; a potential that large currents cancel in is rounded on their
// scale, and the surrogate's steepest slope makes five times that of it.
const (
	oracleTol = 1e-4
	margin    = 1e-5 // potentials this close to threshold may fire or not
	// Gradients that cancel to less than this are compared on its scale.
	leastScale = 0.2
)

// tolOf widens oracleTol where a bound of 1/δu above the released 8 lets small
// differences of a potential count for more.
func tolOf(s *snn.Settings) float64 { return oracleTol * max(1, s.SlopeClamp/8) }

// TestGradientsMatchOracle compares a whole step with the float64 reference on
// random networks, inputs, rules and losses, on every back end.
func TestGradientsMatchOracle(t *testing.T) {
	for _, k := range kernel.Available() {
		t.Run("impl="+k.Name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) { checkTrial(rt, drawTrial(rt), k) })
		})
	}
}

func checkTrial(rt *rapid.T, tr *trial, k *kernel.Set) {
	net, err := snn.New(tr.cfg, tr.input, k)
	require.NoError(rt, err)
	net.Init(tr.seed)
	for _, w := range net.Weights() {
		for i := range w.Data {
			w.Data[i] *= float32(tr.scale)
		}
	}
	ref := tr.oracle(net)
	batch, x, labels := tr.samples()
	fwd := ref.Forward(x)
	if closeToThreshold(ref, fwd) {
		rt.Skip("a potential lies at threshold")
	}
	want := ref.Backward(fwd, labels)

	rule, err := tsslbp.RuleOf(&tr.cfg.Network)
	require.NoError(rt, err)
	loss, err := tsslbp.LossOf(&tr.cfg.Network)
	require.NoError(rt, err)
	e := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: loss, Batch: tr.batch, Threads: 2, Mode: tr.mode, InputGrad: true})
	defer e.Close()
	net.Prepare(true)
	c := tsslbp.NewCapture(net, tr.batch)
	sum, err := e.Backward(batch, 1, c)
	require.NoError(rt, err)

	tol := tolOf(&tr.cfg.Network)
	total := want.Loss
	if tr.cfg.Network.Loss == "softmax" {
		total *= float64(tr.batch) // the loss of a batch is the mean of its samples there
	}
	require.InEpsilon(rt, 1+total, 1+sum.Loss, oracleTol)
	compare(rt, tol, "output PSC", fwd.Output(), c.PSC)
	compare(rt, tol, "output gradient", want.Output, c.Output)
	stage := 0
	for i, l := range ref.Layers {
		if !l.Spiking() {
			continue
		}
		spikes := 0.0
		for _, s := range fwd.Layers[i].Spikes.Data {
			spikes += s
		}
		require.Equal(rt, int64(spikes), sum.Spikes[stage], "spikes of %s", l.Name)
		compare(rt, tol, "current gradient of "+l.Name, want.Layers[i].Current, c.Delta[stage])
		got := net.Stages[stage].ToField(e.Gradients()[stage])
		within(rt, tol, "weight gradient of "+l.Name, want.Layers[i].Weights, widen(got))
		stage++
	}
	compare(rt, tol, "input gradient", want.Input, c.Input)
}

// closeToThreshold reports whether rounding could change a spike.
func closeToThreshold(net *oracle.Network, f oracle.Forward) bool {
	for i, l := range net.Layers {
		if !l.Spiking() {
			continue
		}
		for _, u := range f.Layers[i].U.Data {
			if math.Abs(u-l.Neuron.Threshold) < margin*(1+math.Abs(u)) {
				return true
			}
		}
		for n, a := range f.Layers[i].PSC.Data {
			// The warm-up compares PSCs with a bound.
			if math.Abs(a*4*l.Neuron.TauS-1) < 1e-6 && f.Layers[i].Spikes.Data[n] == 0 {
				return true
			}
		}
	}
	return false
}

// compare checks got [B][T][H][W][C] against a tensor of the oracle.
func compare(rt *rapid.T, tol float64, what string, want oracle.Tensor, got []float32) {
	flat := make([]float64, len(want.Data))
	i := 0
	for n := range want.N {
		for c := range want.C {
			for h := range want.H {
				for w := range want.W {
					for t := range want.T {
						flat[i] = float64(got[(((n*want.T+t)*want.H+h)*want.W+w)*want.C+c])
						i++
					}
				}
			}
		}
	}
	within(rt, tol, what, want.Data, flat)
}

func within(rt *rapid.T, tol float64, what string, want, got []float64) {
	require.Len(rt, got, len(want), what)
	scale := leastScale
	for _, v := range want {
		scale = max(scale, math.Abs(v))
	}
	for i := range want {
		if math.Abs(want[i]-got[i]) > tol*scale {
			rt.Fatalf("%s: element %d is %v, want %v, scale %v", what, i, got[i], want[i], scale)
		}
	}
}
