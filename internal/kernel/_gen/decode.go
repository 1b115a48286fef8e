package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// decode generates the two listings of set bits. The compressed vector is
// stored whole: compressing into memory is slow on some processors.
func (s isa) decode() {
	iota16 := GLOBL("iota"+s.suffix, RODATA|NOPTR)
	for i := range 16 {
		DATA(4*i, U32(i))
	}
	for _, lut := range []bool{false, true} {
		name, args := "decode", "dst *int32, words *uint64, n int, base int32"
		if lut {
			name, args = "decodeLUT", "dst *int32, words *uint64, n int, lut *int32, base int32"
		}
		s.textReturns("lists the set bits of n words and returns their number. It stores sixteen elements at a time.", name, args, "count int")
		dst, words, n := arg("dst"), arg("words"), arg("n")
		start := GP64()
		MOVQ(dst, start)
		base, index, sixteen := ZMM(), ZMM(), ZMM()
		b := GP32()
		MOVL(slot("base"), b)
		VPBROADCASTD(b, base)
		var table GPVirtual
		if lut {
			table = arg("lut")
		} else {
			VPADDD(iota16, base, index)
			c := GP32()
			MOVL(U32(16), c)
			VPBROADCASTD(c, sixteen)
		}
		w, part := GP64(), GP64()
		Label("word")
		MOVQ(Mem{Base: words}, w)
		TESTQ(w, w)
		JZ(LabelRef("empty"))
		for i := range 4 {
			v := ZMM()
			MOVWLZX(w.As16(), part.As32())
			KMOVW(part.As32(), K1)
			if lut {
				VPADDD(Mem{Base: table, Disp: 64 * i}, base, v)
				VPCOMPRESSD_Z(v, K1, v)
			} else {
				VPCOMPRESSD_Z(index, K1, v)
				VPADDD(sixteen, index, index)
			}
			VMOVDQU32(v, Mem{Base: dst})
			POPCNTL(part.As32(), part.As32())
			LEAQ(Mem{Base: dst, Index: part, Scale: 4}, dst)
			SHRQ(Imm(16), w)
		}
		JMP(LabelRef("next"))
		Label("empty")
		if !lut {
			for range 4 {
				VPADDD(sixteen, index, index)
			}
		}
		Label("next")
		if lut {
			ADDQ(U32(256), table)
		}
		ADDQ(Imm(8), words)
		DECQ(n)
		JNZ(LabelRef("word"))
		SUBQ(start, dst)
		SHRQ(Imm(2), dst)
		Store(dst, Return("count"))
		end()
	}
}
