package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// An isa is an instruction set as the kernels see it: vectors of some width,
// with mask registers (wide) or without.
type isa struct {
	suffix string
	bytes  int // of a vector
	regs   int // vector registers
	wide   bool
}

// Predicates of VCMPPS, none of which is true for NaN.
const (
	less    = U8(0x11)
	greater = U8(0x1e)
)

// tailMask is the register that holds the mask of the last vector (wide).
var tailMask = K7

func (s isa) lanes() int { return s.bytes / 4 }

func (s isa) vec() VecVirtual {
	if s.wide {
		return ZMM()
	}
	return YMM()
}

func (s isa) vecs(n int) []VecVirtual {
	v := make([]VecVirtual, n)
	for i := range v {
		v[i] = s.vec()
	}
	return v
}

func (s isa) zero(v VecVirtual) {
	if s.wide {
		VPXORD(v, v, v)
	} else {
		VXORPS(v, v, v)
	}
}

// text begins a function. fmt verbs in name are the caller's.
func (s isa) text(doc, name, args string) {
	TEXT(name+s.suffix, NOSPLIT, "func("+args+")")
	Doc(name + s.suffix + " " + doc)
	Pragma("noescape")
}

func (s isa) textReturns(doc, name, args, results string) {
	TEXT(name+s.suffix, NOSPLIT, "func("+args+") ("+results+")")
	Doc(name + s.suffix + " " + doc)
	Pragma("noescape")
}

// end closes a function. Dirty upper halves would slow SSE code that follows.
func end() {
	VZEROUPPER()
	RET()
}

// arg loads an integer or pointer argument.
func arg(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

// slot is the stack slot of an argument, which doubles as a variable.
func slot(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// spread loads a float32 argument into all lanes.
func (s isa) spread(name string) VecVirtual {
	v := s.vec()
	VBROADCASTSS(slot(name), v)
	return v
}

// table returns a constant repeated over a vector.
func (s isa) table(name string, bits uint32) Mem {
	m := GLOBL(name+s.suffix, RODATA|NOPTR)
	for i := range s.lanes() {
		DATA(4*i, U32(bits))
	}
	return m
}

func (s isa) floatTable(name string, f float32) Mem {
	return s.table(name, math.Float32bits(f))
}

// A tail is the mask of the lanes of the last vector that belong to the data.
type tail struct {
	s    isa
	mask VecVirtual // without mask registers
}

// slideTable is eight words of ones followed by eight of zeros: read at
// 4*(8-n), it gives n lanes.
func (s isa) slideTable() Mem {
	m := GLOBL("slide"+s.suffix, RODATA|NOPTR)
	for i := range 16 {
		v := U32(0)
		if i < 8 {
			v = ^U32(0)
		}
		DATA(4*i, v)
	}
	return m
}

// loadTail makes the mask of the argument named tail, 1 to lanes.
func (s isa) loadTail(slide Mem) tail {
	n := arg("tail")
	if s.wide {
		ones := GP32()
		MOVL(^U32(0), ones)
		BZHIL(n.As32(), ones, ones)
		KMOVW(ones, tailMask)
		return tail{s: s}
	}
	base := GP64()
	LEAQ(slide, base)
	NEGQ(n)
	mask := s.vec()
	VMOVUPS(Mem{Base: base, Index: n, Scale: 4, Disp: 32}, mask)
	return tail{s: s, mask: mask}
}

// load reads the lanes of the tail, zero elsewhere.
func (t tail) load(m Mem, v VecVirtual) {
	if t.s.wide {
		VMOVUPS_Z(m, tailMask, v)
	} else {
		VMASKMOVPS(m, t.mask, v)
	}
}

// store writes the lanes of the tail.
func (t tail) store(v VecVirtual, m Mem) {
	if t.s.wide {
		VMOVUPS(v, tailMask, m)
	} else {
		VMASKMOVPS(v, t.mask, m)
	}
}

// A mover loads and stores vectors of which the last may be a tail.
type mover struct {
	n      int // vectors
	masked bool
	tail   tail
}

func (m mover) load(i int, p Mem, v VecVirtual) {
	if m.masked && i == m.n-1 {
		m.tail.load(p, v)
	} else {
		VMOVUPS(p, v)
	}
}

func (m mover) store(i int, v VecVirtual, p Mem) {
	if m.masked && i == m.n-1 {
		m.tail.store(v, p)
	} else {
		VMOVUPS(v, p)
	}
}

// variants returns whether to generate a kernel with unmasked and masked last
// vector. With mask registers the mask costs nothing, so one kernel does both.
func (s isa) variants() []bool {
	if s.wide {
		return []bool{true}
	}
	return []bool{false, true}
}

// tailName marks a masked variant beside an unmasked one.
func (s isa) tailName(name string, masked bool) string {
	if masked && !s.wide {
		return name + "Tail"
	}
	return name
}

func sized(name string, n ...int) string {
	for i, v := range n {
		if i > 0 {
			name += "x"
		}
		name += fmt.Sprint(v)
	}
	return name
}
