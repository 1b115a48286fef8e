package main

import (
	"fmt"
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
	pick   Op
}

// constants of the reverse scan beside the polynomial's; see surrogate.go in
// the package.
var constants = []struct {
	name string
	bits uint32
}{
	{"one", math.Float32bits(1)},
	{"maxDistance2", math.Float32bits(2.56)},
}

// inverseTerms are the coefficients of the surrogate's inverse.
var inverseTerms = []float32{
	0.7999999851569475, 5.000002448351586, 10.416608441154068, 8.681036929698891, 3.873398343212746,
	1.0802552598068806, 0.1994079921686758, 0.03108395404097412, 0.0017050257152412623, 0.0004813878317736175,
}

// term is the name of coefficient k.
func term(k int) string { return fmt.Sprintf("term%d", k) }

// reverse generates the reverse scans for the three kinds of warm-up.
func (s isa) reverse() {
	tables := map[string]Op{}
	for _, c := range constants {
		tables[c.name] = s.table(c.name, c.bits)
	}
	for k, v := range inverseTerms {
		tables[term(k)] = s.floatTable(term(k), v)
	}
	zeros := GLOBL("zeros"+s.suffix, RODATA|NOPTR)
	for i := range pairs * s.lanes() {
		DATA(4*i, U32(0))
	}
	tables["zeros"] = zeros
	slide := NewDataAddr(NewStaticSymbol("slide"+s.suffix), 0)
	for _, warm := range []string{"None", "PerNeuron", "Always"} {
		for _, masked := range []bool{false, true} {
			c := scan{isa: s, consts: map[string]Op{}}
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
