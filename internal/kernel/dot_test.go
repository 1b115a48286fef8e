package kernel

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDotRows(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(11)
		lengths := []int{255, 256, 257, 320, 399, 1024}
		for n := range 131 {
			lengths = append(lengths, n)
		}
		for _, n := range lengths {
			rows := rng.IntN(4)
			xStride, yStride := n+rng.IntN(5), n+rng.IntN(3)
			x := newGuarded(rows*xStride + n + 60).fill(rng)
			y := newGuarded(rows*yStride + n + 30).fill(rng)
			ev := make([]Event, rng.IntN(300))
			for i := range ev {
				ev[i] = Event{int32(rng.IntN(61)), int32(rng.IntN(31))}
			}
			dst := newGuarded(len(ev)).fill(rng)
			s.DotRows(dst.in, x.in, y.in, ev, rows, n, xStride, yStride)
			dst.check(t)
			for i, e := range ev {
				sum, size := 0.0, 0.0
				for r := range rows {
					for j := range n {
						p := float64(x.in[int(e.Dst)+r*xStride+j]) * float64(y.in[int(e.Src)+r*yStride+j])
						sum += p
						size += math.Abs(p)
					}
				}
				tol := gemmTol * size * (2 + math.Sqrt(float64(rows*n)))
				require.InDelta(t, sum, dst.in[i], tol+1e-30, fmt.Sprintf("n=%d rows=%d", n, rows))
			}
		}
	})
}

func TestDotRowsRefusesWhatLiesOutside(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		x, y, dst := make([]float32, 20), make([]float32, 10), make([]float32, 1)
		for _, e := range []Event{{11, 0}, {0, 1}, {-1, 0}, {0, -1}} {
			assert.PanicsWithValue(t, badEvent, func() { s.DotRows(dst, x, y, []Event{e}, 1, 10, 0, 0) }, "%v", e)
		}
		assert.PanicsWithValue(t, badLen, func() { s.DotRows(dst[:0], x, y, []Event{{0, 0}}, 1, 10, 0, 0) })
		nan := float32(math.NaN())
		x[3] = nan
		s.DotRows(dst, x, y, []Event{{0, 0}}, 1, 10, 0, 0)
		assert.True(t, math.IsNaN(float64(dst[0])))
	})
}
