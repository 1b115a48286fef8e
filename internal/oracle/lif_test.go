package oracle

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func drawNeuron(t *rapid.T) Neuron {
	return Neuron{
		TauM:      rapid.Float64Range(1, 20).Draw(t, "tau_m"),
		TauS:      rapid.Float64Range(1, 20).Draw(t, "tau_s"),
		Threshold: rapid.Float64Range(0.1, 3).Draw(t, "threshold"),
	}
}

func drawTrain(t *rapid.T, name string, n int) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(-3, 3), n, n).Draw(t, name)
}

func drawSteps(t *rapid.T) int { return rapid.IntRange(1, 20).Draw(t, "steps") }

// kernelPotential is the potential as a sum over the past: every current
// since the last reset, decayed.
func kernelPotential(p Neuron, s, current []float64, t int) float64 {
	u := 0.0
	for k := t; k >= 0; k-- {
		if k < t && s[k] == 1 {
			break
		}
		u += math.Pow(1-1/p.TauM, float64(t-k)) * current[k]
	}
	return u
}

func TestLIFIsASumOverThePast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, current := drawNeuron(t), drawTrain(t, "current", drawSteps(t))
		tr := LIF(p, current)
		for k := range current {
			assert.InDelta(t, kernelPotential(p, tr.S, current, k), tr.U[k], 1e-12)
			assert.Equal(t, tr.U[k] > p.Threshold, tr.S[k] == 1)
			assert.True(t, tr.A[k] >= 0 && tr.A[k] <= 1)
		}
	})
}

func TestSilentNeuron(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, steps := drawNeuron(t), drawSteps(t)
		e := drawTrain(t, "e", steps)
		tr := LIF(p, make([]float64, steps))
		zero := make([]float64, steps)
		assert.Equal(t, zero, tr.S)
		assert.Equal(t, zero, tr.A)
		r := DefaultRule()
		byNeuron := LIFBackward(p, r, tr, e)
		r.WarmUp = SurrogateOnly
		assert.Equal(t, byNeuron, LIFBackward(p, r, tr, e), "a neuron that never fires is all warm-up")
		r.WarmUp = None
		for _, leak := range []bool{true, false} {
			r.LeakPath = leak
			assert.Equal(t, zero, LIFBackward(p, r, tr, e), "and without it has no gradient")
		}
	})
}

// influence is Φ(t_k, t_m) = ∂a[t_k]/∂u[t_m] by its definition, without
// warm-up: a recursion over spikes instead of a scan.
func influence(p Neuron, r Rule, tr Trace, k, m int) float64 {
	next := m + 1
	for next <= k && tr.S[next] == 0 {
		next++
	}
	later := 0.0
	if next <= k {
		later = influence(p, r, tr, k, next)
	}
	decay := func(tau float64, n int) float64 { return math.Pow(1-1/tau, float64(n)) }
	if tr.S[m] == 0 {
		if !r.LeakPath {
			return 0
		}
		return decay(p.TauM, next-m) * later
	}
	g := math.Min(1/tr.DU[m], r.MaxInverseStep)
	inter := g * decay(p.TauS, k-m) / p.TauS
	if !r.IntraNeuron {
		return inter
	}
	return inter + g*tr.U[m]/p.TauM*decay(p.TauM, next-m-1)*later
}

func TestScanIsTheRecursion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, steps := drawNeuron(t), drawSteps(t)
		current, e := drawTrain(t, "current", steps), drawTrain(t, "e", steps)
		r := DefaultRule()
		r.WarmUp = None
		r.LeakPath, r.IntraNeuron = rapid.Bool().Draw(t, "leak"), rapid.Bool().Draw(t, "intra")
		r.MaxInverseStep = rapid.Float64Range(0.1, 20).Draw(t, "bound")
		tr := LIF(p, current)
		got := LIFBackward(p, r, tr, e)
		for m := range got {
			want := 0.0
			for k := m; k < steps; k++ {
				want += influence(p, r, tr, k, m) * e[k]
			}
			assert.InDelta(t, want, got[m], 1e-11*(1+math.Abs(want)))
		}
	})
}

func TestSurrogateIsALogisticDerivative(t *testing.T) {
	p, r := Neuron{TauM: 5, TauS: 3, Threshold: 1}, DefaultRule()
	assert.InDelta(t, 1.25, Surrogate(p, r, 1), 1e-15)
	for _, u := range []float64{0, 0.7, 1, 1.3} {
		logistic := func(u float64) float64 { return 1 / (1 + math.Exp((p.Threshold-u)/r.SurrogateWidth)) }
		assert.InDelta(t, (logistic(u+1e-6)-logistic(u-1e-6))/2e-6, Surrogate(p, r, u), 1e-8)
	}
	assert.Equal(t, Surrogate(p, r, -0.6), Surrogate(p, r, -100), "the exponent is bounded")
}

func TestPerLayer(t *testing.T) {
	r := DefaultRule()
	r.WarmUp = PerLayer
	assert.Equal(t, SurrogateOnly, r.Resolve(0.1).WarmUp)
	assert.Equal(t, None, r.Resolve(0.1000001).WarmUp)
	assert.Equal(t, PerNeuron, DefaultRule().Resolve(0).WarmUp)
	assert.PanicsWithValue(t, unresolvedRule, func() {
		LIFBackward(Neuron{1, 1, 1}, r, LIF(Neuron{1, 1, 1}, []float64{1}), []float64{1})
	})
}
