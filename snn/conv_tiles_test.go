package snn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// The one-dimensional scheme gives the outputs of a correlation and the gradient
// of its kernel.
func TestTiling(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	apply := func(f []float32, x []float64) []float64 {
		y := make([]float64, len(f)/len(x))
		for i := range y {
			for j, v := range x {
				y[i] += float64(f[i*len(x)+j]) * v
			}
		}
		return y
	}
	times := func(a, b []float64) []float64 {
		c := make([]float64, len(a))
		for i := range c {
			c[i] = a[i] * b[i]
		}
		return c
	}
	for _, size := range [][2]int{{2, 3}, {4, 3}, {2, 5}, {3, 2}, {2, 2}} {
		m, r := size[0], size[1]
		w := newTiling(m, r)
		require.Len(t, w.in, w.n*w.n)
		d, g, e := make([]float64, w.n), make([]float64, r), make([]float64, m)
		for _, x := range [][]float64{d, g, e} {
			for i := range x {
				x[i] = rng.NormFloat64()
			}
		}
		y := apply(w.out, times(apply(w.kernel, g), apply(w.in, d)))
		reverse := make([]float64, r)
		for j := range g {
			reverse[r-1-j] = g[j]
		}
		back := apply(w.out, times(apply(w.flipped, reverse), apply(w.in, d)))
		for k := range m {
			var want float64
			for j := range r {
				want += d[k+j] * g[j]
			}
			assert.InDelta(t, want, y[k], 1e-6, "%d outputs of %d taps", m, r)
			assert.InDelta(t, want, back[k], 1e-6, "reversed kernel")
		}
		dg := apply(w.gradient, times(apply(w.delta, e), apply(w.in, d)))
		for j := range r {
			var want float64
			for k := range m {
				want += d[k+j] * e[k]
			}
			assert.InDelta(t, want, dg[j], 1e-6, "gradient of %d taps", r)
		}
	}
}

// Forms by tiles and by whole kernels give the same.
func TestTilesAgreeWithWholeKernels(t *testing.T) {
	const steps = 7
	for _, g := range []struct {
		in             spikes.Shape
		out, kern, pad int
	}{
		{spikes.Shape{H: 14, W: 14, C: 32}, 40, 5, 2},
		{spikes.Shape{H: 12, W: 12, C: 15}, 40, 5, 0},
		{spikes.Shape{H: 8, W: 8, C: 33}, 70, 3, 1},
		{spikes.Shape{H: 6, W: 20, C: 17}, 19, 3, 0},
		{spikes.Shape{H: 32, W: 32, C: 16}, 20, 3, 1},
		{spikes.Shape{H: 4, W: 280, C: 15}, 16, 3, 1}, // more tiles in a row than a product takes
		{spikes.Shape{H: 4, W: 4, C: 130}, 140, 3, 1}, // weight gradient by whole kernels
	} {
		l := DefaultLayer("conv", TypeConv)
		l.InChannels, l.OutChannels = g.in.C, g.out
		l.Kernel, l.Padding = [2]int{g.kern, g.kern}, [2]int{g.pad, g.pad}
		for _, k := range kernel.Available() {
			for _, density := range []float64{0, 0.01, 0.3, 1} {
				t.Run(fmt.Sprintf("%s/%v/%d/%v", k.Name, g.in, g.kern, density), func(t *testing.T) {
					rng := rand.New(rand.NewPCG(7, 8))
					tiled, whole := newConv(&l, g.in), newConv(&l, g.in)
					require.NotNil(t, tiled.tiles)
					whole.tiles = nil
					whole.layOut()
					for i := range tiled.weight.Data {
						tiled.weight.Data[i] = float32(rng.NormFloat64())
					}
					copy(whole.weight.Data, tiled.weight.Data)
					in, _ := randomInput(rng, g.in.Neurons(), steps, density)
					for i := range in.Cells[:len(in.Cells)/3] {
						in.Cells[i] = in.Cells[i/2*2] // some cells are hit twice
					}
					r, _ := randomDeltas(rng, tiled, steps)
					var currents, dws, qs [2][]float32
					for i, c := range []*conv{tiled, whole} {
						for range 2 { // leftovers of the first time would show
							for part := range c.Plan(1.5, true) {
								c.Prepare(k, part)
							}
						}
						s := c.NewScratch(1, steps)
						s.k, s.mode, s.even = k, ForceDense, DefaultBreakEvens(k.Name)
						dw, q := make([]float32, c.GradLen()), make([]float32, steps*g.in.Neurons()+64)
						for range 2 {
							got := &collect{out: c.Out(), data: map[int][]float32{}}
							c.Currents(s, []Input{in}, got)
							currents[i] = nil
							for st := range steps {
								currents[i] = append(currents[i], got.data[st]...)
							}
							clear(dw)
							c.WeightGrad(s, dw, []Input{in}, r)
							c.WeightGrad(s, dw, []Input{in}, r)
							dws[i] = c.FinishGrad(s, dw)
							for j := range q {
								q[j] = 99
							}
							c.DataGrad(s, q, r, steps)
						}
						qs[i] = q
					}
					require.Len(t, dws[0], len(dws[1]))
					near(t, currents[1], currents[0], "current")
					near(t, dws[1], dws[0], "weight gradient")
					n := steps * g.in.Neurons()
					near(t, qs[1][:n], qs[0][:n], "data gradient")
					assert.Equal(t, float32(99), qs[0][n], "written beyond the end")
				})
			}
		}
	}
}

// near asks for a relative error, of the largest element, that rounding explains.
func near(t *testing.T, want, got []float32, what string) {
	t.Helper()
	require.Len(t, got, len(want), what)
	var largest, worst float64
	for i, v := range want {
		largest = max(largest, float64(v), -float64(v))
		d := float64(v - got[i])
		worst = max(worst, d, -d)
	}
	require.LessOrEqual(t, worst, 1e-5*largest, "%s: largest %v", what, largest)
	t.Logf("%s: %.2g of %.3g", what, worst, largest)
}

// BenchmarkTiles compares the dense forms on layers of the published networks.
func BenchmarkTiles(b *testing.B) {
	const steps = 5
	k, err := kernel.Default()
	require.NoError(b, err)
	for _, g := range []struct {
		name           string
		in             spikes.Shape
		out, kern, pad int
	}{
		{"mnist2", spikes.Shape{H: 12, W: 12, C: 15}, 40, 5, 0},
		{"fashion2", spikes.Shape{H: 14, W: 14, C: 32}, 64, 5, 2},
		{"tiny2", spikes.Shape{H: 16, W: 16, C: 32}, 64, 3, 1},
		{"tiny3", spikes.Shape{H: 8, W: 8, C: 64}, 128, 3, 1},
		{"cnn1-4", spikes.Shape{H: 8, W: 8, C: 384}, 384, 3, 1},
		{"cnn2-2", spikes.Shape{H: 32, W: 32, C: 128}, 256, 3, 1},
		{"cnn2-4", spikes.Shape{H: 8, W: 8, C: 512}, 1024, 3, 1},
	} {
		l := DefaultLayer("conv", TypeConv)
		l.InChannels, l.OutChannels = g.in.C, g.out
		l.Kernel, l.Padding = [2]int{g.kern, g.kern}, [2]int{g.pad, g.pad}
		for _, form := range []string{"whole", "tiles"} {
			rng := rand.New(rand.NewPCG(7, 8))
			c := newConv(&l, g.in)
			if form == "whole" {
				c.tiles = nil
				c.layOut()
			}
			for part := range c.Plan(1, true) {
				c.Prepare(k, part)
			}
			s := c.NewScratch(1, steps)
			s.k, s.mode = k, ForceDense
			in, _ := randomInput(rng, g.in.Neurons(), steps, 0.4)
			r, _ := randomDeltas(rng, c, steps)
			dw, q := make([]float32, c.GradLen()), make([]float32, steps*g.in.Neurons()+64)
			for _, part := range []struct {
				name string
				run  func()
			}{
				{"current", func() { c.Currents(s, []Input{in}, ignore{}) }},
				{"weight", func() { c.WeightGrad(s, dw, []Input{in}, r) }},
				{"data", func() { c.DataGrad(s, q, r, steps) }},
				{"finish", func() { c.FinishGrad(s, dw) }},
			} {
				b.Run(fmt.Sprintf("layer=%s/part=%s/form=%s", g.name, part.name, form), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						part.run()
					}
				})
			}
		}
	}
}

// ignore is a sink for currents that nobody wants.
type ignore struct{}

func (ignore) Current(_, _ int, _ []float32, _ int) {}

// Samples of a group share products, which adds up the same in the same order as
// one by one: some are dense, some event-driven, some have more tiles than a product.
func TestWeightGradOfAGroup(t *testing.T) {
	const steps = 5
	for _, k := range kernel.Available() {
		for _, g := range []struct {
			in        spikes.Shape
			out, kern int
		}{
			{spikes.Shape{H: 8, W: 8, C: 16}, 20, 3},
			{spikes.Shape{H: 6, W: 10, C: 17}, 15, 5},
			{spikes.Shape{H: 16, W: 16, C: 15}, 16, 3},
			{spikes.Shape{H: 7, W: 5, C: 3}, 4, 3},       // not by tiles
			{spikes.Shape{H: 12, W: 16, C: 160}, 192, 3}, // a large gradient
		} {
			if g.in.C == 160 && k.Name == "generic" {
				continue // slow, and products don't differ there
			}
			t.Run(fmt.Sprintf("%s/%v-%d", k.Name, g.in, g.out), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(11, 12))
				l := DefaultLayer("conv", TypeConv)
				l.InChannels, l.OutChannels = g.in.C, g.out
				l.Kernel, l.Padding = [2]int{g.kern, g.kern}, [2]int{g.kern / 2, g.kern / 2}
				c := newConv(&l, g.in)
				assert.Equal(t, g.in.C > 3, c.tiles.weightGrad())
				for part := range c.Plan(1, true) {
					c.Prepare(k, part)
				}
				s := c.NewScratch(6, steps)
				s.k, s.even = k, DefaultBreakEvens(k.Name)
				var in []Input
				var r []float32
				size := steps * c.Deltas().Plane
				for _, density := range []float64{0.8, 0.001, 0.9, 0.7, 0, 0.7} {
					x, _ := randomInput(rng, g.in.Neurons(), steps, density)
					in = append(in, x)
					rb, _ := randomDeltas(rng, c, steps)
					r = append(r, rb[:size]...)
				}
				r = append(r, make([]float32, c.Out().Pitch())...)
				together, single := make([]float32, c.GradLen()), make([]float32, c.GradLen())
				c.WeightGrad(s, together, in, r)
				assert.Equal(t, [2]int64{2 * steps, 4 * steps}, [2]int64{s.Forms.Events[WeightGradient], s.Forms.Dense[WeightGradient]})
				for b := range in {
					c.WeightGrad(s, single, in[b:b+1], r[b*size:])
				}
				assert.True(t, slices.Equal(single, together))
				assert.NotZero(t, together[0])
			})
		}
	}
}

// BenchmarkGroup compares the weight gradients of five samples together and one by
// one, on layers of CIFAR-10 CNN1.
func BenchmarkGroup(b *testing.B) {
	const steps, samples = 5, 5
	k, err := kernel.Default()
	require.NoError(b, err)
	for _, g := range []struct {
		name string
		in   spikes.Shape
		out  int
	}{
		{"cnn1-2", spikes.Shape{H: 32, W: 32, C: 96}, 256},
		{"cnn1-3", spikes.Shape{H: 16, W: 16, C: 256}, 384},
		{"cnn1-4", spikes.Shape{H: 8, W: 8, C: 384}, 384},
		{"cnn1-5", spikes.Shape{H: 8, W: 8, C: 384}, 256},
	} {
		rng := rand.New(rand.NewPCG(13, 14))
		l := DefaultLayer("conv", TypeConv)
		l.InChannels, l.OutChannels = g.in.C, g.out
		l.Kernel, l.Padding = [2]int{3, 3}, [2]int{1, 1}
		c := newConv(&l, g.in)
		c.Plan(1, true)
		s := c.NewScratch(samples, steps)
		s.k, s.mode = k, ForceDense
		var in []Input
		var r []float32
		size := steps * c.Deltas().Plane
		for range samples {
			x, _ := randomInput(rng, g.in.Neurons(), steps, 0.4)
			in = append(in, x)
			rb, _ := randomDeltas(rng, c, steps)
			r = append(r, rb[:size]...)
		}
		r = append(r, make([]float32, c.Out().Pitch())...)
		dw := make([]float32, c.GradLen())
		for _, take := range []int{1, samples} {
			b.Run(fmt.Sprintf("layer=%s/take=%d", g.name, take), func(b *testing.B) {
				for b.Loop() {
					for i := 0; i < samples; i += take {
						c.WeightGrad(s, dw, in[i:i+take], r[i*size:])
					}
				}
			})
		}
	}
}
