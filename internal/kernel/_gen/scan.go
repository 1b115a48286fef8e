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

// pairs is how many vectors of neurons a group has where none is a tail: two
// fill a cache line of 64 bytes without mask registers, and hide each other's
// latency.
const pairs = 2

// generate writes one scan. Pointers are at the last step; a group is one
// vector of neurons if masked, else two.
func (c scan) generate(warm string, masked bool, slide Mem) {
	s := c.isa
	streams, what := pairs, "two vectors"
	if masked {
		streams, what = 1, "one vector"
	}
	name := "reverse" + warm
	if masked {
		name += "Tail"
	}
	s.text("carries groups of "+what+" of neurons backward through steps, strides in bytes, pointers at the last step. Bits 0 and 1 of out say whether r and d are wanted.", name,
		"steps, groups int, p *float32, pStride int, u *float32, uStride int, bits *uint8, bitStride int, warm *uint8, warmStride int, r *float32, rStride int, d *float32, dStride int, out int, pScale, invTauM, decayM, decayS, threshold, maxSlope float32, leak uint32, tail int")
	mv := mover{n: 1, masked: masked}
	if masked {
		mv.tail = s.loadTail(slide)
	}
	spike, surrogate := warm != "Always", warm != "None"
	if s.wide {
		for _, k := range constants {
			v := s.vec()
			VMOVUPS(c.consts[k.name], v)
			c.consts[k.name] = v
		}
	}
	for _, name := range []string{"pScale", "invTauM", "decayM", "decayS", "threshold", "maxSlope", "leak"} {
		if s.wide {
			c.consts[name] = s.spread(name)
			continue
		}
		m := AllocLocal(s.bytes)
		VMOVUPS(s.spread(name), m)
		c.consts[name] = m
	}
	if !s.wide && spike {
		v := s.vec()
		VMOVUPS(NewDataAddr(NewStaticSymbol("pick"+s.suffix), 0), v)
		c.pick = v
	}
	p, u, bits, wm, r, d, t, out := GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), arg("out")
	// The potentials and spikes of the step before; zeros before the first.
	um, bitsBefore := GP64(), GP64()
	theta, rv := s.vecs(streams), s.vecs(streams)

	Label("group")
	for _, v := range []struct {
		name string
		reg  GPVirtual
	}{{"p", p}, {"u", u}, {"bits", bits}, {"warm", wm}, {"r", r}, {"d", d}, {"steps", t}} {
		MOVQ(slot(v.name), v.reg)
	}
	for i := range streams {
		s.zero(theta[i])
		s.zero(rv[i])
	}

	Label("step")
	if spike {
		MOVQ(u, um)
		SUBQ(slot("uStride"), um)
		MOVQ(bits, bitsBefore)
		SUBQ(slot("bitStride"), bitsBefore)
		CMPQ(t, Imm(1))
		JNE(LabelRef("later"))
		LEAQ(c.consts["zeros"].(Mem), um)
		LEAQ(c.consts["zeros"].(Mem), bitsBefore)
		Label("later")
	}
	inv := s.vecs(streams) // what delta is divided by
	if surrogate {
		c.surrogate(u, inv)
	}
	delta := s.vecs(streams)
	for i := range streams {
		at, bit := s.bytes*i, s.lanes()/8*i
		pv := s.vec()
		VMOVUPS(Mem{Base: p, Disp: at}, pv)
		VMULPS(c.consts["pScale"], pv, pv)
		if !spike {
			VDIVPS(inv[i], c.inReg("one"), delta[i])
			VMULPS(pv, delta[i], delta[i])
		} else {
			un, du, warmV := s.vec(), s.vec(), s.vec()
			VMOVUPS(Mem{Base: u, Disp: at}, un)
			c.rise(un, Mem{Base: um, Disp: at}, Mem{Base: bitsBefore, Disp: bit}, du)
			if surrogate {
				s.lanesOf(Mem{Base: wm, Disp: bit}, isWarm, warmV, c.pick)
				c.choose(isWarm, warmV, inv[i], du, du)
			}
			VDIVPS(du, c.inReg("one"), inv[i])
			now := s.vec()
			s.lanesOf(Mem{Base: bits, Disp: bit}, firesNow, now, c.pick)
			c.spikeDelta(inv[i], pv, un, theta[i], now, delta[i])
			if surrogate {
				VMULPS(inv[i], pv, pv)
				c.choose(isWarm, warmV, pv, delta[i], delta[i])
			}
		}
		VMULPS(c.consts["decayS"], rv[i], rv[i])
		VADDPS(rv[i], delta[i], rv[i])
	}
	SUBQ(slot("pStride"), p)
	SUBQ(slot("uStride"), u)
	if spike {
		MOVQ(bitsBefore, bits)
		if surrogate {
			SUBQ(slot("warmStride"), wm)
		}
	}
	TESTQ(U32(1), out)
	JZ(LabelRef("noR"))
	for i := range streams {
		mv.store(0, rv[i], Mem{Base: r, Disp: s.bytes * i})
	}
	SUBQ(slot("rStride"), r)
	Label("noR")
	TESTQ(U32(2), out)
	JZ(LabelRef("noD"))
	for i := range streams {
		mv.store(0, delta[i], Mem{Base: d, Disp: s.bytes * i})
	}
	SUBQ(slot("dStride"), d)
	Label("noD")
	DECQ(t)
	JNZ(LabelRef("step"))

	for _, name := range []string{"p", "u", "r", "d"} {
		ADDQ(U32(uint32(streams*s.bytes)), slot(name))
	}
	for _, name := range []string{"bits", "warm"} {
		ADDQ(Imm(uint64(streams*s.lanes()/8)), slot(name))
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

// rise sets du to un minus the potential that the step before left.
func (c scan) rise(un VecVirtual, um, bitsBefore Mem, du VecVirtual) {
	before := c.vec()
	c.lanesOf(bitsBefore, firedBefore, before, c.pick)
	if c.wide {
		VMOVUPS(um, du)
		VPXORD(du, du, firedBefore, du)
	} else {
		VANDNPS(um, before, du)
	}
	VSUBPS(du, un, du)
}

// spikeDelta sets delta and carries theta, given inv = 1/du, which it keeps.
func (c scan) spikeDelta(inv, pv, un, theta, now, delta VecVirtual) {
	g := c.vec()
	c.zero(g)
	VMAXPS(inv, g, g)
	VMINPS(g, c.inReg("maxSlope"), g)
	VMULPS(theta, un, un)
	VMULPS(c.consts["invTauM"], un, un)
	VMULPS(g, un, un)
	VMULPS(pv, g, g)
	VADDPS(un, g, g)
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

// surrogate sets inv to the inverse of the surrogate at the potentials at u.
// Its operations alternate between the vectors.
func (c scan) surrogate(u Register, inv []VecVirtual) {
	n := len(inv)
	w, w2, a, b := c.vecs(n), c.vecs(n), c.vecs(n), c.vecs(n)
	each := func(op func(i int)) {
		for i := range n {
			op(i)
		}
	}
	// line sets out to the terms k and k+1 of the polynomial.
	line := func(k int, out []VecVirtual) {
		VMOVUPS(c.consts[term(k+1)], out[0])
		each(func(i int) {
			if i > 0 {
				VMOVAPS(out[0], out[i])
			}
		})
		low := c.vec()
		VMOVUPS(c.consts[term(k)], low)
		each(func(i int) { VFMADD213PS(low, w[i], out[i]) })
	}
	each(func(i int) { VMOVUPS(Mem{Base: u, Disp: c.bytes * i}, w[i]) })
	each(func(i int) { VSUBPS(c.consts["threshold"], w[i], w[i]) })
	each(func(i int) { VMULPS(w[i], w[i], w[i]) })
	most := c.inReg("maxDistance2")
	each(func(i int) { VMINPS(w[i], most, w[i]) }) // keeps NaN
	each(func(i int) { VMULPS(w[i], w[i], w2[i]) })
	line(2, a)
	line(0, inv)
	each(func(i int) { VFMADD231PS(a[i], w2[i], inv[i]) })
	line(6, a)
	line(4, b)
	each(func(i int) { VFMADD231PS(a[i], w2[i], b[i]) })
	line(8, a)
	each(func(i int) { VMULPS(w2[i], w2[i], w2[i]) })
	each(func(i int) { VFMADD231PS(b[i], w2[i], inv[i]) })
	each(func(i int) { VMULPS(w2[i], w2[i], w2[i]) })
	each(func(i int) { VFMADD231PS(a[i], w2[i], inv[i]) })
}
