package oracle

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestSpikeCountFromPSC counts spikes by their PSC, and checks the gradient by
// central differences.
func TestSpikeCountFromPSC(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for _, tauS := range []float64{1, 2.5, 4} {
		for steps := 1; steps < 12; steps++ {
			s, count := make([]float64, steps), 0.0
			for i := range s {
				s[i] = float64(rng.IntN(2))
				count += s[i]
			}
			a := Synapse(tauS, s)
			assert.InDelta(t, count, SpikeCount(tauS, a), 1e-12)
			assertGradient(t, func() float64 { return SpikeCount(tauS, a) }, a, SpikeCountGradient(tauS, steps))
		}
	}
}

// TestEverySpikeHasTheSamePrice pins what makes the regulariser cheap: filtered
// backwards, its gradient is the same at every step.
func TestEverySpikeHasTheSamePrice(t *testing.T) {
	for _, tauS := range []float64{1, 3, 7.5} {
		for t0, p := range SynapseBackward(tauS, SpikeCountGradient(tauS, 9)) {
			assert.InDelta(t, 1, p, 1e-12, "τ_s %v, step %d", tauS, t0)
		}
	}
}

// TestSparsityAddsDensityToTheLoss compares two networks that differ in λ only:
// the loss grows by λ times the density of the hidden layer, the output layer
// is not touched, and the first layer's gradient is linear in λ.
func TestSparsityAddsDensityToTheLoss(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	neuron := Neuron{TauM: 5, TauS: 3, Threshold: 1}
	net := Network{TauS: 3, Rule: DefaultRule(), Loss: Loss{Kind: Count, Desired: 3, Undesired: 1}, Layers: []Layer{
		{Kind: LinearLayer, Linear: Linear{In: 6, Out: 8}, Neuron: neuron, Weights: random(rng, 48)},
		{Kind: LinearLayer, Linear: Linear{In: 8, Out: 3}, Neuron: neuron, Weights: random(rng, 24)},
	}}
	x := randomTensor(rng, 4, 6, 1, 1, 7)
	for i := range x.Data {
		x.Data[i] *= 3
	}
	labels := []int{0, 1, 2, 0}
	for _, kind := range []LossKind{Count, Softmax} {
		net.Loss.Kind = kind
		f := net.Forward(x)
		density := f.Layers[0].Density()
		assert.Greater(t, density, 0.0)
		at := func(lambda float64) Backward {
			net.Sparsity = lambda
			return net.Backward(f, labels)
		}
		none, some, more := at(0), at(5), at(10)
		want := 5 * density * 4 // a sum over the samples
		if kind == Softmax {
			want /= 4
		}
		assert.InDelta(t, none.Loss+want, some.Loss, 1e-12)
		assert.Equal(t, none.Layers[1], some.Layers[1])
		assert.NotEqual(t, none.Layers[0].Weights, some.Layers[0].Weights)
		for i := range none.Layers[0].Weights {
			assert.InDelta(t, 2*(some.Layers[0].Weights[i]-none.Layers[0].Weights[i]), more.Layers[0].Weights[i]-none.Layers[0].Weights[i], 1e-12)
		}
	}
}
