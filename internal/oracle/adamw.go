package oracle

import "math"

// AdamW is the optimiser of the released code: the gradient of all weights
// together is clipped, AdamW takes its step, every weight is clamped.
type AdamW struct {
	LR           float64 // learning rate
	Beta1, Beta2 float64 // decay of the first and second moment
	Eps          float64 // added to the root of the second moment
	WeightDecay  float64 // share of a weight lost per step, times LR
	ClipNorm     float64 // bound on the global gradient norm; 0 for none
	WeightClamp  float64 // weights stay in [-WeightClamp, WeightClamp]; 0 for none

	steps int
	m, v  [][]float64 // moments, as the weights
}

// DefaultAdamW returns the constants of the released code.
func DefaultAdamW(lr float64) *AdamW {
	return &AdamW{LR: lr, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, WeightDecay: 0.01, ClipNorm: 1, WeightClamp: 4}
}

// GlobalNorm returns the 2-norm of all gradients together.
func GlobalNorm(grads [][]float64) float64 {
	sum := 0.0
	for _, g := range grads {
		sum += dot(g, g)
	}
	return math.Sqrt(sum)
}

// Clip returns the gradients times min(1, ClipNorm/(norm + 1e-6)).
func (o *AdamW) Clip(grads [][]float64) [][]float64 {
	factor := 1.0
	if o.ClipNorm > 0 {
		factor = math.Min(1, o.ClipNorm/(GlobalNorm(grads)+1e-6))
	}
	clipped := make([][]float64, len(grads))
	for l, g := range grads {
		clipped[l] = make([]float64, len(g))
		addScaled(clipped[l], factor, g)
	}
	return clipped
}

// Step clips the gradients, updates the weights in place, and clamps them:
//
//	w ← w·(1 - lr·decay)
//	m ← β₁ m + (1-β₁) g,   v ← β₂ v + (1-β₂) g²
//	w ← w - lr/(1-β₁ᵏ) · m / (√v/√(1-β₂ᵏ) + ε)
//
// at the k-th step (Loshchilov and Hutter, arXiv:1711.05101).
func (o *AdamW) Step(weights, grads [][]float64) {
	if o.m == nil {
		o.m, o.v = zerosAs(weights), zerosAs(weights)
	}
	o.steps++
	bias1 := 1 - math.Pow(o.Beta1, float64(o.steps))
	bias2 := 1 - math.Pow(o.Beta2, float64(o.steps))
	for l, g := range o.Clip(grads) {
		w, m, v := weights[l], o.m[l], o.v[l]
		for i := range w {
			w[i] *= 1 - o.LR*o.WeightDecay
			m[i] = o.Beta1*m[i] + (1-o.Beta1)*g[i]
			v[i] = o.Beta2*v[i] + (1-o.Beta2)*g[i]*g[i]
			w[i] -= o.LR / bias1 * m[i] / (math.Sqrt(v[i])/math.Sqrt(bias2) + o.Eps)
			if o.WeightClamp > 0 {
				w[i] = clamp(w[i], -o.WeightClamp, o.WeightClamp)
			}
		}
	}
}

func zerosAs(x [][]float64) [][]float64 {
	z := make([][]float64, len(x))
	for i := range x {
		z[i] = make([]float64, len(x[i]))
	}
	return z
}
