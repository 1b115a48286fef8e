package kernel

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAddRows(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(3)
		lengths := []int{256, 384, 399, 400, 401, 511, 800, 1023}
		for n := range 131 {
			lengths = append(lengths, n)
		}
		for _, n := range lengths {
			src := newGuarded(n + 500).fill(rng).in
			odd(rng, src[:40])
			offs := make([]int32, rng.IntN(40))
			for i := range offs {
				offs[i] = int32(rng.IntN(501))
			}
			dst := newGuarded(n).fill(rng)
			want := slices.Clone(dst.in)
			for _, off := range offs {
				for j := range want {
					want[j] += src[int(off)+j]
				}
			}
			s.AddRows(dst.in, src, offs)
			requireSame(t, want, dst.in, fmt.Sprintf("n=%d, %d rows", n, len(offs)))
			dst.check(t)
		}
	})
}

func TestAddRowsMany(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(4)
		src := newGuarded(5000).fill(rng).in
		offs := make([]int32, 20000)
		for i := range offs {
			offs[i] = int32(rng.IntN(4900))
		}
		want, got := make([]float32, 100), make([]float32, 100)
		addRowsGeneric(want, src, offs)
		s.AddRows(got, src, offs)
		requireSame(t, want, got, "many rows")
	})
}

// The sum of selected rows must have the bits of the dense product.
func TestAddRowsEqualsGemm(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(5)
		for _, n := range []int{1, 10, 64, 100, 300} {
			const k = 200
			w := newGuarded(k * n).fill(rng).in
			x := make([]float32, k)
			var offs []int32
			for i := range x {
				if rng.IntN(5) == 0 {
					x[i] = 1
					offs = append(offs, int32(i*n))
				}
			}
			event, dense := make([]float32, n), make([]float32, n)
			s.AddRows(event, w, offs)
			s.Gemm(&GemmArgs{M: 1, N: n, Kn: k, Ko: 1, A: x, Acs: 1, B: w, Brs: n, C: dense, Crs: n})
			requireSame(t, dense, event, fmt.Sprintf("n=%d", n))
		}
	})
}

func TestAddRowsOffset(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		src := make([]float32, 100)
		for _, n := range []int{1, 8, 30, 100, 101} {
			for _, off := range []int{-1, 101 - n, 1 << 30, -1 << 31} {
				assert.PanicsWithValue(t, badOffset, func() {
					s.AddRows(make([]float32, n), src, []int32{0, int32(off)})
				}, "n=%d off=%d", n, off)
			}
		}
		assert.NotPanics(t, func() { s.AddRows(make([]float32, 101), src, nil) })
	})
}

func TestScatterRows(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(6)
		sizes := []int{150, 192, 200, 256, 333, 400}
		for n := range 140 {
			sizes = append(sizes, n)
		}
		for _, n := range sizes {
			rows := 1 + rng.IntN(5)
			ds, ss := n+rng.IntN(9), rng.IntN(n+9)
			dst := newGuarded((rows-1)*ds + n + 200).fill(rng)
			src := newGuarded((rows-1)*ss + n + 100).fill(rng).in
			odd(rng, src[:20])
			ev := make([]Event, rng.IntN(12))
			for i := range ev {
				ev[i] = Event{int32(rng.IntN(201)), int32(rng.IntN(101))}
			}
			want := slices.Clone(dst.in)
			for _, e := range ev {
				for r := range rows {
					for j := range n {
						want[int(e.Dst)+r*ds+j] += src[int(e.Src)+r*ss+j]
					}
				}
			}
			s.ScatterRows(dst.in, src, ev, rows, n, ds, ss)
			requireSame(t, want, dst.in, fmt.Sprintf("n=%d rows=%d", n, rows))
			dst.check(t)
		}
	})
}

func TestScatterRowsEvent(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		dst, src := make([]float32, 100), make([]float32, 50)
		run := func(n int, e Event) func() {
			return func() { s.ScatterRows(dst, src, []Event{{0, 0}, e}, 2, n, 40, 20) }
		}
		for _, n := range []int{1, 8, 20, 30} {
			assert.NotPanics(t, run(n, Event{int32(60 - n), int32(30 - n)}))
			for _, e := range []Event{{-1, 0}, {0, -1}, {int32(61 - n), 0}, {0, int32(31 - n)}} {
				assert.PanicsWithValue(t, badEvent, run(n, e), "n=%d %v", n, e)
			}
		}
		assert.PanicsWithValue(t, badEvent, run(31, Event{}))
		assert.PanicsWithValue(t, badStride, func() { s.ScatterRows(dst, src, nil, 2, 3, -1, 3) })
		assert.PanicsWithValue(t, badSize, func() { s.ScatterRows(dst, src, nil, -1, 3, 3, 3) })
	})
}

func BenchmarkAddRows(b *testing.B) {
	for _, n := range []int{10, 64, 400, 1024} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			benchEachSet(b, func(b *testing.B, s *Set) {
				rng := newRand(7)
				src := newGuarded(300 * n).fill(rng).in
				dst := make([]float32, n)
				offs := make([]int32, 64)
				for i := range offs {
					offs[i] = int32(rng.IntN(300) * n)
				}
				for b.Loop() {
					s.AddRows(dst, src, offs)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(offs)), "ns/row")
			})
		})
	}
}

func BenchmarkScatterRows(b *testing.B) {
	for _, n := range []int{60, 320} {
		b.Run(fmt.Sprintf("rows=5/n=%d", n), func(b *testing.B) {
			benchEachSet(b, func(b *testing.B, s *Set) {
				rng := newRand(8)
				stride := 16 * n / 5
				dst := newGuarded(20 * stride).fill(rng).in
				src := newGuarded(5 * n).fill(rng).in
				ev := make([]Event, 64)
				for i := range ev {
					ev[i].Dst = int32(rng.IntN(15*stride - n))
				}
				for b.Loop() {
					s.ScatterRows(dst, src, ev, 5, n, stride, n)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(ev)), "ns/event")
			})
		})
	}
}
