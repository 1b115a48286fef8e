package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// scatterVectors adds nv vectors at r to those at d.
func (s isa) scatterVectors(nv int, mv mover, d, r GPVirtual) {
	z := s.vecs(nv)
	old := s.vec()
	for i := range z {
		m := Mem{Base: d, Disp: s.bytes * i}
		mv.load(i, Mem{Base: r, Disp: s.bytes * i}, z[i])
		if mv.masked && i == mv.n-1 {
			mv.load(i, m, old)
			VADDPS(z[i], old, z[i])
		} else {
			VADDPS(m, z[i], z[i])
		}
	}
	for i := range z {
		mv.store(i, z[i], Mem{Base: d, Disp: s.bytes * i})
	}
}

// scatterLong adds the argument vectors, the last of them a tail, in fours as
// long as more than four are left and singly from there.
func (s isa) scatterLong(mv mover, d, r GPVirtual) {
	p, q, left := GP64(), GP64(), GP64()
	MOVQ(d, p)
	MOVQ(r, q)
	MOVQ(slot("vectors"), left)
	Label("four")
	CMPQ(left, Imm(4))
	JLE(LabelRef("one"))
	s.scatterVectors(4, mover{n: 4}, p, q)
	ADDQ(U32(4*s.bytes), p)
	ADDQ(U32(4*s.bytes), q)
	SUBQ(Imm(4), left)
	JMP(LabelRef("four"))
	Label("one")
	CMPQ(left, Imm(1))
	JLE(LabelRef("last"))
	s.scatterVectors(1, mover{n: 1}, p, q)
	ADDQ(Imm(uint64(s.bytes)), p)
	ADDQ(Imm(uint64(s.bytes)), q)
	DECQ(left)
	JMP(LabelRef("one"))
	Label("last")
	mv.n = 1
	s.scatterVectors(1, mv, p, q)
}
