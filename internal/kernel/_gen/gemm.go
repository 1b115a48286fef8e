package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// rows addresses the rows of a strided matrix with one pointer for five rows.
type rows struct {
	p               []GPVirtual
	stride, stride3 GPVirtual
}

func newRows(base, stride GPVirtual, n int) rows {
	r := rows{p: []GPVirtual{base}, stride: stride, stride3: GP64()}
	if n > 3 {
		LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, r.stride3)
	}
	for i := 5; i < n; i += 5 {
		p := GP64()
		LEAQ(Mem{Base: r.p[len(r.p)-1], Index: stride, Scale: 4}, p)
		ADDQ(stride, p)
		r.p = append(r.p, p)
	}
	return r
}

func (r rows) at(i int) Mem {
	m := Mem{Base: r.p[i/5]}
	switch i % 5 {
	case 1:
		m.Index, m.Scale = r.stride, 1
	case 2:
		m.Index, m.Scale = r.stride, 2
	case 3:
		m.Index, m.Scale = r.stride3, 1
	case 4:
		m.Index, m.Scale = r.stride, 4
	}
	return m
}

func (r rows) advance(by Op) {
	for _, p := range r.p {
		ADDQ(by, p)
	}
}

// gemm generates the tiles: up to 14×2 vectors and 24×1 with 32 registers, up
// to 6×2 and 12×1 with 16.
func (s isa) gemm() {
	slide := s.slideTable()
	most := map[bool][3]int{true: {0, 24, 14}, false: {0, 12, 6}}[s.wide]
	for nv := 1; nv <= 2; nv++ {
		for mr := 1; mr <= most[nv]; mr++ {
			for _, masked := range s.variants() {
				s.gemmTile(mr, nv, masked, slide)
			}
		}
	}
}

func (s isa) gemmTile(mr, nv int, masked bool, slide Mem) {
	name := s.tailName(sized("gemm", mr, nv), masked)
	s.text("computes a tile of rows × vectors of a product, strides in bytes.", name,
		"kn, ko int, a *float32, ars, acs, aos int, b *float32, brs, bos int, c *float32, crs int, acc int, tail int")
	mv := mover{n: nv, masked: masked}
	if masked {
		mv.tail = s.loadTail(slide)
	}
	sum := s.vecs(mr * nv)
	crs := arg("crs")
	s.gemmStart(sum, mv, mr, crs)

	Label("start")
	a, b := newRows(arg("a"), arg("ars"), mr), arg("b")
	acs, brs, kn, ko := arg("acs"), arg("brs"), GP64(), arg("ko")
	bv := s.vecs(nv)
	free := s.regs - len(sum) - nv
	if mv.tail.mask != nil {
		free--
	}
	bc := s.vecs(min(4, free))
	Label("outer")
	MOVQ(slot("kn"), kn)
	Label("inner")
	for j := range bv {
		mv.load(j, Mem{Base: b, Disp: s.bytes * j}, bv[j])
	}
	ADDQ(brs, b)
	for i := range mr {
		if s.wide && nv == 1 {
			VFMADD231PS_BCST(a.at(i), bv[0], sum[i])
			continue
		}
		f := bc[i%len(bc)]
		VBROADCASTSS(a.at(i), f)
		for j := range bv {
			VFMADD231PS(bv[j], f, sum[i*nv+j])
		}
	}
	a.advance(acs)
	DECQ(kn)
	JNZ(LabelRef("inner"))
	a.advance(slot("aos"))
	ADDQ(slot("bos"), b)
	DECQ(ko)
	JNZ(LabelRef("outer"))

	c := arg("c")
	MOVQ(slot("crs"), crs)
	for i := range mr {
		for j := range nv {
			mv.store(j, sum[i*nv+j], Mem{Base: c, Disp: s.bytes * j})
		}
		if i < mr-1 {
			ADDQ(crs, c)
		}
	}
	end()
}

// gemmStart sets the accumulators to C or zero.
func (s isa) gemmStart(sum []VecVirtual, mv mover, mr int, crs GPVirtual) {
	c, acc := arg("c"), arg("acc")
	for i := range sum {
		s.zero(sum[i])
	}
	TESTQ(acc, acc)
	JZ(LabelRef("start"))
	for i := range mr {
		for j := range mv.n {
			mv.load(j, Mem{Base: c, Disp: s.bytes * j}, sum[i*mv.n+j])
		}
		if i < mr-1 {
			ADDQ(crs, c)
		}
	}
}
