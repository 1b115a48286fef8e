package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAdd(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(40)
		for n := range 200 {
			dst, src := newGuarded(n).fill(rng), newGuarded(n).fill(rng).in
			odd(rng, src)
			want := slices.Clone(dst.in)
			for i, v := range src {
				want[i] += v
			}
			s.Add(dst.in, src)
			requireSame(t, want, dst.in, fmt.Sprintf("n=%d", n))
			dst.check(t)
		}
		assert.PanicsWithValue(t, badLen, func() { s.Add(make([]float32, 3), make([]float32, 4)) })
	})
}

func TestScale(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(41)
		for n := range 200 {
			dst := newGuarded(n).fill(rng)
			odd(rng, dst.in)
			want := slices.Clone(dst.in)
			for i := range want {
				want[i] *= 0.37
			}
			s.Scale(dst.in, 0.37)
			requireSame(t, want, dst.in, fmt.Sprintf("n=%d", n))
			dst.check(t)
		}
	})
}

func TestSumSquares(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(42)
		sizes := []int{1<<15 - 1, 1 << 15, 1<<15 + 9, 3<<15 + 5} // around one call of the assembly
		for n := range 300 {
			sizes = append(sizes, n)
		}
		for _, n := range sizes {
			x := newGuarded(n).fill(rng).in
			if n%3 == 0 {
				for i := range x {
					x[i] *= 1e-30 // squares below the range of float32
				}
			}
			var lanes [8]float64
			exact := 0.0
			for i, v := range x {
				lanes[i%8] += float64(v) * float64(v)
				exact += float64(v) * float64(v)
			}
			want := ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
			got := s.SumSquares(x)
			require.Equal(t, math.Float64bits(want), math.Float64bits(got), "n=%d", n)
			require.InDelta(t, exact, got, 1e-12*exact)
		}
		assert.True(t, math.IsNaN(s.SumSquares([]float32{1, float32(math.NaN())})))
	})
}

func TestAdamW(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(43)
		for n := range 200 {
			w, m, v := newGuarded(n).fill(rng), newGuarded(n).fill(rng), newGuarded(n).fill(rng)
			g := newGuarded(n).fill(rng).in
			for i := range v.in {
				v.in[i] *= v.in[i]
			}
			if n%5 == 0 {
				odd(rng, g)
			}
			a := &AdamWArgs{LR: 0.1, Beta1: .9, Beta2: .999, Eps: 1e-8, WeightDecay: .01, Bias1: .19, Bias2: .002, GradScale: .5}
			if n%2 == 0 {
				a.Clamp = 0.8
			}
			ww, wm, wv := slices.Clone(w.in), slices.Clone(m.in), slices.Clone(v.in)
			adamWGeneric(ww, g, wm, wv, a)
			s.AdamW(w.in, g, m.in, v.in, a)
			what := fmt.Sprintf("n=%d ", n)
			requireSame(t, ww, w.in, what+"w")
			requireSame(t, wm, m.in, what+"m")
			requireSame(t, wv, v.in, what+"v")
			w.check(t)
			m.check(t)
			v.check(t)
		}
		x := make([]float32, 3)
		assert.PanicsWithValue(t, badLen, func() { s.AdamW(x, x, x, x[:2], &AdamWArgs{}) })
	})
}

// Three steps on one weight against the formulas in float64.
func TestAdamWPlain(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		const lr, b1, b2, eps, wd = 0.02, 0.9, 0.999, 1e-8, 0.01
		w, m, v := []float32{0.5}, []float32{0}, []float32{0}
		rw, rm, rv := 0.5, 0.0, 0.0
		for step := 1; step <= 3; step++ {
			g := 0.3 * float64(step-2)
			bias1, bias2 := 1-math.Pow(b1, float64(step)), 1-math.Pow(b2, float64(step))
			rw -= rw * lr * wd
			rm = b1*rm + (1-b1)*g
			rv = b2*rv + (1-b2)*g*g
			rw -= lr / bias1 * rm / (math.Sqrt(rv)/math.Sqrt(bias2) + eps)
			s.AdamW(w, []float32{float32(2 * g)}, m, v, &AdamWArgs{LR: lr, Beta1: b1, Beta2: b2, Eps: eps, WeightDecay: wd,
				Bias1: float32(bias1), Bias2: float32(bias2), GradScale: 0.5, Rest1: 1 - b1, Rest2: 1 - b2})
			assert.InDelta(t, rw, w[0], 1e-6, "step %d", step)
		}
	})
}

func BenchmarkVector(b *testing.B) {
	for _, n := range []int{640, 65536} {
		x, y, z, w := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
		randomise(newRand(44), y)
		args := &AdamWArgs{LR: 1e-3, Beta1: .9, Beta2: .999, Eps: 1e-8, Bias1: .1, Bias2: .001, GradScale: 1, Clamp: 4}
		for _, c := range []struct {
			op  string
			run func(s *Set)
		}{
			{"adamw", func(s *Set) { s.AdamW(x, y, z, w, args) }},
			{"add", func(s *Set) { s.Add(x, y) }},
			{"scale", func(s *Set) { s.Scale(x, 1) }},
			{"sumsquares", func(s *Set) { s.SumSquares(y) }},
		} {
			b.Run(fmt.Sprintf("op=%s/n=%d", c.op, n), func(b *testing.B) {
				benchEachSet(b, func(b *testing.B, s *Set) {
					for b.Loop() {
						c.run(s)
					}
					b.ReportMetric(float64(n)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "el/ns")
				})
			})
		}
	}
}
