package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

var (
	firesNow    = K1
	firedBefore = K2
	isWarm      = K3
)

// generate writes one scan. Pointers are at the last step; each group is one
// vector of neurons.
func (c scan) generate(warm string, masked bool, slide Mem) {
	s := c.isa
	s.text("carries groups of one vector of neurons backward through steps, strides in bytes, pointers at the last step. Bits 0 and 1 of out say whether r and d are wanted.", s.tailName("reverse"+warm, masked),
		"steps, groups int, p *float32, pStride int, u *float32, uStride int, bits *uint8, bitStride int, warm *uint8, warmStride int, r *float32, rStride int, d *float32, dStride int, out int, pScale, invTauM, decayM, decayS, threshold float32, leak uint32, tail int")
	mv := mover{n: 1, masked: masked}
	if masked {
		mv.tail = s.loadTail(slide)
	}
	spike, surrogate := warm != "Always", warm != "None"
	if s.wide {
		for _, k := range constants[inMemory:] {
			v := s.vec()
			VMOVUPS(c.consts[k.name], v)
			c.consts[k.name] = v
		}
	}
	for _, name := range []string{"pScale", "invTauM", "decayM", "decayS", "threshold", "leak"} {
		if s.wide {
			c.consts[name] = s.spread(name)
			continue
		}
		m := AllocLocal(s.bytes)
		VMOVUPS(s.spread(name), m)
		c.consts[name] = m
	}
	var pick Op
	if !s.wide && spike {
		v := s.vec()
		VMOVUPS(NewDataAddr(NewStaticSymbol("pick"+s.suffix), 0), v)
		pick = v
	}
	p, u, bits, wm, r, d, t, out := GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), arg("out")
	theta, rv, un, um := s.vec(), s.vec(), s.vec(), s.vec()
	now, before, warmV := s.vec(), s.vec(), s.vec()

	Label("group")
	MOVQ(slot("p"), p)
	MOVQ(slot("u"), u)
	MOVQ(slot("bits"), bits)
	MOVQ(slot("warm"), wm)
	MOVQ(slot("r"), r)
	MOVQ(slot("d"), d)
	MOVQ(slot("steps"), t)
	s.zero(theta)
	s.zero(rv)
	VMOVUPS(Mem{Base: u}, un)
	if spike {
		s.lanesOf(Mem{Base: bits}, firesNow, now, pick)
	}

	Label("step")
	pv := s.vec()
	VMOVUPS(Mem{Base: p}, pv)
	VMULPS(c.consts["pScale"], pv, pv)
	SUBQ(slot("pStride"), p)
	// The step before: its potential counts only where it did not fire.
	s.zero(um)
	if spike {
		s.zero(before)
		if s.wide {
			KXORW(firedBefore, firedBefore, firedBefore)
		}
	}
	CMPQ(t, Imm(1))
	JE(LabelRef("first"))
	SUBQ(slot("uStride"), u)
	VMOVUPS(Mem{Base: u}, um)
	if spike {
		SUBQ(slot("bitStride"), bits)
		s.lanesOf(Mem{Base: bits}, firedBefore, before, pick)
	}
	Label("first")
	delta := s.vec()
	num, den := s.vec(), s.vec()
	if surrogate {
		c.surrogate(un, num, den)
	}
	if spike {
		du := s.vec()
		c.rise(un, um, before, du)
		if surrogate {
			s.lanesOf(Mem{Base: wm}, isWarm, warmV, pick)
			SUBQ(slot("warmStride"), wm)
			c.choose(isWarm, warmV, num, c.inReg("one"), num)
			c.choose(isWarm, warmV, den, du, den)
			VDIVPS(den, num, num)
		} else {
			VDIVPS(du, c.inReg("one"), num)
		}
		c.spikeDelta(num, pv, un, theta, now, delta)
		if surrogate {
			VMULPS(num, pv, num)
			c.choose(isWarm, warmV, num, delta, delta)
		}
	} else {
		VDIVPS(den, num, num)
		VMULPS(num, pv, delta)
	}
	VMULPS(c.consts["decayS"], rv, rv)
	VADDPS(rv, delta, rv)
	TESTQ(U32(1), out)
	JZ(LabelRef("noR"))
	mv.store(0, rv, Mem{Base: r})
	SUBQ(slot("rStride"), r)
	Label("noR")
	TESTQ(U32(2), out)
	JZ(LabelRef("noD"))
	mv.store(0, delta, Mem{Base: d})
	SUBQ(slot("dStride"), d)
	Label("noD")
	VMOVAPS(um, un)
	if spike {
		if s.wide {
			KMOVW(firedBefore, firesNow)
		} else {
			VMOVAPS(before, now)
		}
	}
	DECQ(t)
	JNZ(LabelRef("step"))

	for _, name := range []string{"p", "u", "r", "d"} {
		ADDQ(Imm(uint64(s.bytes)), slot(name))
	}
	for _, name := range []string{"bits", "warm"} {
		ADDQ(Imm(uint64(s.lanes()/8)), slot(name))
	}
	DECQ(slot("groups"))
	JNZ(LabelRef("group"))
	end()
}

// choose sets out to yes where the mask is set and to no elsewhere.
func (c scan) choose(k Register, m, yes, no, out VecVirtual) {
	if c.wide {
		VBLENDMPS(yes, no, k, out)
	} else {
		VBLENDVPS(m, yes, no, out)
	}
}

// rise sets du to u minus the potential that the step before left.
func (c scan) rise(un, um, before, du VecVirtual) {
	if c.wide {
		VMOVAPS(um, du)
		VPXORD(du, du, firedBefore, du)
	} else {
		VANDNPS(um, before, du)
	}
	VSUBPS(du, un, du)
}

// spikeDelta sets delta and carries theta, given inv = 1/du, which it keeps.
func (c scan) spikeDelta(inv, pv, un, theta, now, delta VecVirtual) {
	g, zero, intra := c.vec(), c.vec(), c.vec()
	c.zero(zero)
	VMAXPS(inv, zero, g)
	VMINPS(g, c.inReg("eight"), g)
	VMULPS(un, theta, intra)
	VMULPS(c.consts["invTauM"], intra, intra)
	VMULPS(g, intra, intra)
	VMULPS(pv, g, g)
	VADDPS(intra, g, g)
	VMULPS(c.consts["decayM"], theta, theta)
	silent := c.vec()
	if c.wide {
		VPANDD(c.consts["leak"], theta, silent)
	} else {
		VANDPS(c.consts["leak"], theta, silent)
	}
	c.choose(firesNow, now, g, silent, delta)
	c.choose(firesNow, now, g, theta, theta)
}

// surrogate sets num/den to the surrogate's value at potential un.
func (c scan) surrogate(un, num, den VecVirtual) {
	x, t, n, e := c.vec(), c.vec(), c.vec(), c.vec()
	VSUBPS(un, c.inReg("threshold"), x)
	VMULPS(c.consts["slope"], x, x)
	if c.wide {
		VPORD(c.consts["sign"], x, x)
	} else {
		VORPS(c.consts["sign"], x, x)
	}
	VMAXPS(x, c.inReg("minus8"), x)
	VMULPS(c.consts["log2e"], x, t)
	VADDPS(c.consts["magic"], t, t)
	VSUBPS(c.consts["magic"], t, n)
	VMULPS(c.consts["ln2Hi"], n, e)
	VSUBPS(e, x, x)
	VMULPS(c.consts["ln2Lo"], n, n)
	VSUBPS(n, x, x)
	lo, sq := c.vec(), c.vec()
	VMULPS(x, x, sq)
	VMULPS(c.consts["c3"], x, lo)
	VADDPS(c.consts["c2"], lo, lo)
	VMULPS(c.consts["c5"], x, e)
	VADDPS(c.consts["c4"], e, e)
	VMULPS(sq, e, e)
	VADDPS(lo, e, e)
	VMULPS(sq, e, e)
	VADDPS(c.consts["one"], x, x)
	VADDPS(x, e, e)
	VPSLLD(Imm(23), t, t)
	VMULPS(t, e, num)
	VADDPS(c.consts["one"], num, den)
	VMULPS(den, den, den)
	VMULPS(c.consts["width"], den, den)
}
