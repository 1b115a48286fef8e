package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// gemmTol bounds the error of a product as a multiple of Σ|a·b| and of the
// number of terms: half a unit in the last place a term and as much again.
const gemmTol = 1.2e-7

// gemmCase builds a product with its own strides; C is guarded.
func gemmCase(rng *rand.Rand, m, n, kn, ko int, transposed, acc bool) (*GemmArgs, guarded) {
	g := &GemmArgs{M: m, N: n, Kn: kn, Ko: ko, Acc: acc}
	if transposed {
		g.Acs, g.Ars = m+rng.IntN(3), 1
		g.Aos = kn * g.Acs
	} else {
		g.Acs = 1 + rng.IntN(2)
		g.Aos = kn*g.Acs + rng.IntN(3)
		g.Ars = ko*g.Aos + rng.IntN(4)
	}
	g.Brs = n + rng.IntN(5)
	g.Bos = kn*g.Brs + rng.IntN(3)
	g.Crs = n + rng.IntN(5)
	g.A = newGuarded((m-1)*g.Ars + (ko-1)*g.Aos + (kn-1)*g.Acs + 1).fill(rng).in
	g.B = newGuarded((ko-1)*g.Bos + (kn-1)*g.Brs + n).fill(rng).in
	c := newGuarded((m-1)*g.Crs + n).fill(rng)
	g.C = c.in
	return g, c
}

// checkProduct compares g.C with a float64 loop, given C as it was before.
func checkProduct(t *testing.T, g *GemmArgs, before []float32) {
	t.Helper()
	for i := range g.M {
		for j := range g.N {
			sum, size := 0.0, 0.0
			if g.Acc {
				sum = float64(before[i*g.Crs+j])
				size = math.Abs(sum)
			}
			for o := range g.Ko {
				for k := range g.Kn {
					p := float64(g.A[i*g.Ars+o*g.Aos+k*g.Acs]) * float64(g.B[o*g.Bos+k*g.Brs+j])
					sum += p
					size += math.Abs(p)
				}
			}
			tol := gemmTol * size * (2 + math.Sqrt(float64(g.Ko*g.Kn)))
			if got := float64(g.C[i*g.Crs+j]); !(math.Abs(got-sum) <= tol) {
				require.Failf(t, "product", "%d×%d×(%d·%d) acc=%v at (%d,%d): %v, want %v ± %v", g.M, g.N, g.Ko, g.Kn, g.Acc, i, j, got, sum, tol)
			}
		}
	}
	// Between the rows of C nothing may change.
	for i := range g.M - 1 {
		assert.Equal(t, before[i*g.Crs+g.N:(i+1)*g.Crs], g.C[i*g.Crs+g.N:(i+1)*g.Crs])
	}
}

func TestGemm(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(1)
		run := func(m, n, kn, ko int) {
			g, c := gemmCase(rng, m, n, kn, ko, rng.IntN(2) == 0, rng.IntN(2) == 0)
			if rng.IntN(2) == 0 {
				g.Pack = make([]float32, PackSize)
			}
			before := slices.Clone(g.C)
			s.Gemm(g)
			checkProduct(t, g, before)
			c.check(t)
		}
		for m := 1; m <= 50; m++ {
			run(m, 1+rng.IntN(70), 1+rng.IntN(9), 1+rng.IntN(3))
		}
		for n := 1; n <= 130; n++ {
			run(1+rng.IntN(30), n, 1+rng.IntN(9), 1+rng.IntN(3))
		}
		run(3, 40, kBlock-1, 1)
		run(2, 17, kBlock, 1)
		run(15, 33, 2*kBlock+5, 1)
		run(5, 20, kBlock+3, 2)
		run(5, 20, 300, 7)
		run(64, 70, 300, 1)
		run(80, 70, 1100, 1)
		run(340, 70, 40, 2) // tiles enough to pack
		run(150, 70, 1030, 1)
	})
}

func TestGemmEmpty(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		for _, z := range [][4]int{{0, 3, 3, 1}, {3, 0, 3, 1}, {0, 0, 0, 0}} {
			assert.NotPanics(t, func() { s.Gemm(&GemmArgs{M: z[0], N: z[1], Kn: z[2], Ko: z[3]}) })
		}
		for _, k := range [][2]int{{0, 1}, {1, 0}, {0, 0}} {
			c := []float32{1, 2, 9, 3, 4, 9}
			g := &GemmArgs{M: 2, N: 2, Kn: k[0], Ko: k[1], C: c, Crs: 3, Acc: true}
			s.Gemm(g)
			assert.Equal(t, []float32{1, 2, 9, 3, 4, 9}, c)
			g.Acc = false
			s.Gemm(g)
			assert.Equal(t, []float32{0, 0, 9, 0, 0, 9}, c)
		}
	})
}

func TestGemmNaN(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	forEachSet(t, func(t *testing.T, s *Set) {
		// A zero factor must not hide a NaN or an infinity.
		c := make([]float32, 40)
		b := make([]float32, 80)
		b[3], b[44] = nan, inf
		s.Gemm(&GemmArgs{M: 1, N: 40, Kn: 2, Ko: 1, A: []float32{0, 0}, Acs: 1, B: b, Brs: 40, C: c, Crs: 40})
		for j, v := range c {
			assert.Equal(t, j == 3 || j == 4, v != v, "column %d", j)
		}
	})
}

func TestGemmShape(t *testing.T) {
	ok := func() *GemmArgs {
		return &GemmArgs{M: 2, N: 3, Kn: 4, Ko: 1, A: make([]float32, 8), Ars: 4, Acs: 1,
			B: make([]float32, 12), Brs: 3, C: make([]float32, 6), Crs: 3}
	}
	forEachSet(t, func(t *testing.T, s *Set) {
		assert.NotPanics(t, func() { s.Gemm(ok()) })
		for msg, spoil := range map[string]func(g *GemmArgs){
			badSize:   func(g *GemmArgs) { g.M = -1 },
			badStride: func(g *GemmArgs) { g.Crs = 2 },
			shortA:    func(g *GemmArgs) { g.A = g.A[:7] },
			shortB:    func(g *GemmArgs) { g.B = g.B[:11] },
			shortC:    func(g *GemmArgs) { g.C = g.C[:5] },
		} {
			g := ok()
			spoil(g)
			assert.PanicsWithValue(t, msg, func() { s.Gemm(g) })
		}
	})
}

// benchShape is a product that the layers of the published networks need.
type benchShape struct{ m, n, kn, ko, ars, aos int }

var benchShapes = []benchShape{
	{64, 4320, 300, 1, 300, 0},    // dense data gradient
	{12, 64, 60, 5, 12, 192},      // row of 12 positions, 5×5×12 windows
	{16, 12, 320, 5, 1, 320 * 16}, // data gradient of the same
	{300, 64, 144, 1, 1, 0},       // weight gradient
	{64, 144, 300, 1, 300, 0},
	{50, 400, 784, 1, 784, 0}, // fully connected
	{50, 10, 2304, 1, 2304, 0},
	{1024, 1024, 1024, 1, 1024, 0},
}

func BenchmarkGemm(b *testing.B) {
	for _, z := range benchShapes {
		b.Run(fmt.Sprintf("m=%d/n=%d/k=%dx%d", z.m, z.n, z.ko, z.kn), func(b *testing.B) {
			benchEachSet(b, func(b *testing.B, s *Set) {
				g := &GemmArgs{M: z.m, N: z.n, Kn: z.kn, Ko: z.ko, Ars: z.ars, Acs: 1, Aos: z.aos, Brs: z.n, Bos: z.kn * z.n, Crs: z.n}
				if z.ars == 1 {
					g.Acs = z.m
				}
				rng := newRand(2)
				g.A = newGuarded((z.m-1)*g.Ars + (z.ko-1)*g.Aos + (z.kn-1)*g.Acs + 1).fill(rng).in
				g.B = newGuarded(z.kn * z.ko * z.n).fill(rng).in
				g.C = newGuarded(z.m * z.n).in
				g.Pack = make([]float32, PackSize)
				for b.Loop() {
					s.Gemm(g)
				}
				flops := 2 * float64(z.m*z.n) * float64(z.kn*z.ko) * float64(b.N)
				b.ReportMetric(flops/float64(b.Elapsed().Nanoseconds()), "GF/s")
			})
		})
	}
}
