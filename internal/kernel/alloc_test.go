package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A training step calls kernels thousands of times: none may allocate.
func TestKernelsDoNotAllocate(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		rng := newRand(50)
		gemm, _ := gemmCase(rng, 40, 70, 30, 2, false, true)
		gemm.Pack = make([]float32, PackSize)
		lif, _ := lifCase(rng, 100, 4, true, true, false)
		reverse, _, _ := reverseCase(rng, 100, 4, WarmPerNeuron, true)
		x, y, z, w := make([]float32, 100), make([]float32, 100), make([]float32, 100), make([]float32, 100)
		offs, ev := []int32{0, 3}, []Event{{1, 2}, {3, 4}}
		combined := CombineArgs{Groups: 2, Rows: 3, Terms: 4, N: 20, F: x, Src: y, SrcGroup: 5, SrcStride: 20, Dst: z, DstGroup: 5, DstStride: 30}
		words, dst := []uint64{5, 6}, make([]int32, 200)
		lut := make([]int32, 128)
		dots := make([]float32, 2)
		adam := &AdamWArgs{LR: 1, Beta1: .9, Beta2: .999, Eps: 1, Bias1: 1, Bias2: 1, GradScale: 1}
		for name, run := range map[string]func(){
			"Gemm":        func() { s.Gemm(gemm) },
			"AddRows":     func() { s.AddRows(x[:50], y, offs) },
			"ScatterRows": func() { s.ScatterRows(x, y, ev, 2, 20, 30, 30) },
			"FilterLIF":   func() { s.FilterLIF(lif) },
			"ReverseScan": func() { s.ReverseScan(reverse) },
			"Decode":      func() { s.Decode(dst, words, 1) },
			"DecodeLUT":   func() { s.DecodeLUT(dst, words, lut, 1) },
			"AdamW":       func() { s.AdamW(x, y, z, w, adam) },
			"Combine":     func() { s.Combine(&combined) },
			"DotRows":     func() { s.DotRows(dots, x, y, ev, 2, 20, 30, 30) },
			"Transpose":   func() { s.Transpose(x, y, 8, 8, 8, 8) },
			"Add":         func() { s.Add(x, y) },
			"Scale":       func() { s.Scale(x, 0.5) },
			"SumSquares":  func() { s.SumSquares(y) },
			"Peak":        func() { s.Peak(10) },
		} {
			assert.Zero(t, testing.AllocsPerRun(20, run), name)
		}
	})
}
