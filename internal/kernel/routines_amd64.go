//go:build !noasm

package kernel

// routines are the assembly functions of one instruction set. The drivers in
// the files of their kernels cut arguments into what these take: few enough
// elements that a call is short, for it cannot be preempted.
//
// In a table, index n is the function for n vectors (or rows); the Tail tables
// hold functions that touch only part of the last vector. Functions with a
// tail argument in the other tables ignore it.
type routines struct {
	name  string
	lanes int // float32 elements of a vector

	gemm1, gemm1Tail []gemmTile // rows × 1 vector
	gemm2, gemm2Tail []gemmTile // rows × 2 vectors

	addRows, addRowsTail []addRowsBlock
	scatter, scatterTail []scatterPatch
	scatterLong          scatterPatch
	dotRows              dotPatch

	lif       [2][2]lifScan // filtered, potential kept
	lifBlocks int           // blocks in 64 neurons
	warmth    warmthScan

	reverse, reverseTail [3]reverseScan // by Warm

	add                  func(dst, src *float32, n int)
	scale                func(dst *float32, n int, f float32)
	adamW                func(w, g, m, v *float32, n int, scale, keep, beta1, rest1, beta2, rest2, rootBias2, eps, step, clamp, minusClamp float32)
	sumSquares           func(x []float32) float64
	transpose            func(dst, src *float32, blocks, dstStride, srcStride int)
	combine, combineTail []combineRows // by terms

	peak func(n int, half float32) (x float32)
}

// set returns a Set of the drivers over r, with portable decoding.
func (r *routines) set() *Set {
	return &Set{
		Name:        r.name,
		Gemm:        r.gemm,
		AddRows:     r.sumRows,
		ScatterRows: r.scatterRows,
		DotRows:     r.dotPatches,
		FilterLIF:   r.filterLIF,
		ReverseScan: r.reverseScan,
		DecodeLUT:   decodeLUTGeneric,
		Decode:      decodeGeneric,
		AdamW:       r.stepAdamW,
		Add:         r.addVector,
		Scale:       r.scaleVector,
		Transpose:   r.transposeBlocks,
		Combine:     r.combineGroups,
		SumSquares:  r.sumSquares,
		Peak:        r.runPeak,
	}
}

// parts cuts n into the least number of nearly equal parts of at most most.
func parts(n, most int) int { return (n + most - 1) / most }

// part returns the size of the next of k nearly equal parts of n.
func part(n, k int) int { return (n + k - 1) / k }
