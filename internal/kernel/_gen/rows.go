package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// addRows generates the sums of selected rows for blocks of 1 to 24 vectors
// held in registers, or 12.
func (s isa) addRows() {
	slide := NewDataAddr(NewStaticSymbol("slide"+s.suffix), 0)
	for nv := 1; nv <= s.regs*3/4; nv++ {
		for _, masked := range s.variants() {
			s.addRowsBlock(nv, masked, slide)
		}
	}
}

func (s isa) addRowsBlock(nv int, masked bool, slide Mem) {
	name := s.tailName(sized("addRows", nv), masked)
	s.textReturns("adds rows at n offsets to a block of vectors. It stops at an offset beyond limit and returns the number of rows left.", name,
		"dst, src *float32, offs *int32, n, limit int, tail int", "left int")
	mv := mover{n: nv, masked: masked}
	if masked {
		mv.tail = s.loadTail(slide)
	}
	dst, src, offs, n, limit := arg("dst"), arg("src"), arg("offs"), arg("n"), arg("limit")
	sum := s.vecs(nv)
	last := s.vec()
	for i := range sum {
		mv.load(i, Mem{Base: dst, Disp: s.bytes * i}, sum[i])
	}
	off := GP64()
	Label("row")
	MOVL(Mem{Base: offs}, off.As32())
	CMPQ(off, limit)
	JA(LabelRef("done"))
	for i := range sum {
		m := Mem{Base: src, Index: off, Scale: 4, Disp: s.bytes * i}
		if masked && i == nv-1 {
			mv.load(i, m, last)
			VADDPS(last, sum[i], sum[i])
		} else {
			VADDPS(m, sum[i], sum[i])
		}
	}
	ADDQ(Imm(4), offs)
	DECQ(n)
	JNZ(LabelRef("row"))
	Label("done")
	for i := range sum {
		mv.store(i, sum[i], Mem{Base: dst, Disp: s.bytes * i})
	}
	Store(n, Return("left"))
	end()
}

// scatterRows generates the patch additions for rows of 1 to 8 vectors, and
// one for longer rows.
func (s isa) scatterRows() {
	slide := NewDataAddr(NewStaticSymbol("slide"+s.suffix), 0)
	for nv := 1; nv <= 8; nv++ {
		for _, masked := range s.variants() {
			s.scatterPatch(nv, masked, slide)
		}
	}
	s.scatterPatch(0, true, slide)
}

// scatterPatch generates one of them; nv = 0 is the loop over groups of four
// vectors and single ones before the masked last.
func (s isa) scatterPatch(nv int, masked bool, slide Mem) {
	name := "scatterLong"
	if nv > 0 {
		name = s.tailName(sized("scatter", nv), masked)
	}
	s.textReturns("adds a patch for each of n events, strides in bytes. It stops at an event beyond the limits and returns the number of events left.", name,
		"dst, src *float32, ev *int32, n, rows, vectors, dstStride, srcStride, dstLimit, srcLimit int, tail int", "left int")
	mv := mover{n: nv, masked: masked}
	if masked {
		mv.tail = s.loadTail(slide)
	}
	ev, n := arg("ev"), arg("n")
	dstStride, srcStride := arg("dstStride"), arg("srcStride")
	d, r, row := GP64(), GP64(), GP64()
	Label("event")
	MOVL(Mem{Base: ev}, d.As32())
	CMPQ(d, slot("dstLimit"))
	JA(LabelRef("done"))
	MOVL(Mem{Base: ev, Disp: 4}, r.As32())
	CMPQ(r, slot("srcLimit"))
	JA(LabelRef("done"))
	SHLQ(Imm(2), d)
	SHLQ(Imm(2), r)
	ADDQ(slot("dst"), d)
	ADDQ(slot("src"), r)
	MOVQ(slot("rows"), row)
	Label("row")
	if nv > 0 {
		s.scatterVectors(nv, mv, d, r)
	} else {
		s.scatterLong(mv, d, r)
	}
	ADDQ(dstStride, d)
	ADDQ(srcStride, r)
	DECQ(row)
	JNZ(LabelRef("row"))
	ADDQ(Imm(8), ev)
	DECQ(n)
	JNZ(LabelRef("event"))
	Label("done")
	Store(n, Return("left"))
	end()
}
