package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// transpose generates the transposition of 8×8 blocks with 32-byte vectors on
// every instruction set: it is bound by its shuffles.
func (s isa) transpose() {
	s.text("transposes blocks of 8×8, one below the other in src and side by side in dst, strides in bytes.", "transpose",
		"dst, src *float32, blocks, dstStride, srcStride int")
	d, r, n := arg("dst"), arg("src"), arg("blocks")
	ds, rs := arg("dstStride"), arg("srcStride")
	d4, r4, ds3, rs3 := GP64(), GP64(), GP64(), GP64()
	LEAQ(Mem{Base: ds, Index: ds, Scale: 2}, ds3)
	LEAQ(Mem{Base: rs, Index: rs, Scale: 2}, rs3)
	row := func(base, base4, one, three Register, i int) Mem {
		if i >= 4 {
			base = base4
		}
		m := Mem{Base: base}
		switch i % 4 {
		case 1:
			m.Index, m.Scale = one, 1
		case 2:
			m.Index, m.Scale = one, 2
		case 3:
			m.Index, m.Scale = three, 1
		}
		return m
	}
	Label("block")
	LEAQ(Mem{Base: r, Index: rs, Scale: 4}, r4)
	LEAQ(Mem{Base: d, Index: ds, Scale: 4}, d4)
	v := make([]VecVirtual, 8)
	for i := range v {
		v[i] = YMM()
		VMOVUPS(row(r, r4, rs, rs3, i), v[i])
	}
	w := make([]VecVirtual, 8)
	for i := 0; i < 8; i += 2 {
		w[i], w[i+1] = YMM(), YMM()
		VUNPCKLPS(v[i+1], v[i], w[i])
		VUNPCKHPS(v[i+1], v[i], w[i+1])
	}
	// w[4g+0], w[4g+2] hold columns 0, 1 of rows 4g … 4g+3; w[4g+1], w[4g+3]
	// columns 2, 3; likewise 4 … 7 in the upper halves.
	for g := 0; g < 8; g += 4 {
		for h := range 2 {
			a, b := w[g+h], w[g+h+2]
			lo, hi := YMM(), YMM()
			VSHUFPS(U8(0x44), b, a, lo)
			VSHUFPS(U8(0xee), b, a, hi)
			v[g+2*h], v[g+2*h+1] = lo, hi
		}
	}
	for j := range 4 {
		lo, hi := YMM(), YMM()
		VPERM2F128(U8(0x20), v[4+j], v[j], lo)
		VPERM2F128(U8(0x31), v[4+j], v[j], hi)
		VMOVUPS(lo, row(d, d4, ds, ds3, j))
		VMOVUPS(hi, row(d, d4, ds, ds3, j+4))
	}
	ADDQ(Imm(32), d)
	LEAQ(Mem{Base: r4, Index: rs, Scale: 4}, r)
	DECQ(n)
	JNZ(LabelRef("block"))
	end()
}
