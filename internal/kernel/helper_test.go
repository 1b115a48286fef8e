package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// guard is the number of words on each side of an output that no kernel may
// change, and guardValue what they hold.
const (
	guard      = 24
	guardValue = -123456
)

// guarded is a slice inside a larger one whose margins are watched.
type guarded struct {
	all, in []float32
}

// newGuarded returns n elements at an odd offset that changes with n, so that
// all alignments occur.
func newGuarded(n int) guarded {
	off := guard + n%17
	all := make([]float32, off+n+guard)
	for i := range all {
		all[i] = guardValue
	}
	return guarded{all, all[off : off+n : off+n]}
}

func (g guarded) fill(rng *rand.Rand) guarded {
	randomise(rng, g.in)
	return g
}

// check fails the test if a margin changed.
func (g guarded) check(t *testing.T) {
	t.Helper()
	off := guard + len(g.in)%17
	for i, v := range g.all {
		if i < off || i >= off+len(g.in) {
			require.Equalf(t, float32(guardValue), v, "guard word %d of %d elements", i-off, len(g.in))
		}
	}
}

func randomise(rng *rand.Rand, x []float32) {
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
}

// odd scatters NaN, infinities, zeros of both signs and denormals over x.
func odd(rng *rand.Rand, x []float32) {
	inf := float32(math.Inf(1))
	values := []float32{float32(math.NaN()), inf, -inf, 0, float32(math.Copysign(0, -1)), 1e-40, -1e-42, math.MaxFloat32}
	for i := range x {
		if rng.IntN(4) == 0 {
			x[i] = values[rng.IntN(len(values))]
		}
	}
}

// requireSame fails unless both hold the same bits, any NaN equal to any other.
func requireSame(t *testing.T, want, got []float32, what string) {
	t.Helper()
	require.Len(t, got, len(want), what)
	for i, w := range want {
		if g := got[i]; math.Float32bits(w) != math.Float32bits(g) && (w == w || g == g) {
			require.Failf(t, what, "element %d of %d: %v (%#x), want %v (%#x)", i, len(want), g, math.Float32bits(g), w, math.Float32bits(w))
		}
	}
}

// forEachSet runs f for every set that this processor has.
func forEachSet(t *testing.T, f func(t *testing.T, s *Set)) {
	for _, s := range Available() {
		t.Run("impl="+s.Name, func(t *testing.T) { f(t, s) })
	}
}

// benchEachSet is forEachSet for benchmarks.
func benchEachSet(b *testing.B, f func(b *testing.B, s *Set)) {
	for _, s := range Available() {
		b.Run("impl="+s.Name, func(b *testing.B) { f(b, s) })
	}
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// randomBits returns n words whose bits are set with the given probability.
func randomBits(rng *rand.Rand, n int, density float64) []uint64 {
	w := make([]uint64, n)
	for i := range 64 * n {
		if rng.Float64() < density {
			w[i/64] |= 1 << (i % 64)
		}
	}
	return w
}
