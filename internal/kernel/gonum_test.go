package kernel

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// TestGemmMatchesGonum compares products of the shapes that networks have with
// gonum's, which computes in float64.
func TestGemmMatchesGonum(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(21)
		for _, c := range [][3]int{{1, 1, 1}, {5, 300, 640}, {12, 64, 300}, {16, 12, 1600}, {50, 400, 784}, {300, 64, 144}, {33, 97, 1100}} {
			m, n, k := c[0], c[1], c[2]
			a, b := newGuarded(m*k).fill(rng).in, newGuarded(k*n).fill(rng).in
			got := make([]float32, m*n)
			s.Gemm(&GemmArgs{M: m, N: n, Kn: k, Ko: 1, A: a, Ars: k, Acs: 1, B: b, Brs: n, C: got, Crs: n})
			want := blas64.General{Rows: m, Cols: n, Stride: n, Data: make([]float64, m*n)}
			blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, general(m, k, a), general(k, n, b), 0, want)
			for i, w := range want.Data {
				require.InDelta(t, w, got[i], 1e-6*float64(k)+1e-6*math.Abs(w), fmt.Sprintf("%d×%d×%d at %d", m, n, k, i))
			}
		}
	})
}

func general(rows, cols int, x []float32) blas64.General {
	g := blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float64, len(x))}
	for i, v := range x {
		g.Data[i] = float64(v)
	}
	return g
}
