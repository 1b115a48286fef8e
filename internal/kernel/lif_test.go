package kernel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lifCase returns arguments whose outputs are guarded, and those outputs.
func lifCase(rng *rand.Rand, n, steps int, potential, state, noFilter bool) (*LIFArgs, []guarded) {
	w := roundUp64(n)
	a := &LIFArgs{T: steps, N: n, Alpha: 1. / 3, DecayM: 0.8, Threshold: 1, NoFilter: noFilter}
	if rng.IntN(4) > 0 {
		a.XStride = w + rng.IntN(5)
	}
	a.X = newGuarded((steps-1)*a.XStride + w).fill(rng).in
	for i := range a.X {
		a.X[i] += 0.5
	}
	a.BitStride = w/64 + rng.IntN(3)
	a.Bits = slices.Repeat([]uint64{0xabcdef}, (steps-1)*a.BitStride+w/64)
	var out []guarded
	if potential {
		a.UStride = w + rng.IntN(5)
		u := newGuarded((steps-1)*a.UStride + w)
		a.U = u.in
		out = append(out, u)
	}
	if state {
		i, v := newGuarded(w).fill(rng), newGuarded(w).fill(rng)
		a.I, a.V = i.in, v.in
		out = append(out, i, v)
	}
	return a, out
}

// copyLIF returns a with copies of its outputs.
func copyLIF(a *LIFArgs) *LIFArgs {
	b := *a
	b.U, b.Bits, b.I, b.V = slices.Clone(a.U), slices.Clone(a.Bits), slices.Clone(a.I), slices.Clone(a.V)
	return &b
}

// plainLIF is the loop of the doc comment.
func plainLIF(a *LIFArgs) {
	cur, mem := make([]float32, a.N), make([]float32, a.N)
	copy(cur, a.I)
	copy(mem, a.V)
	for t := range a.T {
		clear(a.Bits[t*a.BitStride:][:roundUp64(a.N)/64])
		for j := range a.N {
			x := a.X[t*a.XStride+j]
			if a.NoFilter {
				cur[j] = x
			} else {
				cur[j] += float32((x - cur[j]) * a.Alpha)
			}
			u := cur[j] + float32(a.DecayM*mem[j])
			mem[j] = u
			if u > a.Threshold {
				mem[j] = 0
				a.Bits[t*a.BitStride+j/64] |= 1 << (j % 64)
			}
			if a.U != nil {
				a.U[t*a.UStride+j] = u
			}
		}
	}
	copy(a.I, cur)
	copy(a.V, mem)
}

// requireSameLIF compares what the contract promises: rows up to N.
func requireSameLIF(t *testing.T, want, got *LIFArgs, what string) {
	t.Helper()
	for s := range want.T {
		if want.U != nil {
			requireSame(t, want.U[s*want.UStride:][:want.N], got.U[s*got.UStride:][:got.N], what+" u")
		}
	}
	require.Equal(t, want.Bits, got.Bits, what)
	if want.I != nil {
		requireSame(t, want.I[:want.N], got.I[:got.N], what+" i")
		requireSame(t, want.V[:want.N], got.V[:got.N], what+" v")
	}
}

func TestFilterLIF(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(10)
		sizes := []int{191, 192, 193, 256, 640, 1000}
		for n := 1; n <= 130; n++ {
			sizes = append(sizes, n)
		}
		for k, n := range sizes {
			a, out := lifCase(rng, n, 1+rng.IntN(9), k&1 == 0, k&2 == 0, k&4 == 0)
			if k%5 == 0 {
				odd(rng, a.X)
			}
			want := copyLIF(a)
			plainLIF(want)
			s.FilterLIF(a)
			requireSameLIF(t, want, a, fmt.Sprintf("n=%d", n))
			for _, g := range out {
				g.check(t)
			}
		}
	})
}

// A scan in two halves with kept state has the bits of one scan.
func TestFilterLIFState(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(11)
		const n, steps = 100, 10
		a, _ := lifCase(rng, n, steps, true, true, false)
		a.XStride = 128
		a.X = newGuarded(steps * 128).fill(rng).in
		clear(a.I)
		clear(a.V)
		whole := copyLIF(a)
		whole.I, whole.V = nil, nil
		s.FilterLIF(whole)
		for first := 0; first < steps; first += steps / 2 {
			h := *a
			h.T = steps / 2
			h.X, h.U, h.Bits = a.X[first*a.XStride:], a.U[first*a.UStride:], a.Bits[first*a.BitStride:]
			s.FilterLIF(&h)
		}
		whole.I, whole.V = nil, nil
		requireSameLIF(t, whole, a, "halves")
	})
}

// The trace of a constant current 0.6 with τ_m = 5 by hand: u = 0.6, 1.08
// (spike), 0.6, 1.08 (spike), 0.6.
func TestFilterLIFTrace(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		x, u, bits := make([]float32, 64), make([]float32, 5*64), make([]uint64, 5)
		x[0] = 0.6
		s.FilterLIF(&LIFArgs{T: 5, N: 1, X: x, U: u, UStride: 64, Bits: bits, BitStride: 1, DecayM: 0.8, Threshold: 1, NoFilter: true})
		for i, want := range []float32{0.6, 1.08, 0.6, 1.08, 0.6} {
			assert.InDelta(t, want, u[64*i], 1e-6)
		}
		assert.Equal(t, []uint64{0, 1, 0, 1, 0}, bits)
	})
}

func TestFilterLIFShape(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		for msg, spoil := range map[string]func(a *LIFArgs){
			badSize:    func(a *LIFArgs) { a.N = -1 },
			badStride:  func(a *LIFArgs) { a.BitStride = 1 },
			shortX:     func(a *LIFArgs) { a.X = a.X[1:] },
			shortU:     func(a *LIFArgs) { a.U = a.U[1:] },
			shortBits:  func(a *LIFArgs) { a.Bits = a.Bits[1:] },
			shortState: func(a *LIFArgs) { a.V = a.V[1:] },
		} {
			a, _ := lifCase(newRand(12), 70, 3, true, true, false)
			spoil(a)
			assert.PanicsWithValue(t, msg, func() { s.FilterLIF(a) })
		}
		assert.NotPanics(t, func() { s.FilterLIF(&LIFArgs{}) })
	})
}

func BenchmarkFilterLIF(b *testing.B) {
	for _, z := range []struct{ n, steps int }{{400, 5}, {9216, 30}, {768, 30}} {
		for _, keep := range []bool{true, false} {
			b.Run(fmt.Sprintf("n=%d/T=%d/u=%v", z.n, z.steps, keep), func(b *testing.B) {
				benchEachSet(b, func(b *testing.B, s *Set) {
					rng := newRand(13)
					w := roundUp64(z.n)
					a := &LIFArgs{T: z.steps, N: z.n, XStride: w, UStride: w, BitStride: w / 64, Alpha: .25, DecayM: .875, Threshold: 1}
					a.X = newGuarded(z.steps * w).fill(rng).in
					a.Bits = make([]uint64, z.steps*w/64)
					if keep {
						a.U = newGuarded(z.steps * w).in
					}
					for b.Loop() {
						s.FilterLIF(a)
					}
					b.ReportMetric(float64(z.n*z.steps)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "el/ns")
				})
			})
		}
	}
}
