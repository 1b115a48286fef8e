package snn

import (
	"fmt"
	"math"
	"testing"

	"github.com/snnsim/snnsim/spikes"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Both distributions, of layers with 72 and 900 weights a neuron.
func TestInit(t *testing.T) {
	conv := DefaultLayer("conv", TypeConv)
	conv.InChannels, conv.OutChannels, conv.Groups, conv.Kernel, conv.WeightScale = 16, 100, 2, [2]int{3, 3}, 3
	dense := DefaultLayer("dense", TypeLinear)
	dense.Inputs, dense.Outputs, dense.WeightScale = 100*3*3, 10, 0.5
	assert.Equal(t, []string{InitUniform, InitNormal}, []string{conv.Init, dense.Init}, "the released code's")

	// Standard deviations by hand: a uniform one is its bound over √3.
	want := map[string][2]float64{
		InitUniform: {3 / math.Sqrt(72*3), 0.5 / math.Sqrt(900*3)},
		InitNormal:  {3 * math.Sqrt(2./72), 0.5 * math.Sqrt(2./900)},
	}
	for init, want := range want {
		conv.Init, dense.Init = init, init
		cfg := DefaultConfig()
		cfg.Layers = []Layer{conv, dense}
		n, err := New(cfg, spikes.Shape{C: 16, H: 5, W: 5}, nil)
		require.NoError(t, err)
		n.Init(1)
		for i, s := range n.Stages {
			var sum, square, largest float64
			w := s.Conn.Weight().Data
			for _, x := range w {
				x := float64(x)
				sum, square, largest = sum+x, square+x*x, max(largest, math.Abs(x))
			}
			count := float64(len(w))
			assert.InDelta(t, 0, sum/count, 4*want[i]/math.Sqrt(count), "%s, %s: mean", init, s.Name)
			assert.InEpsilon(t, want[i], math.Sqrt(square/count), 0.04, "%s, %s: standard deviation", init, s.Name)
			if init == InitUniform {
				assert.LessOrEqual(t, largest, want[i]*math.Sqrt(3)*(1+1e-6), "%s", s.Name)
			} else {
				assert.Greater(t, largest, 2.5*want[i], "%s: the normal distribution has tails", s.Name)
			}
		}
	}
}

func TestInitIsOneOfTwo(t *testing.T) {
	const file = "Network:\n  dataset: MNIST\nLayers:\n  output:\n    type: linear\n    n_inputs: 4\n    n_outputs: 10\n    init: %s\n"
	cfg, err := ParseConfig("net.yaml", fmt.Appendf(nil, file, InitUniform))
	require.NoError(t, err)
	assert.Equal(t, InitUniform, cfg.Layers[0].Init)
	_, err = ParseConfig("net.yaml", fmt.Appendf(nil, file, "norml"))
	assert.ErrorContains(t, err, `net.yaml:8:11: layer output: init: "norml": expected uniform, normal; did you mean "normal"?`)
}
