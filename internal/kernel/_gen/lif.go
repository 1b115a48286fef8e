package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// blockVecs is how many vectors of neurons go through time together: 64
// neurons or, with 16 registers, 32.
const blockVecs = 4

// lif generates the membrane scans with and without synapse filter and
// recording of the potential.
func (s isa) lif() {
	for _, filter := range []bool{false, true} {
		for _, keep := range []bool{false, true} {
			s.lifScan(filter, keep)
		}
	}
}

func (s isa) lifScan(filter, keep bool) {
	name := "lif"
	if filter {
		name = "filterLIF"
	}
	if keep {
		name += "U"
	}
	s.text("scans blocks of four vectors of neurons through steps, strides in bytes. cur and mem are the state, or nil.", name,
		"steps, blocks int, x *float32, xStride int, u *float32, uStride int, bits *uint64, bitStride int, cur, mem *float32, alpha, decay, threshold float32")
	var alpha VecVirtual
	if filter {
		alpha = s.spread("alpha")
	}
	decay, threshold := s.spread("decay"), s.spread("threshold")
	cur, mem := s.vecs(blockVecs), s.vecs(blockVecs)
	x, u, bits, t := GP64(), GP64(), GP64(), GP64()

	Label("block")
	if filter {
		s.state("cur", cur, true)
	}
	s.state("mem", mem, true)
	MOVQ(slot("x"), x)
	if keep {
		MOVQ(slot("u"), u)
	}
	MOVQ(slot("bits"), bits)
	MOVQ(slot("steps"), t)

	Label("step")
	word := GP32()
	for i := range blockVecs {
		at := s.bytes * i
		if filter {
			d := s.vec()
			VMOVUPS(Mem{Base: x, Disp: at}, d)
			VSUBPS(cur[i], d, d)
			VMULPS(alpha, d, d)
			VADDPS(d, cur[i], cur[i])
			VMULPS(decay, mem[i], mem[i])
			VADDPS(cur[i], mem[i], mem[i])
		} else {
			VMULPS(decay, mem[i], mem[i])
			VADDPS(Mem{Base: x, Disp: at}, mem[i], mem[i])
		}
		if keep {
			VMOVUPS(mem[i], Mem{Base: u, Disp: at})
		}
		s.fire(i, threshold, mem[i], word)
	}
	s.storeWord(word, bits)
	ADDQ(slot("xStride"), x)
	if keep {
		ADDQ(slot("uStride"), u)
	}
	ADDQ(slot("bitStride"), bits)
	DECQ(t)
	JNZ(LabelRef("step"))

	if filter {
		s.state("cur", cur, false)
	}
	s.state("mem", mem, false)
	step := U32(blockVecs * s.bytes)
	ADDQ(step, slot("x"))
	if keep {
		ADDQ(step, slot("u"))
	}
	ADDQ(Imm(uint64(blockVecs*s.lanes()/8)), slot("bits"))
	DECQ(slot("blocks"))
	JNZ(LabelRef("block"))
	end()
}

// state loads the vectors kept at the argument or zero, or stores them and
// moves on; nil stays nil.
func (s isa) state(name string, v []VecVirtual, load bool) {
	p := GP64()
	MOVQ(slot(name), p)
	if load {
		for i := range v {
			s.zero(v[i])
		}
	}
	skip := name + "None"
	if load {
		skip = name + "Zero"
	}
	TESTQ(p, p)
	JZ(LabelRef(skip))
	for i := range v {
		m := Mem{Base: p, Disp: s.bytes * i}
		if load {
			VMOVUPS(m, v[i])
		} else {
			VMOVUPS(v[i], m)
		}
	}
	if !load {
		ADDQ(U32(s.bytes*len(v)), slot(name))
	}
	Label(skip)
}

// fire compares vector i of the block with the threshold, resets the lanes
// above it and collects their bits in word, or in mask register i+1.
func (s isa) fire(i int, threshold, mem VecVirtual, word Register) {
	if s.wide {
		k := []Register{K1, K2, K3, K4}[i]
		VCMPPS(greater, threshold, mem, k)
		VPXORD(mem, mem, k, mem)
		return
	}
	m := s.vec()
	VCMPPS(greater, threshold, mem, m)
	VANDNPS(mem, m, mem)
	s.collect(i, m, word)
}

// collect puts the sign bits of mask m into byte i of word.
func (s isa) collect(i int, m VecVirtual, word Register) {
	if i == 0 {
		VMOVMSKPS(m, word)
		return
	}
	b := GP32()
	VMOVMSKPS(m, b)
	SHLL(Imm(uint64(8*i)), b)
	ORL(b, word)
}

// storeWord stores the bits of a block: word, or mask registers 1 to 4.
func (s isa) storeWord(word, bits Register) {
	if !s.wide {
		MOVL(word, Mem{Base: bits})
		return
	}
	KUNPCKWD(K1, K2, K1)
	KUNPCKWD(K3, K4, K3)
	KUNPCKDQ(K1, K3, K1)
	KMOVQ(K1, Mem{Base: bits})
}
