package kernel

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCombine(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(45)
		for _, n := range []int{0, 1, 5, 8, 15, 16, 17, 31, 32, 40, 97, 5000} {
			for terms := 1; terms <= 8; terms++ {
				rows, groups := rng.IntN(8), rng.IntN(4)
				if n == 5000 {
					rows, groups = 6, 3
				}
				a := CombineArgs{
					Groups: groups, Rows: rows, Terms: terms, N: n,
					F:         make([]float32, rows*terms),
					SrcStride: n + rng.IntN(5), SrcGroup: rng.IntN(2*n + 1),
					DstStride: n + rng.IntN(5),
				}
				a.DstGroup = max(0, rows-1)*a.DstStride + n + rng.IntN(3)
				a.Src = newGuarded(max(0, groups-1)*a.SrcGroup + (terms-1)*a.SrcStride + n).fill(rng).in
				dst := newGuarded(max(0, max(0, groups-1)*a.DstGroup+max(0, rows-1)*a.DstStride+n)).fill(rng)
				a.Dst = dst.in
				// Whole numbers: their products and sums are exact. No zeros, whose signs may differ.
				for i := range a.F {
					a.F[i] = float32(rng.IntN(17) - 8)
				}
				for i := range a.Src {
					a.Src[i] = float32(1 + rng.IntN(9))
				}
				want := slices.Clone(a.Dst)
				for g := range groups {
					for i := range rows {
						for j := range n {
							var sum float32
							for k := range terms {
								sum += a.F[i*terms+k] * a.Src[g*a.SrcGroup+k*a.SrcStride+j]
							}
							want[g*a.DstGroup+i*a.DstStride+j] = sum
						}
					}
				}
				s.Combine(&a)
				requireSame(t, want, a.Dst, fmt.Sprintf("%d groups, %d rows of %d terms, %d elements", groups, rows, terms, n))
				dst.check(t)
			}
		}
		ok := func() CombineArgs {
			return CombineArgs{
				Groups: 2, Rows: 3, Terms: 2, N: 4, F: make([]float32, 6),
				Src: make([]float32, 12), SrcGroup: 4, SrcStride: 4, Dst: make([]float32, 24), DstGroup: 12, DstStride: 4,
			}
		}
		a := ok()
		require.NotPanics(t, func() { s.Combine(&a) })
		for want, spoil := range map[string]func(a *CombineArgs){
			badSize:   func(a *CombineArgs) { a.Terms = 0 },
			badStride: func(a *CombineArgs) { a.DstGroup = -1 },
			shortF:    func(a *CombineArgs) { a.F = a.F[:5] },
			shortSrc:  func(a *CombineArgs) { a.Src = a.Src[:11] },
			smallDst:  func(a *CombineArgs) { a.Dst = a.Dst[:23] },
		} {
			a := ok()
			spoil(&a)
			assert.PanicsWithValue(t, want, func() { s.Combine(&a) })
		}
	})
}

// Sums of fractions agree within rounding.
func TestCombineRounds(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(46)
		f, src := make([]float32, 36), make([]float32, 6*33)
		randomise(rng, f)
		randomise(rng, src)
		got, want := make([]float32, 6*33), make([]float32, 6*33)
		a := CombineArgs{Groups: 1, Rows: 6, Terms: 6, N: 33, F: f, Src: src, SrcStride: 33, Dst: got, DstStride: 33}
		s.Combine(&a)
		a.Dst = want
		combineGeneric(&a)
		for i := range want {
			require.InDelta(t, want[i], got[i], 1e-5)
		}
	})
}
