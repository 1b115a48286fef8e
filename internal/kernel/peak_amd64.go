//go:build !noasm

package kernel

const (
	maxRounds   = 1 << 13 // of one call, which takes some 10 µs
	peakVectors = 12      // accumulators of the assembly
)

func (r *routines) runPeak(n int) (flops int, x float32) {
	for left := n; left > 0; left -= maxRounds {
		x = r.peak(min(left, maxRounds), 0.5)
	}
	return 2 * peakVectors * r.lanes * max(n, 0), x
}
