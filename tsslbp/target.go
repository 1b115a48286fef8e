package tsslbp

import "github.com/snnsim/snnsim/lif"

// KernelTarget returns the spike train, [steps], that the kernel loss wants of the
// true class, as in the released code: 0 1 0 1 … from ten steps on, 0 1 1 1 1
// repeated below. The paper has 0 1 0 1 1 there.
func KernelTarget(steps int) []float32 {
	if steps >= 10 {
		return repeatTarget([]int{0, 1}, steps)
	}
	return repeatTarget([]int{0, 1, 1, 1, 1}, steps)
}

// repeatTarget returns the spike train of so many steps that repeats pattern.
func repeatTarget(pattern []int, steps int) []float32 {
	d := make([]float32, steps)
	for t := range d {
		d[t] = float32(pattern[t%len(pattern)])
	}
	return d
}

// FilterTarget returns the PSC ã = ε∗d, [T], of a desired spike train d, for τ_s
// in steps. twice filters it once more, as the released code does since October
// 2020, which lowers the firing that is wanted.
func FilterTarget(desired []float32, tauS float64, twice bool) []float32 {
	p := lif.Params{TauS: tauS}
	a := make([]float32, len(desired))
	p.PSC(a, desired)
	if twice {
		p.PSC(a, a)
	}
	return a
}
