package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// lanesOf turns packed bits into a mask: register k (wide) or vector v, which
// selects a bit of the broadcast byte in each lane.
func (s isa) lanesOf(m Mem, k Register, v VecVirtual, pick Op) {
	if s.wide {
		KMOVW(m, k)
		return
	}
	VPBROADCASTB(m, v)
	VPAND(pick, v, v)
	VPCMPEQD(pick, v, v)
}

// pickTable holds bit l in lane l.
func (s isa) pickTable() Mem {
	m := GLOBL("pick"+s.suffix, RODATA|NOPTR)
	for i := range 8 {
		DATA(4*i, U32(1<<i))
	}
	return m
}

// warmth generates the forward scan of the post-synaptic current.
func (s isa) warmth() {
	s.textReturns("marks where the post-synaptic current of the spikes is below bound, for blocks of four vectors of neurons, strides in bytes. It returns a word that is not zero if a marked neuron fires.", "warmth",
		"steps, blocks int, bits *uint64, bitStride int, out *uint64, outStride int, invTauS, bound float32", "both uint64")
	var pick Op
	if !s.wide {
		p := s.vec()
		VMOVUPS(s.pickTable(), p)
		pick = p
	}
	inv, bound, one := s.spread("invTauS"), s.spread("bound"), s.vec()
	VMOVUPS(s.floatTable("psc1", 1), one)
	psc := s.vecs(blockVecs)
	bits, out, t, both, w := GP64(), GP64(), GP64(), GP64(), GP64()
	XORQ(both, both)
	Label("block")
	for i := range psc {
		s.zero(psc[i])
	}
	MOVQ(slot("bits"), bits)
	MOVQ(slot("out"), out)
	MOVQ(slot("steps"), t)
	Label("step")
	word := GP32()
	for i := range psc {
		d := s.vec()
		s.lanesOf(Mem{Base: bits, Disp: i * s.lanes() / 8}, K5, d, pick)
		if s.wide {
			VMOVAPS_Z(one, K5, d)
		} else {
			VANDPS(one, d, d)
		}
		VSUBPS(psc[i], d, d)
		VMULPS(inv, d, d)
		VADDPS(d, psc[i], psc[i])
		if s.wide {
			VCMPPS(less, bound, psc[i], []Register{K1, K2, K3, K4}[i])
		} else {
			m := s.vec()
			VCMPPS(less, bound, psc[i], m)
			s.collect(i, m, word)
		}
	}
	s.storeWord(word, out)
	if s.wide {
		KMOVQ(K1, w)
		ANDQ(Mem{Base: bits}, w)
	} else {
		MOVL(word, w.As32())
		ANDL(Mem{Base: bits}, w.As32())
	}
	ORQ(w, both)
	ADDQ(slot("bitStride"), bits)
	ADDQ(slot("outStride"), out)
	DECQ(t)
	JNZ(LabelRef("step"))
	step := Imm(uint64(blockVecs * s.lanes() / 8))
	ADDQ(step, slot("bits"))
	ADDQ(step, slot("out"))
	DECQ(slot("blocks"))
	JNZ(LabelRef("block"))
	Store(both, Return("both"))
	end()
}

// scan is the state of the generator of one reverse scan.
type scan struct {
	isa
	consts map[string]Op
}

// inMemory is how many constants, the first of the list, stay in memory for
// want of registers.
const inMemory = 2

// constants of the surrogate; see surrogate.go in the package.
var constants = []struct {
	name string
	bits uint32
}{
	{"sign", 1 << 31},
	{"width", math.Float32bits(0.2)},
	{"slope", math.Float32bits(5)},
	{"minus8", math.Float32bits(-8)},
	{"log2e", math.Float32bits(math.Log2E)},
	{"magic", math.Float32bits(3<<22 + 127)},
	{"ln2Hi", math.Float32bits(0.693359375)},
	{"ln2Lo", math.Float32bits(-2.12194440e-4)},
	{"c2", math.Float32bits(0.4999923110008)},
	{"c3", math.Float32bits(0.1666711568832)},
	{"c4", math.Float32bits(0.0418903492391)},
	{"c5", math.Float32bits(0.0083125131205)},
	{"eight", math.Float32bits(8)},
	{"one", math.Float32bits(1)},
}

// reverse generates the reverse scans for the three kinds of warm-up.
func (s isa) reverse() {
	tables := map[string]Op{}
	for _, c := range constants {
		tables[c.name] = s.table(c.name, c.bits)
	}
	slide := NewDataAddr(NewStaticSymbol("slide"+s.suffix), 0)
	for _, warm := range []string{"None", "PerNeuron", "Always"} {
		for _, masked := range s.variants() {
			c := scan{s, map[string]Op{}}
			for k, v := range tables {
				c.consts[k] = v
			}
			c.generate(warm, masked, slide)
		}
	}
}

// inReg returns a constant in a register, for operands that cannot be memory.
func (c scan) inReg(name string) VecVirtual {
	if v, ok := c.consts[name].(VecVirtual); ok {
		return v
	}
	v := c.vec()
	VMOVUPS(c.consts[name], v)
	return v
}
