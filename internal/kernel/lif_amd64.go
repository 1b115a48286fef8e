//go:build !noasm

package kernel

type lifScan func(steps, blocks int, x *float32, xStride int, u *float32, uStride int, bits *uint64, bitStride int, cur, mem *float32, alpha, decay, threshold float32)

// maxScan bounds the neurons × steps of one call.
const maxScan = 1 << 16

// scanWords returns how many words of neurons one call scans.
func scanWords(steps int) int { return max(1, maxScan/(64*steps)) }

// first returns the address of x[i], nil if x is.
func first(x []float32, i int) *float32 {
	if x == nil {
		return nil
	}
	return &x[i]
}

func (r *routines) filterLIF(a *LIFArgs) {
	if !a.check() {
		return
	}
	filter, keep := 1, 0
	if a.NoFilter {
		filter = 0
	}
	if a.U != nil {
		keep = 1
	}
	scan := r.lif[filter][keep]
	words, most := roundUp64(a.N)/64, scanWords(a.T)
	for w := 0; w < words; w += most {
		n, j := min(most, words-w), 64*w
		scan(a.T, n*r.lifBlocks, &a.X[j], 4*a.XStride, first(a.U, j), 4*a.UStride, &a.Bits[w], 8*a.BitStride,
			first(a.I, j), first(a.V, j), a.Alpha, a.DecayM, a.Threshold)
	}
	if extra := a.N % 64; extra != 0 {
		mask := uint64(1)<<extra - 1
		for t := range a.T {
			a.Bits[t*a.BitStride+words-1] &= mask
		}
	}
	if a.NoFilter && a.I != nil {
		copy(a.I[:a.N], a.X[(a.T-1)*a.XStride:])
	}
}
