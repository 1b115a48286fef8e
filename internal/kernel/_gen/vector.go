package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// vector generates the element-wise kernels. They take whole vectors; the rest
// is done in Go.
func (s isa) vector() {
	s.elementwise("add", "adds src to dst, n vectors.", "dst, src *float32, n int", func(d, at Mem, v VecVirtual) {
		VMOVUPS(at, v)
		VADDPS(d, v, v)
	})
	s.elementwise("scale", "multiplies n vectors by f.", "dst *float32, n int, f float32", nil)
	s.adamW()
	s.sumSquares()
}

// elementwise generates a loop over n vectors, four at a time while it can.
func (s isa) elementwise(name, doc, args string, op func(d, at Mem, v VecVirtual)) {
	s.text(doc, name, args)
	dst, n := arg("dst"), arg("n")
	var src GPVirtual
	var f VecVirtual
	if op != nil {
		src = arg("src")
	} else {
		f = s.spread("f")
	}
	for _, unroll := range []int{4, 1} {
		loop, done := sized("by", unroll), sized("end", unroll)
		Label(loop)
		CMPQ(n, Imm(uint64(unroll)))
		JLT(LabelRef(done))
		v := s.vecs(unroll)
		for i := range v {
			d := Mem{Base: dst, Disp: s.bytes * i}
			if op != nil {
				op(d, Mem{Base: src, Disp: s.bytes * i}, v[i])
			} else {
				VMULPS(d, f, v[i])
			}
			VMOVUPS(v[i], d)
		}
		ADDQ(U32(unroll*s.bytes), dst)
		if op != nil {
			ADDQ(U32(unroll*s.bytes), src)
		}
		SUBQ(Imm(uint64(unroll)), n)
		JMP(LabelRef(loop))
		Label(done)
	}
	end()
}

// adamW generates the optimiser's step.
func (s isa) adamW() {
	s.text("steps n vectors of weights.", "adamW",
		"w, grad, m, v *float32, n int, scale, keep, beta1, rest1, beta2, rest2, rootBias2, eps, step, clamp, minusClamp float32")
	w, g, m, v, n := arg("w"), arg("grad"), arg("m"), arg("v"), arg("n")
	scale, keep, step := s.spread("scale"), s.spread("keep"), s.spread("step")
	beta1, rest1, beta2, rest2 := s.spread("beta1"), s.spread("rest1"), s.spread("beta2"), s.spread("rest2")
	root, eps, hi, lo := s.spread("rootBias2"), s.spread("eps"), s.spread("clamp"), s.spread("minusClamp")
	Label("loop")
	x, y, z := s.vec(), s.vec(), s.vec()
	VMULPS(Mem{Base: g}, scale, x)
	VMULPS(rest1, x, y)
	VMULPS(Mem{Base: m}, beta1, z)
	VADDPS(y, z, y)
	VMOVUPS(y, Mem{Base: m})
	VMULPS(rest2, x, z)
	VMULPS(x, z, z)
	VMULPS(Mem{Base: v}, beta2, x)
	VADDPS(z, x, z)
	VMOVUPS(z, Mem{Base: v})
	VSQRTPS(z, z)
	VDIVPS(root, z, z)
	VADDPS(eps, z, z)
	VDIVPS(z, y, y)
	VMULPS(step, y, y)
	VMULPS(Mem{Base: w}, keep, x)
	VSUBPS(y, x, x)
	VMAXPS(x, lo, x)
	VMINPS(x, hi, x)
	VMOVUPS(x, Mem{Base: w})
	for _, p := range []Register{w, g, m, v} {
		ADDQ(Imm(uint64(s.bytes)), p)
	}
	DECQ(n)
	JNZ(LabelRef("loop"))
	end()
}

// sumSquares generates the sum over eight lanes of float64.
func (s isa) sumSquares() {
	s.text("adds the squares of n groups of eight elements to eight lanes.", "sumSquares", "x *float32, n int, lanes *float64")
	x, n, lanes := arg("x"), arg("n"), arg("lanes")
	per := s.bytes / 8
	sum := s.vecs(8 / per)
	for i := range sum {
		VMOVUPS(Mem{Base: lanes, Disp: s.bytes * i}, sum[i])
	}
	Label("loop")
	for i := range sum {
		f := s.vec()
		VCVTPS2PD(Mem{Base: x, Disp: 4 * per * i}, f)
		VMULPD(f, f, f)
		VADDPD(f, sum[i], sum[i])
	}
	ADDQ(Imm(32), x)
	DECQ(n)
	JNZ(LabelRef("loop"))
	for i := range sum {
		VMOVUPS(sum[i], Mem{Base: lanes, Disp: s.bytes * i})
	}
	end()
}
