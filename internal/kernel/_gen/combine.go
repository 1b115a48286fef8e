package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// combine generates the linear combinations of 2 to 6 rows: for whole vectors,
// and for the part of one that is left.
func (s isa) combine() {
	slide := NewDataAddr(NewStaticSymbol("slide"+s.suffix), 0)
	for terms := 2; terms <= 6; terms++ {
		for _, masked := range []bool{false, true} {
			s.combineRows(terms, masked, slide)
		}
	}
}

func (s isa) combineRows(terms int, masked bool, slide Mem) {
	name := sized("combine", terms)
	if masked {
		name += "Tail"
	}
	s.text("combines rows of vectors, strides in bytes.", name,
		"dst, src, f *float32, rows, vectors, groups, dstStride, srcStride, dstGroup, srcGroup, tail int")
	mv := mover{n: 1, masked: masked}
	if masked {
		mv.tail = s.loadTail(slide)
	}
	dst, src, f := arg("dst"), arg("src"), arg("f")
	ds, rs := arg("dstStride"), arg("srcStride")
	v := s.vecs(terms)
	sum, factor := s.vec(), s.vec()

	Label("group")
	d0, s0, n := GP64(), GP64(), GP64()
	MOVQ(dst, d0)
	MOVQ(src, s0)
	MOVQ(slot("vectors"), n)
	Label("vector")
	at := newRows(s0, rs, terms)
	for i := range v {
		mv.load(0, at.at(i), v[i])
	}
	d, c, row := GP64(), GP64(), GP64()
	MOVQ(d0, d)
	MOVQ(f, c)
	MOVQ(slot("rows"), row)
	Label("row")
	VBROADCASTSS(Mem{Base: c}, factor)
	VMULPS(factor, v[0], sum)
	for i := 1; i < terms; i++ {
		m := Mem{Base: c, Disp: 4 * i}
		if s.wide {
			VFMADD231PS_BCST(m, v[i], sum)
			continue
		}
		VBROADCASTSS(m, factor)
		VFMADD231PS(factor, v[i], sum)
	}
	mv.store(0, sum, Mem{Base: d})
	ADDQ(ds, d)
	ADDQ(Imm(uint64(4*terms)), c)
	DECQ(row)
	JNZ(LabelRef("row"))
	for _, p := range []Register{d0, s0} {
		ADDQ(Imm(uint64(s.bytes)), p)
	}
	DECQ(n)
	JNZ(LabelRef("vector"))
	ADDQ(slot("dstGroup"), dst)
	ADDQ(slot("srcGroup"), src)
	DECQ(slot("groups"))
	JNZ(LabelRef("group"))
	end()
}
