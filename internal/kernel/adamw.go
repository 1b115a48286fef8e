package kernel

import "math"

// AdamWArgs holds the constants of one step of AdamW (Loshchilov & Hutter
// 2019), in the order of operations that PyTorch uses:
//
//	for i := range w {
//		x := float32(g[i] * GradScale)
//		y := float32(w[i] * (1 - LR*WeightDecay))
//		m[i] = float32(Beta1*m[i]) + float32((1-Beta1)*x)
//		v[i] = float32(Beta2*v[i]) + float32(float32((1-Beta2)*x)*x)
//		d := sqrt(v[i])/sqrt(Bias2) + Eps
//		y -= float32(LR / Bias1 * (m[i] / d))
//		w[i] = min(max(y, -Clamp), Clamp) // only if Clamp > 0
//	}
//
// The gradient is read only. A NaN weight stays NaN.
type AdamWArgs struct {
	LR           float32 // learning rate
	Beta1, Beta2 float32 // decay of the two moments
	Eps          float32 // added to the denominator
	WeightDecay  float32
	Bias1, Bias2 float32 // 1-Beta1^step, 1-Beta2^step
	GradScale    float32 // factor on the gradient, such as the clipping of its norm
	Clamp        float32 // bound of a weight's magnitude; <= 0 for none

	// Rest1 and Rest2 are 1-Beta1 and 1-Beta2 rounded from float64; zero means
	// the float32 difference, which is off by 5e-5 of itself at Beta2 = 0.999.
	Rest1, Rest2 float32
}

// adamW holds the constants as the loops use them.
type adamW struct {
	scale, keep, beta1, rest1, beta2, rest2, rootBias2, eps, step, clamp float32
}

// derive rounds each constant once, for all sets alike.
func (a *AdamWArgs) derive() adamW {
	d := adamW{
		scale:     a.GradScale,
		keep:      float32(1 - float64(a.LR)*float64(a.WeightDecay)),
		beta1:     a.Beta1,
		rest1:     a.Rest1,
		beta2:     a.Beta2,
		rest2:     a.Rest2,
		rootBias2: float32(math.Sqrt(float64(a.Bias2))),
		eps:       a.Eps,
		step:      float32(float64(a.LR) / float64(a.Bias1)),
		clamp:     a.Clamp,
	}
	if d.rest1 == 0 {
		d.rest1 = 1 - a.Beta1
	}
	if d.rest2 == 0 {
		d.rest2 = 1 - a.Beta2
	}
	if !(d.clamp > 0) {
		d.clamp = float32(math.Inf(1))
	}
	return d
}

func adamWGeneric(w, g, m, v []float32, a *AdamWArgs) {
	if len(g) != len(w) || len(m) != len(w) || len(v) != len(w) {
		panic(badLen)
	}
	adamWLoop(w, g, m, v, a.derive())
}

func adamWLoop(w, g, m, v []float32, a adamW) {
	for i, x := range g {
		x *= a.scale
		m[i] = float32(a.beta1*m[i]) + float32(a.rest1*x)
		v[i] = float32(a.beta2*v[i]) + float32(float32(a.rest2*x)*x)
		d := float32(math.Sqrt(float64(v[i])))/a.rootBias2 + a.eps
		y := float32(w[i]*a.keep) - float32(a.step*(m[i]/d))
		if -a.clamp > y {
			y = -a.clamp
		}
		if a.clamp < y {
			y = a.clamp
		}
		w[i] = y
	}
}
