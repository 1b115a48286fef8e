package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// peakVectors is the number of independent accumulators: more than the latency
// of a fused multiply-add times the number of those that start in a cycle.
const peakVectors = 12

// peak generates a loop of fused multiply-adds in registers.
func (s isa) peak() {
	s.textReturns("runs n rounds of fused multiply-add on 12 vectors and returns an element.", "peak", "n int, half float32", "x float32")
	n, half := arg("n"), s.spread("half")
	acc := s.vecs(peakVectors)
	for _, v := range acc {
		s.zero(v)
	}
	Label("loop")
	for _, v := range acc {
		VFMADD213PS(half, half, v)
	}
	DECQ(n)
	JNZ(LabelRef("loop"))
	x, err := Return("x").Resolve()
	if err != nil {
		panic(err)
	}
	VMOVSS(acc[0].AsX(), x.Addr)
	end()
}
