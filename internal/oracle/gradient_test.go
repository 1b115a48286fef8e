package oracle

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// fdTolerance bounds the error of a central difference with step 1e-6,
// relative to 1 + |gradient|.
const fdTolerance = 1e-7

func random(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

func randomTensor(rng *rand.Rand, n, c, h, w, t int) Tensor {
	x := NewTensor(n, c, h, w, t)
	copy(x.Data, random(rng, len(x.Data)))
	return x
}

// assertGradient compares grad with central differences of f in every x[i].
func assertGradient(t *testing.T, f func() float64, x, grad []float64) {
	t.Helper()
	const step = 1e-6
	for i := range x {
		was := x[i]
		x[i] = was + step
		above := f()
		x[i] = was - step
		below := f()
		x[i] = was
		want := (above - below) / (2 * step)
		if !assert.InDelta(t, want, grad[i], fdTolerance*(1+math.Abs(want)), "element %d", i) {
			return
		}
	}
}

func TestConvGradients(t *testing.T) {
	one := [2]int{1, 1}
	for name, c := range map[string]Conv{
		"plain":    {In: 2, Out: 3, Groups: 1, Window: Window{Kernel: [2]int{3, 3}, Stride: one, Dilation: one}},
		"stride":   {In: 2, Out: 3, Groups: 1, Window: Window{Kernel: [2]int{3, 2}, Stride: [2]int{2, 3}, Dilation: one}},
		"padding":  {In: 2, Out: 2, Groups: 1, Window: Window{Kernel: [2]int{3, 3}, Stride: one, Padding: [2]int{1, 2}, Dilation: one}},
		"dilation": {In: 1, Out: 2, Groups: 1, Window: Window{Kernel: [2]int{2, 3}, Stride: one, Padding: one, Dilation: [2]int{3, 2}}},
		"groups":   {In: 4, Out: 6, Groups: 2, Window: Window{Kernel: [2]int{2, 2}, Stride: [2]int{2, 1}, Padding: [2]int{0, 1}, Dilation: one}},
		"depth":    {In: 3, Out: 6, Groups: 3, Window: Window{Kernel: [2]int{1, 1}, Stride: one, Dilation: one}},
	} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 2))
			w, x := random(rng, c.Weights()), randomTensor(rng, 2, c.In, 5, 6, 2)
			y := c.Forward(w, x)
			dy := randomTensor(rng, y.N, y.C, y.H, y.W, y.T)
			loss := func() float64 { return dot(c.Forward(w, x).Data, dy.Data) }
			assertGradient(t, loss, w, c.BackwardWeights(x, dy))
			assertGradient(t, loss, x.Data, c.BackwardData(w, x, dy).Data)
		})
	}
}

// TestConvByHand pins orientation, stride, padding and groups by numbers
// worked out on paper: gradients alone would not notice a flipped kernel.
func TestConvByHand(t *testing.T) {
	x := Tensor{N: 1, C: 2, H: 2, W: 3, T: 1, Data: []float64{1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}}
	c := Conv{In: 2, Out: 2, Groups: 2, Window: Window{Kernel: [2]int{1, 2}, Stride: [2]int{1, 2}, Padding: [2]int{0, 1}, Dilation: [2]int{1, 1}}}
	y := c.Forward([]float64{1, -1, 0, 2}, x)
	assert.Equal(t, []int{2, 2, 2}, []int{y.C, y.H, y.W})
	assert.Equal(t, []float64{-1, 2 - 3, -4, 5 - 6, 20, 60, 80, 120}, y.Data)
}

func TestLinearGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	l := Linear{In: 12, Out: 5}
	w, x, dy := random(rng, 60), randomTensor(rng, 2, 3, 2, 2, 3), randomTensor(rng, 2, 5, 1, 1, 3)
	loss := func() float64 { return dot(l.Forward(w, x).Data, dy.Data) }
	assertGradient(t, loss, w, l.BackwardWeights(x, dy))
	assertGradient(t, loss, x.Data, l.BackwardData(w, x, dy).Data)
}

func TestPoolingGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, win := range []Window{
		{Kernel: [2]int{2, 2}, Stride: [2]int{2, 2}, Dilation: [2]int{1, 1}}, // a row is left over
		{Kernel: [2]int{3, 2}, Stride: [2]int{2, 1}, Padding: [2]int{1, 1}, Dilation: [2]int{1, 2}},
	} {
		p := Pooling{Theta: 1.1, Window: win}
		x := randomTensor(rng, 2, 2, 5, 6, 2)
		y := p.Forward(x)
		dy := randomTensor(rng, y.N, y.C, y.H, y.W, y.T)
		assertGradient(t, func() float64 { return dot(p.Forward(x).Data, dy.Data) }, x.Data, p.Backward(x, dy).Data)
	}
}

func TestSynapseGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	x, e := random(rng, 20), random(rng, 20)
	assertGradient(t, func() float64 { return dot(Synapse(3.5, x), e) }, x, SynapseBackward(3.5, e))
}

func TestDropoutGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	x, dy, mask := randomTensor(rng, 2, 2, 1, 1, 3), randomTensor(rng, 2, 2, 1, 1, 3), []float64{0, 1.25, 1.25, 0}
	assertGradient(t, func() float64 { return dot(Dropout(mask, x).Data, dy.Data) }, x.Data, Dropout(mask, dy).Data)
	assert.Equal(t, x, Dropout(nil, x))
}

func TestLossGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	out, labels := randomTensor(rng, 3, 4, 1, 1, 5), []int{2, 0, 3}
	for _, l := range []Loss{{Kind: Kernel, TauS: 3, Filter: Once}, {Kind: Kernel, TauS: 3, Filter: Twice}, {Kind: Softmax}} {
		_, e := l.Evaluate(out, labels)
		assertGradient(t, func() float64 { v, _ := l.Evaluate(out, labels); return v }, out.Data, e.Data)
	}
}

// TestCountLoss checks the hinge. Its gradient is the released code's, Δ at
// every step, and so the derivative of the loss, since the loss is ½TΔ² with
// ∂Δ/∂a = 1/T.
func TestCountLoss(t *testing.T) {
	l := Loss{Kind: Count, Desired: 4, Undesired: 1}
	out := NewTensor(2, 3, 1, 1, 2)
	copy(out.Data, []float64{1, 1, 1, 0, 2, 1, 2, 2, 0, 0, 0, 1.5})
	loss, e := l.Evaluate(out, []int{0, 0})
	assert.Equal(t, []float64{-1, -1, 0, 0, 1, 1, 0, 0, 0, 0, 0.25, 0.25}, e.Data)
	assert.InDelta(t, 1+1+0.0625, loss, 1e-15)
	assertGradient(t, func() float64 { v, _ := l.Evaluate(out, []int{0, 0}); return v }, out.Data[:2], e.Data[:2])
}

func TestSoftmaxIsStable(t *testing.T) {
	out := NewTensor(1, 2, 1, 1, 1)
	copy(out.Data, []float64{1e4, -1e4})
	loss, e := Loss{Kind: Softmax}.Evaluate(out, []int{1})
	assert.Equal(t, 2e4, loss)
	assert.Equal(t, []float64{1, -1}, e.Data)
}
