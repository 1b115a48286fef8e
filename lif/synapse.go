package lif

import "math"

// SynapseKernel returns ε[0 … n-1], ε[k] = (1/τ_s)(1-1/τ_s)^k, the PSC that a
// single spike causes.
func (p Params) SynapseKernel(n int) []float64 {
	k := make([]float64, n)
	for i := range k {
		k[i] = math.Pow(p.DecayS(), float64(i)) / p.TauS
	}
	return k
}

// ResetKernel returns what a reset at potential u takes from the membrane 1 …
// n steps later: u·(1-1/τ_m)^k.
func (p Params) ResetKernel(u float64, n int) []float64 {
	k := make([]float64, n)
	for i := range k {
		k[i] = u * math.Pow(p.DecayM(), float64(i+1))
	}
	return k
}

// PSC writes the postsynaptic current of the trace x into dst:
// a[t] = a[t-1] + (x[t]-a[t-1])/τ_s. dst may be x. It is float32 arithmetic
// with every operation rounded, as in the scan.
func (p Params) PSC(dst, x []float32) {
	inv := float32(1 / p.TauS)
	var a float32
	for t, v := range x {
		a += float32((v - a) * inv)
		dst[t] = a
	}
}
