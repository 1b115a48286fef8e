package kernel

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTranspose(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(44)
		sizes := []int{0, 1, 7, 8, 9, 15, 16, 40, 71, 130}
		for _, rows := range sizes {
			for _, cols := range sizes {
				ds, ss := rows+rng.IntN(4), cols+rng.IntN(4)
				src := newGuarded(max(0, rows-1)*ss + cols).fill(rng)
				odd(rng, src.in)
				dst := newGuarded(max(0, cols-1)*ds + rows).fill(rng)
				want := slices.Clone(dst.in)
				for i := range rows {
					for j := range cols {
						want[j*ds+i] = src.in[i*ss+j]
					}
				}
				s.Transpose(dst.in, src.in, rows, cols, ds, ss)
				requireSame(t, want, dst.in, fmt.Sprintf("%d×%d", rows, cols))
				dst.check(t)
			}
		}
		x := make([]float32, 12)
		assert.PanicsWithValue(t, smallDst, func() { s.Transpose(x[:11], x, 3, 4, 3, 4) })
		assert.PanicsWithValue(t, shortSrc, func() { s.Transpose(x, x[:11], 3, 4, 3, 4) })
		assert.PanicsWithValue(t, badSize, func() { s.Transpose(x, x, -1, 4, 3, 4) })
		assert.PanicsWithValue(t, badStride, func() { s.Transpose(x, x, 3, 4, -3, 4) })
	})
}
