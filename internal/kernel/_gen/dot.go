package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// dotVectors is the number of accumulators of a dot product: enough to start
// a multiply-add every cycle in spite of their latency.
const dotVectors = 4

// dotRows generates the dot products of patches.
func (s isa) dotRows() {
	slide := NewDataAddr(NewStaticSymbol("slide"+s.suffix), 0)
	s.textReturns("writes the dot product of two patches for each of n events, strides in bytes. It stops at an event beyond the limits and returns the number of events left.", "dotRows",
		"dst, x, y *float32, ev *int32, n, rows, vectors, xStride, yStride, xLimit, yLimit int, tail int", "left int")
	t := s.loadTail(slide)
	ev, n, dst := arg("ev"), arg("n"), arg("dst")
	a, b, row := GP64(), GP64(), GP64()
	sum := s.vecs(dotVectors)
	Label("event")
	MOVL(Mem{Base: ev}, a.As32())
	CMPQ(a, slot("xLimit"))
	JA(LabelRef("done"))
	MOVL(Mem{Base: ev, Disp: 4}, b.As32())
	CMPQ(b, slot("yLimit"))
	JA(LabelRef("done"))
	SHLQ(Imm(2), a)
	SHLQ(Imm(2), b)
	ADDQ(slot("x"), a)
	ADDQ(slot("y"), b)
	MOVQ(slot("rows"), row)
	for _, v := range sum {
		s.zero(v)
	}
	Label("row")
	s.dotRow(t, sum, a, b)
	ADDQ(slot("xStride"), a)
	ADDQ(slot("yStride"), b)
	DECQ(row)
	JNZ(LabelRef("row"))
	VADDPS(sum[1], sum[0], sum[0])
	VADDPS(sum[3], sum[2], sum[2])
	VADDPS(sum[2], sum[0], sum[0])
	s.storeSum(sum[0], Mem{Base: dst})
	ADDQ(Imm(4), dst)
	ADDQ(Imm(8), ev)
	DECQ(n)
	JNZ(LabelRef("event"))
	Label("done")
	Store(n, Return("left"))
	end()
}

// dotRow adds the products of one row, the argument vectors long, the last of
// them a tail.
func (s isa) dotRow(t tail, sum []VecVirtual, a, b GPVirtual) {
	p, q, left := GP64(), GP64(), GP64()
	x, y := s.vec(), s.vec()
	MOVQ(a, p)
	MOVQ(b, q)
	MOVQ(slot("vectors"), left)
	Label("four")
	CMPQ(left, Imm(dotVectors))
	JLE(LabelRef("one"))
	for i, v := range sum {
		VMOVUPS(Mem{Base: p, Disp: s.bytes * i}, x)
		VFMADD231PS(Mem{Base: q, Disp: s.bytes * i}, x, v)
	}
	ADDQ(U32(dotVectors*s.bytes), p)
	ADDQ(U32(dotVectors*s.bytes), q)
	SUBQ(Imm(dotVectors), left)
	JMP(LabelRef("four"))
	Label("one")
	CMPQ(left, Imm(1))
	JLE(LabelRef("last"))
	VMOVUPS(Mem{Base: p}, x)
	VFMADD231PS(Mem{Base: q}, x, sum[0])
	ADDQ(Imm(uint64(s.bytes)), p)
	ADDQ(Imm(uint64(s.bytes)), q)
	DECQ(left)
	JMP(LabelRef("one"))
	Label("last")
	t.load(Mem{Base: p}, x)
	t.load(Mem{Base: q}, y)
	VFMADD231PS(x, y, sum[0])
}

// storeSum stores the sum of the lanes of v, which it destroys.
func (s isa) storeSum(v VecVirtual, m Mem) {
	half := YMM()
	low := v.AsY()
	if s.wide {
		VEXTRACTF64X4(Imm(1), v, half)
		VADDPS(half, low, low)
	}
	quarter := XMM()
	VEXTRACTF128(Imm(1), low, quarter)
	x := v.AsX()
	VADDPS(quarter, x, x)
	VHADDPS(x, x, x)
	VHADDPS(x, x, x)
	VMOVSS(x, m)
}
