package kernel

// LIFArgs describes a forward scan of N leaky integrate-and-fire neurons over
// T steps, behind a first-order synapse filter:
//
//	for t := range T {
//		for j := range N {
//			x := X[t*XStride+j]
//			I[j] += float32((x - I[j]) * Alpha) // I[j] = x if NoFilter
//			u := I[j] + float32(DecayM*V[j])
//			s := u > Threshold                  // false for NaN
//			V[j] = u                            // 0 if s
//			U[t*UStride+j] = u
//			Bits[t*BitStride+j/64] |= s << (j % 64)
//		}
//	}
//
// with I and V zero at the start unless given. Rows of X, U, I and V have room
// for N rounded up to a multiple of 64: what lies beyond N may be read and, in
// U, I and V, overwritten. Bits beyond N are cleared in the last word of a step.
type LIFArgs struct {
	T, N int // steps, neurons

	X       []float32 // input current before the filter
	XStride int       // step of t in X; 0 gives every step the same current

	U       []float32 // out: potential before reset; may be nil
	UStride int       // step of t in U, at least N rounded up to 64

	Bits      []uint64 // out: packed spikes, bit j%64 of word j/64
	BitStride int      // step of t in Bits, at least ⌈N/64⌉

	I []float32 // in, out: filtered current; nil starts at 0 and is not kept
	V []float32 // in, out: potential after reset; nil likewise

	Alpha     float32 // 1/τ_s
	DecayM    float32 // 1-1/τ_m
	Threshold float32 // V_th
	NoFilter  bool    // X is the filtered current itself; I is not read
}

// roundUp64 returns n rounded up to a multiple of 64.
func roundUp64(n int) int { return (n + 63) &^ 63 }

// check panics on a shape bug and reports whether there is work.
func (a *LIFArgs) check() bool {
	if a.T < 0 || a.N < 0 {
		panic(badSize)
	}
	if a.T == 0 || a.N == 0 {
		return false
	}
	n, last := roundUp64(a.N), a.T-1
	if a.XStride < 0 || a.BitStride < 0 || last > 0 && a.BitStride < n/64 {
		panic(badStride)
	}
	if len(a.X) < last*a.XStride+n {
		panic(shortX)
	}
	if len(a.Bits) < last*a.BitStride+n/64 {
		panic(shortBits)
	}
	if a.U != nil {
		if a.UStride < 0 || last > 0 && a.UStride < n {
			panic(badStride)
		}
		if len(a.U) < last*a.UStride+n {
			panic(shortU)
		}
	}
	if a.I != nil && len(a.I) < n || a.V != nil && len(a.V) < n {
		panic(shortState)
	}
	return true
}

func filterLIFGeneric(a *LIFArgs) {
	if !a.check() {
		return
	}
	for j := 0; j < a.N; j += 64 {
		lifBlock(a, j, min(64, a.N-j))
	}
}

// lifBlock runs the n <= 64 neurons from j0 on through all steps.
func lifBlock(a *LIFArgs, j0, n int) {
	var cur, mem [64]float32
	if a.I != nil {
		copy(cur[:n], a.I[j0:])
	}
	if a.V != nil {
		copy(mem[:n], a.V[j0:])
	}
	for t := range a.T {
		x := a.X[t*a.XStride+j0:][:n]
		var word uint64
		for j, v := range x {
			if !a.NoFilter {
				v = cur[j&63] + float32((v-cur[j&63])*a.Alpha)
			}
			cur[j&63] = v
			u := v + float32(a.DecayM*mem[j&63])
			mem[j&63] = u
			if u > a.Threshold {
				word |= 1 << (j & 63)
				mem[j&63] = 0
			}
			if a.U != nil {
				a.U[t*a.UStride+j0+j] = u
			}
		}
		a.Bits[t*a.BitStride+j0/64] = word
	}
	if a.I != nil {
		copy(a.I[j0:], cur[:n])
	}
	if a.V != nil {
		copy(a.V[j0:], mem[:n])
	}
}
