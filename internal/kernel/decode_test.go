package kernel

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecode(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(30)
		for words := range 20 {
			for _, density := range []float64{0, 0.01, 0.1, 0.5, 1} {
				w := randomBits(rng, words, density)
				lut := make([]int32, 64*words+3)
				for i := range lut {
					lut[i] = int32(rng.Uint32())
				}
				base := int32(rng.Uint32())
				var plain, mapped []int32
				for i := range 64 * words {
					if w[i/64]>>(i%64)&1 == 1 {
						plain = append(plain, int32(i)+base)
						mapped = append(mapped, lut[i]+base)
					}
				}
				n := len(plain)
				const fence = 77
				dst := make([]int32, n+16+8)
				check := func(got int, want []int32) {
					require.Equal(t, n, got)
					require.Equal(t, want, append([]int32(nil), dst[:n]...))
					for _, v := range dst[n+16:] {
						require.Equal(t, int32(fence), v)
					}
				}
				for i := range dst {
					dst[i] = fence
				}
				check(s.Decode(dst[:n+16], w, base), plain)
				check(s.DecodeLUT(dst[:n+16], w, lut, base), mapped)
			}
		}
	})
}

func TestDecodeShape(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		w := []uint64{7, 1 << 63}
		assert.PanicsWithValue(t, shortDst, func() { s.Decode(make([]int32, 19), w, 0) })
		assert.PanicsWithValue(t, shortDst, func() { s.DecodeLUT(make([]int32, 19), w, make([]int32, 128), 0) })
		assert.PanicsWithValue(t, shortLUT, func() { s.DecodeLUT(make([]int32, 20), w, make([]int32, 127), 0) })
	})
}

func BenchmarkDecode(b *testing.B) {
	for _, density := range []float64{0, 0.01, 0.05, 0.2} {
		b.Run(fmt.Sprintf("density=%g", density), func(b *testing.B) {
			benchEachSet(b, func(b *testing.B, s *Set) {
				w := randomBits(newRand(31), 4096, density)
				dst := make([]int32, 64*len(w)+16)
				for b.Loop() {
					s.Decode(dst, w, 0)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(w)), "ns/word")
			})
		})
	}
}
