package oracle

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// small is a network with a layer of each kind, on 2x4x4 inputs.
func small(rng *rand.Rand, kind LossKind) *Network {
	p := Neuron{TauM: 5, TauS: 3, Threshold: 1}
	conv := Conv{In: 2, Out: 4, Groups: 2, Window: Window{Kernel: [2]int{3, 3}, Stride: [2]int{1, 1}, Padding: [2]int{1, 1}, Dilation: [2]int{1, 1}}}
	pool := Pooling{Theta: 1.1, Window: Window{Kernel: [2]int{2, 2}, Stride: [2]int{2, 2}, Dilation: [2]int{1, 1}}}
	slow := p
	slow.TauM, slow.TauS, slow.Threshold = 9, 4, 0.7
	return &Network{
		TauS: 3,
		Rule: DefaultRule(),
		Loss: Loss{Kind: kind, TauS: 3, Filter: Twice, Desired: 4, Undesired: 1},
		Layers: []Layer{
			{Name: "conv", Kind: ConvLayer, Conv: conv, Neuron: p, Weights: random(rng, conv.Weights())},
			{Name: "pool", Kind: PoolingLayer, Pooling: pool},
			{Name: "drop", Kind: DropoutLayer},
			{Name: "out", Kind: LinearLayer, Linear: Linear{In: 16, Out: 3}, Neuron: slow, Weights: random(rng, 48)},
		},
	}
}

func TestNoInputNoSpikes(t *testing.T) {
	n := small(rand.New(rand.NewPCG(1, 1)), Kernel)
	f := n.Forward(NewTensor(2, 2, 4, 4, 8))
	for _, pop := range f.Layers {
		assert.Equal(t, ZerosLike(pop.PSC), pop.PSC)
		assert.Zero(t, pop.Density())
	}
	assert.Equal(t, []int{0, 0}, Predict(f.Output()), "the first class wins a tie")
}

// TestBatchOrder permutes a batch: samples keep their results, and sums over
// the batch stay.
func TestBatchOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		n := small(rng, rapid.SampledFrom([]LossKind{Kernel, Count, Softmax}).Draw(t, "loss"))
		n.Rule.WarmUp = rapid.SampledFrom([]WarmUp{PerNeuron, PerLayer, None, SurrogateOnly, OutputOnly}).Draw(t, "warm-up")
		x, labels := randomTensor(rng, 3, 2, 4, 4, 6), []int{0, 1, 2}
		order := rng.Perm(3)
		y, permuted := ZerosLike(x), make([]int, 3)
		for to, from := range order {
			permuted[to] = labels[from]
			for i := range x.Neurons() {
				copy(y.Train(to, i), x.Train(from, i))
			}
		}
		fx, fy := n.Forward(x), n.Forward(y)
		bx, by := n.Backward(fx, labels), n.Backward(fy, permuted)
		assert.InDelta(t, bx.Loss, by.Loss, 1e-12*(1+bx.Loss))
		for to, from := range order {
			for i := range 3 {
				assert.Equal(t, fx.Output().Train(from, i), fy.Output().Train(to, i))
			}
			for i := range x.Neurons() {
				assert.Equal(t, bx.Input.Train(from, i), by.Input.Train(to, i))
			}
		}
		scale := 1 + GlobalNorm(bx.Weights())
		for l, g := range bx.Weights() {
			assert.InDeltaSlice(t, g, by.Weights()[l], 1e-12*scale)
		}
	})
}

func TestPerLayerEqualsItsBranches(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	n, x, labels := small(rng, Count), randomTensor(rng, 3, 2, 4, 4, 6), []int{0, 1, 2}
	f := n.Forward(x)
	require.Positive(t, f.Layers[0].Density())
	grad := func(mode WarmUp, density float64) Backward {
		n.Rule.WarmUp, n.Rule.WarmUpDensity = mode, density
		return n.Backward(f, labels)
	}
	assert.Equal(t, grad(None, 0), grad(PerLayer, -1))
	assert.Equal(t, grad(SurrogateOnly, 0), grad(PerLayer, 1))
	assert.NotEqual(t, grad(SurrogateOnly, 0), grad(None, 0))
}

// TestOutputOnlyIsTheSurrogateAtTheOutput compares with the modes that it is made of:
// the output layer has the released rule's gradient, and what the layer below
// makes of the gradient that reaches it is TSSL's alone.
func TestOutputOnlyIsTheSurrogateAtTheOutput(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	n, x, labels := small(rng, Count), randomTensor(rng, 3, 2, 4, 4, 6), []int{0, 1, 2}
	f := n.Forward(x)
	n.Rule.WarmUp = OutputOnly
	got := n.Backward(f, labels)
	n.Rule.WarmUp = PerNeuron
	released := n.Backward(f, labels)
	last := len(n.Layers) - 1
	assert.Equal(t, released.Layers[last], got.Layers[last])
	n.Rule.WarmUp = None
	assert.NotEqual(t, n.Backward(f, labels).Layers[last], got.Layers[last])
	assert.Equal(t, n.Layers[0].backward(n.Rule, f.Input, f.Layers[0], got.Layers[1].Input), got.Layers[0])
	assert.NotEqual(t, released.Layers[0], got.Layers[0])
}

func TestTrainingLowersTheLoss(t *testing.T) {
	for _, kind := range []LossKind{Kernel, Count, Softmax} {
		rng := rand.New(rand.NewPCG(2, 2))
		n, o := small(rng, kind), DefaultAdamW(0.02)
		x, labels := randomTensor(rng, 3, 2, 4, 4, 6), []int{0, 1, 2}
		_, first := n.Step(o, x, labels)
		for range 60 {
			n.Step(o, x, labels)
		}
		last := n.Backward(n.Forward(x), labels)
		assert.Less(t, last.Loss, 0.8*first.Loss, kind) // spikes are discrete: no smooth way to zero
	}
}

func TestValidate(t *testing.T) {
	n := small(rand.New(rand.NewPCG(1, 1)), Kernel)
	shapes, err := n.Validate(2, 4, 4)
	require.NoError(t, err)
	assert.Equal(t, [][3]int{{4, 4, 4}, {4, 2, 2}, {4, 2, 2}, {3, 1, 1}}, shapes)
	_, err = n.Validate(3, 4, 4)
	assert.ErrorContains(t, err, "layer conv")
	_, err = n.Validate(2, 5, 6)
	assert.ErrorContains(t, err, "layer out")
	n.Layers[1].Kind = "?"
	_, err = n.Validate(2, 4, 4)
	assert.ErrorContains(t, err, `unknown kind "?"`)
}

// TestAdamWFirstStep: after one step the moments cancel, so every weight
// moves by lr against the sign of its gradient, after the decay.
func TestAdamWFirstStep(t *testing.T) {
	o := DefaultAdamW(0.1)
	w := [][]float64{{1, -1, 2}, {9}}
	o.Step(w, [][]float64{{3, -4, 0}, {0}})
	assert.InDeltaSlice(t, []float64{0.999 - 0.1, -0.999 + 0.1, 2 * 0.999}, w[0], 1e-8)
	assert.Equal(t, []float64{4}, w[1], "clamped")
}

func TestClip(t *testing.T) {
	o := DefaultAdamW(1)
	assert.InDeltaSlice(t, []float64{0.6, 0.8}, o.Clip([][]float64{{3, 4}})[0], 1e-6)
	assert.Equal(t, []float64{0.3, 0.4}, o.Clip([][]float64{{0.3, 0.4}})[0])
	o.ClipNorm = 0
	assert.Equal(t, []float64{3, 4}, o.Clip([][]float64{{3, 4}})[0])
}

func TestTarget(t *testing.T) {
	assert.Equal(t, []float64{0, 1, 1, 1, 1}, TargetPattern(5))
	assert.Equal(t, []float64{0, 1, 1, 1, 1, 0, 1}, TargetPattern(7))
	assert.Equal(t, []float64{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}, TargetPattern(11))
	assert.InDelta(t, 1.0/9, Target(5, 3, Twice)[1], 1e-15)
	assert.InDelta(t, 1.0/3, Target(5, 3, Once)[1], 1e-15)
	assert.False(t, math.IsNaN(Target(5, 1, Once)[0]))
}
