package oracle

import "math"

// Surrogate is the derivative of a logistic function of the potential,
//
//	σ'(u) = f/((1+f)²·w),   f = exp(clamp((V_th - u)/w, -8, 8)),
//
// with w the surrogate's width and 8 the rule's bound on the exponent.
func Surrogate(p Neuron, r Rule, u float64) float64 {
	f := math.Exp(clamp((p.Threshold-u)/r.SurrogateWidth, -r.MaxExponent, r.MaxExponent))
	return f / ((1 + f) * (1 + f) * r.SurrogateWidth)
}

// LIFBackward returns ∂L/∂I of one neuron, given e = ∂L/∂a. It is the mirror
// of LIF, one scan from the last step to the first. At a step where the
// neuron fired, a larger potential moves the spike forward in time:
//
//	g      = clamp(1/δu[t], 0, 8)                  -∂t/∂u
//	∂L/∂I  = g·P[t]                                inter-neuron: through the PSC
//	       + g·(u[t]/τ_m)·θ                        intra-neuron: through the reset, to the next spike; an option
//
// and at a silent step it leaks on towards the next spike:
//
//	∂L/∂I  = (1 - 1/τ_m)·θ                         leak path, an option
//
// θ is the gradient of the next spike's potential, decayed to this step.
// During warm-up the surrogate gives ∂L/∂I = P[t]·σ'(u[t]) instead, which
// never enters θ.
func LIFBackward(p Neuron, r Rule, tr Trace, e []float64) []float64 {
	grad := make([]float64, len(e))
	psc := SynapseBackward(p.TauS, e)
	theta := 0.0
	for t := len(e) - 1; t >= 0; t-- {
		if tr.S[t] == 1 {
			g := clamp(1/tr.DU[t], 0, r.MaxInverseStep)
			grad[t] = g * psc[t]
			if r.IntraNeuron {
				grad[t] += g * tr.U[t] / p.TauM * theta
			}
			theta = grad[t]
		} else {
			theta *= 1 - 1/p.TauM
			if r.LeakPath {
				grad[t] = theta
			}
		}
		if r.warmingUp(p, tr.A[t]) {
			grad[t] = psc[t] * Surrogate(p, r, tr.U[t])
		}
	}
	return grad
}

func clamp(x, low, high float64) float64 {
	return math.Min(math.Max(x, low), high)
}
