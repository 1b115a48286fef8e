package kernel

// A Set is one implementation of every kernel. It is a small value without
// state: build one at start, keep the pointer, share it between goroutines.
type Set struct {
	Name string // "generic", "avx2" or "avx512"

	// Gemm multiplies strided matrices, see [GemmArgs].
	Gemm func(g *GemmArgs)

	// AddRows sums rows of src into dst:
	//
	//	for _, off := range offs {
	//		for j := range dst {
	//			dst[j] += src[off+j]
	//		}
	//	}
	//
	// Each dst[j] is one accumulator that takes the rows in the order of offs,
	// so the sum has the bits of the product of a 0/1 row and a matrix taken
	// in that order. src and dst do not overlap.
	AddRows func(dst, src []float32, offs []int32)

	// ScatterRows adds a rows×n patch of src into dst for every event:
	//
	//	for _, e := range ev {
	//		for r := range rows {
	//			for j := range n {
	//				dst[e.Dst+r*dstStride+j] += src[e.Src+r*srcStride+j]
	//			}
	//		}
	//	}
	//
	// Patches may overlap in dst; they are added in the order of ev.
	ScatterRows func(dst, src []float32, ev []Event, rows, n, dstStride, srcStride int)

	// DotRows multiplies two rows×n patches for every event and adds up the
	// products:
	//
	//	for i, e := range ev {
	//		dst[i] = 0
	//		for r := range rows {
	//			for j := range n {
	//				dst[i] += x[e.Dst+r*xStride+j] * y[e.Src+r*yStride+j]
	//			}
	//		}
	//	}
	//
	// Assembly keeps several partial sums, so that back ends agree within
	// rounding. dst has the length of ev.
	DotRows func(dst, x, y []float32, ev []Event, rows, n, xStride, yStride int)

	// FilterLIF runs neurons forward in time, see [LIFArgs].
	FilterLIF func(a *LIFArgs)

	// ReverseScan runs the gradient backward in time, see [ReverseArgs].
	ReverseScan func(a *ReverseArgs)

	// DecodeLUT lists the set bits through a table and returns their number:
	//
	//	for i := range 64 * len(words) {
	//		if words[i/64]>>(i%64)&1 == 1 {
	//			dst[n] = lut[i] + base
	//			n++
	//		}
	//	}
	//
	// lut has 64 entries for every word; dst has room for the set bits and 16
	// more, which may be overwritten.
	DecodeLUT func(dst []int32, words []uint64, lut []int32, base int32) int

	// Decode is DecodeLUT with lut[i] = i.
	Decode func(dst []int32, words []uint64, base int32) int

	// AdamW moves weights along gradients, see [AdamWArgs]. All four slices
	// have the length of w.
	AdamW func(w, g, m, v []float32, a *AdamWArgs)

	// Add is: for i := range dst { dst[i] += src[i] }. Lengths are equal.
	Add func(dst, src []float32)

	// Scale is: for i := range dst { dst[i] *= f }.
	Scale func(dst []float32, f float32)

	// Transpose is:
	//
	//	for i := range rows {
	//		for j := range cols {
	//			dst[j*dstStride+i] = src[i*srcStride+j]
	//		}
	//	}
	Transpose func(dst, src []float32, rows, cols, dstStride, srcStride int)

	// Combine takes linear combinations of rows, see [CombineArgs].
	Combine func(a *CombineArgs)

	// SumSquares returns Σ x[i]² accumulated in float64 by eight lanes, lane l
	// taking the elements i ≡ l (mod 8) in ascending order:
	//
	//	((l0+l4)+(l2+l6)) + ((l1+l5)+(l3+l7))
	SumSquares func(x []float32) float64

	// Peak is the fastest arithmetic there is, for comparison: rounds of
	//
	//	x = x*0.5 + 0.5
	//
	// on as many independent x in registers as the processor can keep busy,
	// all 0 at first. It returns the number of additions and multiplications
	// and, so that no compiler drops the loop, x.
	Peak func(rounds int) (flops int, x float32)
}

// generic returns the portable set.
func generic() *Set {
	return &Set{
		Name:        "generic",
		Gemm:        gemmGeneric,
		AddRows:     addRowsGeneric,
		ScatterRows: scatterRowsGeneric,
		DotRows:     dotRowsGeneric,
		FilterLIF:   filterLIFGeneric,
		ReverseScan: reverseScanGeneric,
		DecodeLUT:   decodeLUTGeneric,
		Decode:      decodeGeneric,
		AdamW:       adamWGeneric,
		Add:         addGeneric,
		Scale:       scaleGeneric,
		Transpose:   transposeGeneric,
		Combine:     combineGeneric,
		SumSquares:  sumSquaresGeneric,
		Peak:        peakGeneric,
	}
}
