package kernel

// Warm says where the warm-up surrogate replaces the spike-time gradient.
type Warm int

const (
	WarmNone      Warm = iota // nowhere
	WarmPerNeuron             // at steps where the neuron's own PSC is below WarmPSC
	WarmAlways                // everywhere
)

// ReverseArgs describes the gradient of N neurons recorded by [LIFArgs],
// carried backward through T steps by the TSSL-BP rule. Per neuron:
//
//	a = 0
//	for t := range T { // forward: post-synaptic current
//		a += float32((s[t] - a) * InvTauS)
//		warm[t] = Warm == WarmAlways || Warm == WarmPerNeuron && a < WarmPSC
//	}
//	theta, r = 0, 0
//	for t := T-1; t >= 0; t-- {
//		p := P[t*PStride+j] * PScale
//		m := u[t-1]                           // 0 if t == 0 or s[t-1]
//		if s[t] {
//			g := min(max(1/(u[t]-m), 0), MaxSlope) // NaN stays NaN
//			G = float32(g*p) + float32(theta*u[t]*InvTauM*g)
//			theta = G
//		} else {
//			theta *= DecayM
//			G = theta                         // 0 unless Leak
//		}
//		if warm[t] {
//			G = p * surrogate(Threshold-u[t])
//		}
//		r = G + float32(DecayS*r)
//		D[t*DStride+j], R[t*RStride+j] = G, r
//	}
//
// surrogate(d) = q/((1+q)²·0.2) with q = exp(-min(|d/0.2|, 8)) is computed with a
// relative error below 5e-7, see surrogateInverse.
//
// Rows of P and U have room for N rounded up to a multiple of 64 and may be
// read that far. Rows of R and D are written to exactly N elements.
type ReverseArgs struct {
	T, N int // steps, neurons

	P       []float32 // upstream gradient, already filtered backward in time
	PStride int       // step of t in P
	PScale  float32   // factor on P

	U         []float32 // potential before reset
	UStride   int       // step of t in U
	Bits      []uint64  // packed spikes
	BitStride int       // step of t in Bits

	R       []float32 // out: delta filtered backward, r[t] = delta[t] + DecayS·r[t+1]; may be nil
	RStride int       // step of t in R, at least N
	D       []float32 // out: delta[t] = dL/dI[t]; may be nil
	DStride int       // step of t in D, at least N

	InvTauM, DecayM float32 // 1/τ_m, or 0 for no gradient through the reset, and 1-1/τ_m
	InvTauS, DecayS float32 // 1/τ_s, 1-1/τ_s
	Threshold       float32 // V_th
	MaxSlope        float32 // bound of 1/(u[t]-m), 8 in the released code
	WarmPSC         float32 // bound of the PSC for WarmPerNeuron, 1/(4·τ_s) in the released code
	Warm            Warm
	Leak            bool // pass the gradient through the leak at silent steps

	// Warmth is scratch of (T+1)·⌈N/64⌉ words for WarmPerNeuron.
	Warmth []uint64
}

// check panics on a shape bug and reports whether there is work.
func (a *ReverseArgs) check() bool {
	if a.T < 0 || a.N < 0 {
		panic(badSize)
	}
	if a.T == 0 || a.N == 0 {
		return false
	}
	n, last := roundUp64(a.N), a.T-1
	if a.PStride < 0 || a.UStride < 0 || a.BitStride < 0 {
		panic(badStride)
	}
	if len(a.P) < last*a.PStride+n {
		panic(shortP)
	}
	if len(a.U) < last*a.UStride+n {
		panic(shortU)
	}
	if len(a.Bits) < last*a.BitStride+n/64 {
		panic(shortBits)
	}
	a.checkOut(a.R, a.RStride, shortR)
	a.checkOut(a.D, a.DStride, shortD)
	switch a.Warm {
	case WarmNone, WarmAlways:
	case WarmPerNeuron:
		if len(a.Warmth) < (a.T+1)*n/64 {
			panic(shortWarm)
		}
	default:
		panic(badWarm)
	}
	return true
}

func (a *ReverseArgs) checkOut(x []float32, stride int, short string) {
	if x == nil {
		return
	}
	if stride < 0 || a.T > 1 && stride < a.N {
		panic(badStride)
	}
	if len(x) < (a.T-1)*stride+a.N {
		panic(short)
	}
}

// fired reports whether neuron j spiked at step t.
func (a *ReverseArgs) fired(t, j int) bool {
	return a.Bits[t*a.BitStride+j>>6]>>(j&63)&1 == 1
}

func reverseScanGeneric(a *ReverseArgs) {
	if !a.check() {
		return
	}
	for j := range a.N {
		if a.Warm == WarmPerNeuron {
			a.markWarm(j)
		}
		a.scanNeuron(j)
	}
}

// markWarm sets the bits of neuron j in Warmth, steps along words of the scan.
func (a *ReverseArgs) markWarm(j int) {
	words := roundUp64(a.N) / 64
	var psc float32
	for t := range a.T {
		var s float32
		if a.fired(t, j) {
			s = 1
		}
		psc += float32((s - psc) * a.InvTauS)
		w, bit := &a.Warmth[t*words+j>>6], uint64(1)<<(j&63)
		*w &^= bit
		if psc < a.WarmPSC {
			*w |= bit
		}
	}
}

func (a *ReverseArgs) scanNeuron(j int) {
	words := roundUp64(a.N) / 64
	var theta, r float32
	for t := a.T - 1; t >= 0; t-- {
		p := a.P[t*a.PStride+j] * a.PScale
		u := a.U[t*a.UStride+j]
		var delta float32
		if a.fired(t, j) {
			var m float32
			if t > 0 && !a.fired(t-1, j) {
				m = a.U[(t-1)*a.UStride+j]
			}
			g := inverse(u-m, a.MaxSlope)
			delta = float32(g*p) + float32(float32(float32(theta*u)*a.InvTauM)*g)
			theta = delta
		} else {
			theta = float32(theta * a.DecayM)
			if a.Leak {
				delta = theta
			}
		}
		if a.Warm == WarmAlways || a.Warm == WarmPerNeuron && a.Warmth[t*words+j>>6]>>(j&63)&1 == 1 {
			delta = float32(p * surrogate(a.Threshold-u))
		}
		r = delta + float32(a.DecayS*r)
		if a.D != nil {
			a.D[t*a.DStride+j] = delta
		}
		if a.R != nil {
			a.R[t*a.RStride+j] = r
		}
	}
}

// inverse returns 1/du bounded to [0, most], and NaN for NaN.
func inverse(du, most float32) float32 {
	g := 1 / du
	if 0 > g {
		g = 0
	}
	if most < g {
		g = most
	}
	return g
}
