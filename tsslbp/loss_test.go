package tsslbp

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/snn"
)

// The gradient of the softmax loss is that of its value, by central
// differences, whatever its gain and smoothing.
func TestSoftmaxGradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps, classes := rapid.IntRange(1, 6).Draw(t, "steps"), rapid.IntRange(1, 6).Draw(t, "classes")
		batch := rapid.IntRange(1, 9).Draw(t, "batch")
		l := &SoftmaxLoss{Gain: rapid.Float64Range(0, 6).Draw(t, "gain"), Smoothing: rapid.Float64Range(0, 0.9).Draw(t, "smoothing")}
		label := rapid.IntRange(0, classes-1).Draw(t, "label")
		a := rapid.SliceOfN(rapid.Float32Range(0, 1), steps*classes, steps*classes).Draw(t, "psc")
		e, scratch := make([]float32, len(a)), make([]float32, len(a))
		l.Loss(e, a, classes, label, batch)
		const h = 1.0 / 64
		for i, v := range a {
			a[i] = v + h
			up := l.Loss(scratch, a, classes, label, batch)
			a[i] = v - h
			down := l.Loss(scratch, a, classes, label, batch)
			width := float64((v + h) - (v - h))
			a[i] = v
			assert.InDelta(t, (up-down)/width, e[i], 0.01, "step and class %d", i)
		}
	})
}

func TestSoftmaxLossByHand(t *testing.T) {
	a := []float32{0, 1, 0.5, 0, 1, 0.5} // sums 0, 2 and 1
	e := make([]float32, 6)
	// log(1+e²+e) - 2
	assert.InDelta(t, 0.4076059644, (&SoftmaxLoss{}).Loss(e, a, 3, 1, 1), 1e-9)
	assert.InDelta(t, 0.4076059644/4, (&SoftmaxLoss{Gain: 1}).Loss(e, a, 3, 1, 4), 1e-9)
	// log(1+e⁶+e³) - 6: a gain brings it nearer to 0.
	assert.InDelta(t, 0.0509457, (&SoftmaxLoss{Gain: 3}).Loss(e, a, 3, 1, 1), 1e-6)
	// Three tenths go to all classes: the mean logit is 1.
	assert.InDelta(t, 0.4076059644+0.3, (&SoftmaxLoss{Smoothing: 0.3}).Loss(e, a, 3, 1, 1), 1e-9)
}

// A target of the network file is repeated over the steps; without one it is the
// released code's.
func TestKernelLossTarget(t *testing.T) {
	for _, c := range []struct {
		pattern []int
		steps   int
		want    []float64 // τ_s = 2: half of what is left, and half a spike
	}{
		{nil, 5, []float64{0, 0.5, 0.75, 0.875, 0.9375}},
		{[]int{0, 1, 0, 1, 1}, 5, []float64{0, 0.5, 0.25, 0.625, 0.8125}},
		{[]int{1, 0}, 5, []float64{0.5, 0.25, 0.625, 0.3125, 0.65625}},
		{[]int{1}, 2, []float64{0.5, 0.75}},
	} {
		s := snn.DefaultConfig().Network
		s.Steps, s.Target, s.TauS, s.TargetFilter = c.steps, c.pattern, 2, "once"
		l, err := LossOf(&s)
		require.NoError(t, err)
		assert.InDeltaSlice(t, c.want, l.(*KernelLoss).Target, 1e-7, "%v over %d steps", c.pattern, c.steps)
	}
}
