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

// reverseCase records a forward scan and returns the arguments of its reverse
// with guarded outputs.
func reverseCase(rng *rand.Rand, n, steps int, warm Warm, leak bool) (a *ReverseArgs, r, d guarded) {
	f, _ := lifCase(rng, n, steps, true, false, false)
	filterLIFGeneric(f)
	w := roundUp64(n)
	a = &ReverseArgs{T: steps, N: n, U: f.U, UStride: f.UStride, Bits: f.Bits, BitStride: f.BitStride,
		InvTauM: 0.2, DecayM: 0.8, InvTauS: 1. / 3, DecayS: 2. / 3, Threshold: 1, MaxSlope: 0.5 + 12*rng.Float32(), WarmPSC: 1. / 12,
		Warm: warm, Leak: leak, PScale: 0.7}
	if rng.IntN(4) > 0 {
		a.PStride = w + rng.IntN(5)
	}
	a.P = newGuarded((steps-1)*a.PStride + w).fill(rng).in
	a.RStride, a.DStride = n+rng.IntN(5), n+rng.IntN(5)
	r, d = newGuarded((steps-1)*a.RStride+n), newGuarded((steps-1)*a.DStride+n)
	a.R, a.D = r.in, d.in
	if warm == WarmPerNeuron {
		a.Warmth = slices.Repeat([]uint64{0x5555aaaa5555aaaa}, (steps+1)*w/64)
	}
	return a, r, d
}

// plainReverse is the loop of the doc comment in float64.
func plainReverse(a *ReverseArgs) (rs, ds []float64) {
	rs, ds = make([]float64, a.T*a.N), make([]float64, a.T*a.N)
	fired := func(t, j int) bool { return a.Bits[t*a.BitStride+j/64]>>(j%64)&1 == 1 }
	for j := range a.N {
		psc, pscs := 0.0, make([]float64, a.T)
		for t := range a.T {
			s := 0.0
			if fired(t, j) {
				s = 1
			}
			psc += (s - psc) * float64(a.InvTauS)
			pscs[t] = psc
		}
		theta, r := 0.0, 0.0
		for t := a.T - 1; t >= 0; t-- {
			p := float64(a.P[t*a.PStride+j]) * float64(a.PScale)
			u, m := float64(a.U[t*a.UStride+j]), 0.0
			if t > 0 && !fired(t-1, j) {
				m = float64(a.U[(t-1)*a.UStride+j])
			}
			delta := 0.0
			if fired(t, j) {
				g := min(max(1/(u-m), 0), float64(a.MaxSlope))
				delta = g*p + theta*u*float64(a.InvTauM)*g
				theta = delta
			} else {
				theta *= float64(a.DecayM)
				if a.Leak {
					delta = theta
				}
			}
			if a.Warm == WarmAlways || a.Warm == WarmPerNeuron && pscs[t] < float64(a.WarmPSC) {
				q := math.Exp(min(max((float64(a.Threshold)-u)/0.2, -8), 8))
				delta = p * q / ((1 + q) * (1 + q) * 0.2)
			}
			r = delta + float64(a.DecayS)*r
			rs[t*a.N+j], ds[t*a.N+j] = r, delta
		}
	}
	return rs, ds
}

var allWarm = []Warm{WarmNone, WarmPerNeuron, WarmAlways}

func TestReverseScanGeneric(t *testing.T) {
	rng := newRand(20)
	for n := 1; n < 100; n += 7 {
		for _, warm := range allWarm {
			a, _, _ := reverseCase(rng, n, 12, warm, n%2 == 0)
			reverseScanGeneric(a)
			rs, ds := plainReverse(a)
			for s := range a.T {
				for j := range a.N {
					wantD, wantR := ds[s*a.N+j], rs[s*a.N+j]
					require.InDelta(t, wantD, a.D[s*a.DStride+j], 1e-4*(1+math.Abs(wantD)))
					require.InDelta(t, wantR, a.R[s*a.RStride+j], 1e-4*(1+math.Abs(wantR)))
				}
			}
		}
	}
}

func TestReverseScan(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(21)
		for n := 1; n <= 200; n++ {
			for _, warm := range allWarm {
				a, r, d := reverseCase(rng, n, 1+rng.IntN(9), warm, rng.IntN(2) == 0)
				switch n % 6 {
				case 1:
					odd(rng, a.P)
				case 2:
					odd(rng, a.U)
				case 3:
					a.R = nil
				case 4:
					a.D = nil
				case 5:
					a.WarmPSC = 0.6 // above 1/τ_s: a neuron may be warm while it fires
					if n%12 == 11 {
						a.WarmPSC = 0 // no neuron is warm, however silent
					}
				}
				if n%3 == 0 { // neighbours that all stay silent
					for i := range a.Bits {
						a.Bits[i] &= 0xffff00000000ff00
					}
				}
				want := *a
				want.R, want.D, want.Warmth = slices.Clone(a.R), slices.Clone(a.D), slices.Clone(a.Warmth)
				reverseScanGeneric(&want)
				s.ReverseScan(a)
				what := fmt.Sprintf("n=%d warm=%d", n, warm)
				if warm == WarmNone {
					requireSame(t, want.D, a.D, what+" delta")
					requireSame(t, want.R, a.R, what+" r")
				} else {
					requireNear(t, &want, want.D, a.D, a.DStride, 0, what+" delta")
					requireNear(t, &want, want.R, a.R, a.RStride, want.DecayS, what+" r")
				}
				r.check(t)
				d.check(t)
			}
		}
	})
}

// requireNear compares what two sets computed: sums over time, decaying by
// decay, of terms whose surrogate may differ by 1e-6 of it.
func requireNear(t *testing.T, a *ReverseArgs, want, got []float32, stride int, decay float32, what string) {
	t.Helper()
	if want == nil {
		require.Nil(t, got, what)
		return
	}
	for j := range a.N {
		scale := 0.0
		for s := a.T - 1; s >= 0; s-- {
			w, g := float64(want[s*stride+j]), float64(got[s*stride+j])
			if !math.IsNaN(w) && !math.IsInf(w, 0) {
				scale = math.Abs(w) + float64(decay)*scale
			}
			same := w == g || math.IsNaN(w) && math.IsNaN(g) || math.Abs(w-g) <= 1e-6*scale+1e-37
			require.Truef(t, same, "%s: step %d of neuron %d: %v, want %v", what, s, j, g, w)
		}
	}
}

// The released rule on one neuron with constant current 0.6, τ_m = 5, τ_s = 3
// and upstream gradient 0.1, -0.2, 0.3, -0.4, 0.5, computed in float64 by an
// independent implementation.
func TestReverseScanTrace(t *testing.T) {
	want := []float64{.0140423520, -.0372427984, -.0370370370, -.0462962963, 0}
	e := []float32{0.1, -0.2, 0.3, -0.4, 0.5}
	forEachSet(t, func(t *testing.T, s *Set) {
		const steps = 5
		a := &ReverseArgs{T: steps, N: 1, UStride: 64, BitStride: 1, Bits: []uint64{0, 1, 0, 1, 0},
			P: make([]float32, 64*steps), PStride: 64, PScale: 1. / 3, U: make([]float32, 64*steps),
			D: make([]float32, steps), DStride: 1, InvTauM: 0.2, DecayM: 0.8, InvTauS: 1. / 3, DecayS: 2. / 3,
			Threshold: 1, MaxSlope: 8, WarmPSC: 1. / 12, Warm: WarmPerNeuron, Leak: true, Warmth: make([]uint64, steps+1)}
		var p float32
		for i := steps - 1; i >= 0; i-- {
			p = e[i] + a.DecayS*p
			a.P[64*i] = p
			a.U[64*i] = []float32{0.6, 1.08, 0.6, 1.08, 0.6}[i]
		}
		s.ReverseScan(a)
		for i, w := range want {
			assert.InDelta(t, w, a.D[i], 1e-6, "step %d", i)
		}
	})
}

func TestReverseScanShape(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		for msg, spoil := range map[string]func(a *ReverseArgs){
			badSize:   func(a *ReverseArgs) { a.T = -1 },
			badStride: func(a *ReverseArgs) { a.RStride = 69 },
			badWarm:   func(a *ReverseArgs) { a.Warm = 3 },
			shortP:    func(a *ReverseArgs) { a.P = a.P[:100] },
			shortU:    func(a *ReverseArgs) { a.U = a.U[:100] },
			shortBits: func(a *ReverseArgs) { a.Bits = a.Bits[:2] },
			shortR:    func(a *ReverseArgs) { a.R = a.R[1:] },
			shortD:    func(a *ReverseArgs) { a.D = a.D[1:] },
			shortWarm: func(a *ReverseArgs) { a.Warmth = a.Warmth[1:] },
		} {
			a, _, _ := reverseCase(newRand(22), 70, 3, WarmPerNeuron, true)
			spoil(a)
			assert.PanicsWithValue(t, msg, func() { s.ReverseScan(a) })
		}
		assert.NotPanics(t, func() { s.ReverseScan(&ReverseArgs{}) })
	})
}

func TestSurrogate(t *testing.T) {
	worst := 0.0
	for d := float32(-2); d <= 2; d += 1. / (1 << 16) {
		q := math.Exp(min(math.Abs(float64(d))/0.2, 8))
		want := (1 + q) * (1 + q) * 0.2 / q
		worst = max(worst, math.Abs(float64(surrogateInverse(d))-want)/want)
	}
	assert.LessOrEqual(t, worst, 5e-7)
	t.Logf("largest relative error %.2g", worst)
	assert.InDelta(t, 1.25, surrogate(0), 1e-6)
	inf := float32(math.Inf(1))
	assert.Equal(t, surrogate(100), surrogate(inf))
	assert.Equal(t, surrogate(100), surrogate(-inf))
	nan := surrogate(float32(math.NaN()))
	assert.True(t, nan != nan)
}

// Every set computes the surrogate to the same error, warm or not while other
// neurons of the vector fire.
func TestSurrogateOfEverySet(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		for _, warm := range []Warm{WarmPerNeuron, WarmAlways} {
			const n = 1000
			a := &ReverseArgs{T: 1, N: n, P: make([]float32, 1024), U: make([]float32, 1024), Bits: make([]uint64, 16),
				D: make([]float32, n), PScale: 1, InvTauM: 0.2, DecayM: 0.8, InvTauS: 0.2, DecayS: 0.8,
				Threshold: 1, MaxSlope: 8, WarmPSC: 0.05, Warm: warm, Warmth: make([]uint64, 32)}
			for j := range n {
				a.P[j], a.U[j] = 1, 1+float32(j-n/2)/250
			}
			s.ReverseScan(a)
			for j := range n {
				q := math.Exp(min(math.Abs(float64(a.Threshold-a.U[j]))/0.2, 8))
				require.InEpsilon(t, q/((1+q)*(1+q)*0.2), a.D[j], 6e-7, "u=%v", a.U[j])
			}
		}
	})
}

// TestScansOfSeveralCalls has rows and steps of which one call of the assembly
// takes only a part.
func TestScansOfSeveralCalls(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(23)
		for _, z := range [][2]int{{768, 100}, {1500, 90}, {130, 700}} {
			what := fmt.Sprint(z)
			f, out := lifCase(rng, z[0], z[1], true, true, false)
			wantF := copyLIF(f)
			plainLIF(wantF)
			s.FilterLIF(f)
			requireSameLIF(t, wantF, f, what)
			for _, g := range out {
				g.check(t)
			}
			for _, warm := range allWarm {
				a, r, d := reverseCase(rng, z[0], z[1], warm, true)
				want := *a
				want.R, want.D, want.Warmth = slices.Clone(a.R), slices.Clone(a.D), slices.Clone(a.Warmth)
				reverseScanGeneric(&want)
				s.ReverseScan(a)
				requireNear(t, &want, want.D, a.D, a.DStride, 0, what)
				requireNear(t, &want, want.R, a.R, a.RStride, want.DecayS, what)
				r.check(t)
				d.check(t)
			}
		}
	})
}
