//go:build !noasm

package kernel

import "unsafe"

type (
	warmthScan  func(steps, blocks int, bits *uint64, bitStride int, out *uint64, outStride int, invTauS, bound float32) (both uint64)
	reverseScan func(steps, groups int, p *float32, pStride int, u *float32, uStride int, bits *uint8, bitStride int, warm *uint8, warmStride int, r *float32, rStride int, d *float32, dStride int, out int, pScale, invTauM, decayM, decayS, threshold, maxSlope float32, leak uint32, tail int)
)

func (r *routines) reverseScan(a *ReverseArgs) {
	if !a.check() {
		return
	}
	if a.Warm == WarmPerNeuron && !r.markWarm(a) {
		reverseScanGeneric(a)
		return
	}
	pair := 2 * r.lanes
	most := scanWords(a.T) * 64 / pair
	groups := a.N / pair
	for g := 0; g < groups; {
		warm, n := a.Warm, min(most, groups-g)
		if warm == WarmPerNeuron && a.WarmPSC > 0 {
			warm, n = a.quiet(g, n, pair)
		}
		r.reverse[warm].run(a, g*pair, n, r.lanes)
		g += n
	}
	for j := groups * pair; j < a.N; j += r.lanes {
		r.reverseTail[a.Warm].run(a, j, 1, min(r.lanes, a.N-j))
	}
}

// quiet returns how many of n groups of size neurons from group g on are
// alike, and their kind: neurons that never fire take the surrogate at every
// step, which is less work.
func (a *ReverseArgs) quiet(g, n, size int) (warm Warm, alike int) {
	for i := range n {
		w := WarmPerNeuron
		if a.silent((g+i)*size, size) {
			w = WarmAlways
		}
		if i == 0 {
			warm = w
		} else if w != warm {
			return warm, i
		}
	}
	return warm, n
}

// silent reports whether neurons j … j+n-1, all in one word, never fire.
func (a *ReverseArgs) silent(j, n int) bool {
	return a.fires()[j/64]>>(j%64)&(1<<n-1) == 0
}

// fires is the row of Warmth behind the steps, where markWarm notes which
// neurons fire at all.
func (a *ReverseArgs) fires() []uint64 {
	words := roundUp64(a.N) / 64
	return a.Warmth[a.T*words:][:words]
}

// markWarm fills Warmth. It reports false if some neuron is warm while it
// fires, which the assembly cannot do: it shares one division between the
// spike's gradient and the surrogate. In the rule as published the PSC of a
// firing neuron is at least 1/τ_s and the bound a quarter of that.
func (r *routines) markWarm(a *ReverseArgs) bool {
	words, most := roundUp64(a.N)/64, scanWords(a.T)
	var both uint64
	for w := 0; w < words; w += most {
		n := min(most, words-w)
		both |= r.warmth(a.T, n*r.lifBlocks, &a.Bits[w], 8*a.BitStride, &a.Warmth[w], 8*words, a.InvTauS, a.WarmPSC)
	}
	fires := a.fires()
	clear(fires)
	for t := range a.T {
		for w, b := range a.Bits[t*a.BitStride:][:words] {
			fires[w] |= b
		}
	}
	return both == 0
}

// run scans groups of neurons from j on, tail elements in each.
func (f reverseScan) run(a *ReverseArgs, j, groups, tail int) {
	last := a.T - 1
	words := roundUp64(a.N) / 64
	bits := unsafe.Pointer(&a.Bits[last*a.BitStride])
	warm := bits // not read
	if a.Warm == WarmPerNeuron {
		warm = unsafe.Pointer(&a.Warmth[last*words])
	}
	out := 0
	if a.R != nil {
		out |= 1
	}
	if a.D != nil {
		out |= 2
	}
	var leak uint32
	if a.Leak {
		leak = ^leak
	}
	f(a.T, groups, &a.P[last*a.PStride+j], 4*a.PStride, &a.U[last*a.UStride+j], 4*a.UStride,
		(*uint8)(unsafe.Add(bits, j/8)), 8*a.BitStride, (*uint8)(unsafe.Add(warm, j/8)), 8*words,
		first(a.R, last*a.RStride+j), 4*a.RStride, first(a.D, last*a.DStride+j), 4*a.DStride, out,
		a.PScale, a.InvTauM, a.DecayM, a.DecayS, a.Threshold, a.MaxSlope, leak, tail)
}
