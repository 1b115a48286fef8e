package snn

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// GradLen implements Connection: one block in the order of the weights for
// the dense form, or of the points of the form by tiles, and one flipped and by
// channel for the event-driven form.
func (c *conv) GradLen() int { return c.denseLen() + len(c.weight.Data) }

// denseLen is the length of the dense form's block.
func (c *conv) denseLen() int {
	if t := c.tiles; t.weightGrad() {
		return t.n * t.n * c.in.C * c.out.C
	}
	return len(c.weight.Data)
}

// WeightGrad implements Connection. Dense frames of all samples share products
// where they go by tiles.
func (c *conv) WeightGrad(s *Scratch, dw []float32, in []Input, r []float32) {
	n := c.denseLen()
	tiles := c.tiles.weightGrad()
	var sum tileSum
	if tiles {
		sum = c.tiles.newSum(c, s, dw[:n])
	}
	for b := range in {
		in, r := &in[b], r[b*in[b].T*c.plane():]
		if in.Kind == spikes.Events && s.byEvents(c.tiles.even(s.even.ConvGradient, tiles), in, c.in.Neurons()) {
			s.took(WeightGradient, true, in.T)
			for t := range in.T {
				c.gather(s, dw[n:], in.Step(t), r[t*c.plane():])
			}
			continue
		}
		if in.Kind == spikes.Image {
			copy(s.rsum, r[:c.plane()])
			for t := 1; t < in.T; t++ {
				s.k.Add(s.rsum, r[t*c.plane():(t+1)*c.plane()])
			}
			r = s.rsum
		}
		s.took(WeightGradient, false, in.Frames())
		for t := range in.Frames() {
			in.frame(s.frame, c.cellPlace, t)
			if tiles {
				sum.add(s.frame, r[t*c.plane():])
			} else {
				c.gradProduct(s, dw[:n], r[t*c.plane():])
			}
			in.unframe(s.frame, c.cellPlace, t)
		}
	}
	if tiles {
		sum.flush()
	}
}

// gather sums, for every channel and kernel row, the windows of r at the
// cells of that channel that fired.
func (c *conv) gather(s *Scratch, dw []float32, cells []int32, r []float32) {
	clear(s.count)
	for _, cell := range cells {
		s.count[int(cell)%c.in.C+1]++
	}
	for i := 1; i < len(s.count); i++ {
		s.count[i] += s.count[i-1]
	}
	if cap(s.offs) < len(cells) {
		s.offs = make([]int32, len(cells)+len(cells)/2)
	}
	offs := s.offs[:len(cells)]
	for _, cell := range cells {
		ch := int(cell) % c.in.C
		offs[s.count[ch]] = c.cellEvent[cell].Dst
		s.count[ch]++
	}
	w := c.kw * c.cog
	lo := int32(0)
	for ch := range c.in.C {
		hi := s.count[ch]
		if hi == lo {
			continue
		}
		for ky := range c.kh {
			dst := dw[(ch*c.kh+ky)*w:][:w]
			src := r[ky*c.dy*c.pitch():]
			if c.rows() {
				s.k.AddRows(dst, src, offs[lo:hi])
				continue
			}
			for kx := range c.kw {
				s.k.AddRows(dst[kx*c.cog:][:c.cog], src[kx*c.dx*c.out.C:], offs[lo:hi])
			}
		}
		lo = hi
	}
}

// gradProduct is the dense form of the weight gradient for the frame in s.frame.
func (c *conv) gradProduct(s *Scratch, dw []float32, r []float32) {
	mp := c.mapW * c.in.C
	lay := c.Deltas()
	g := &s.gemm
	*g = kernel.GemmArgs{
		Pack: s.pack,
		N:    c.cog, Kn: c.out.W, Ko: c.out.H,
		Ars: 1, Acs: c.sx * c.in.C, Aos: c.sy * mp,
		Brs: lay.Pixel, Bos: lay.Row,
		Crs: c.out.C, Acc: true,
	}
	for ky := range c.kh {
		a := s.frame[ky*c.dy*mp:]
		if c.rows() {
			g.M, g.A, g.B, g.C = c.kw*c.cig, a, r[lay.Origin:], dw[ky*c.kw*c.cig*c.out.C:]
			s.k.Gemm(g)
			continue
		}
		g.M = c.cig
		for kx := range c.kw {
			for grp := range c.groups {
				g.A = a[kx*c.dx*c.in.C+grp*c.cig:]
				g.B = r[lay.Origin+grp*c.cog:]
				g.C = dw[(ky*c.kw+kx)*c.cig*c.out.C+grp*c.cog:]
				s.k.Gemm(g)
			}
		}
	}
}

// FinishGrad implements Connection.
func (c *conv) FinishGrad(s *Scratch, dw []float32) []float32 {
	flip := dw[c.denseLen():]
	if c.tiles.weightGrad() {
		c.tiles.finish(s, dw, c.in.C, c.out.C)
	}
	for ky := range c.kh {
		for kx := range c.kw {
			for i := range c.cig {
				row := dw[((ky*c.kw+kx)*c.cig+i)*c.out.C:]
				for g := range c.groups {
					f := flip[(((g*c.cig+i)*c.kh+c.kh-1-ky)*c.kw+c.kw-1-kx)*c.cog:][:c.cog]
					s.k.Add(row[g*c.cog:][:c.cog], f)
				}
			}
		}
	}
	return dw[:len(c.weight.Data)]
}

// DataGrad implements Connection.
func (c *conv) DataGrad(s *Scratch, q, r []float32, steps int) {
	s.took(DataGradient, false, steps)
	if c.tiles.backward() {
		c.tileData(s, q, r, steps)
		return
	}
	if c.spread != nil {
		c.dataSpread(s, q, r, steps)
		return
	}
	p := c.pitch()
	g := &s.gemm
	*g = kernel.GemmArgs{
		M: c.in.W, Ko: c.kh,
		Ars: c.out.C, Acs: 1, Aos: c.dy * p,
		Brs: c.back.width, Bos: c.kw * c.cog * c.back.width,
		Crs: c.in.C,
	}
	for i := range c.back.columns() {
		w, from, n := c.back.block(i)
		for t := range steps {
			for y := range c.in.H {
				// Grid rows without outputs are zero.
				lo, hi := tapRange(c.kh, c.dy, y+c.baseY, c.origY, c.origY+(c.out.H-1)*c.sy)
				a := r[t*c.plane()+((y+c.baseY+lo*c.dy)*c.gw+c.baseX)*c.out.C:]
				out := q[t*c.in.Neurons()+y*c.in.Row()+from:]
				w := w[lo*g.Bos:]
				g.Ko = hi - lo
				if c.rows() {
					g.N, g.Kn, g.A, g.B, g.C = n, c.kw*c.cog, a, w, out
					s.k.Gemm(g)
					continue
				}
				c.dataRow(s, g, a, w, out)
			}
		}
	}
}

// dataRow is productRow's counterpart for the data gradient.
func (c *conv) dataRow(s *Scratch, g *kernel.GemmArgs, a, w, out []float32) {
	g.N, g.Kn = c.cig, c.cog
	for grp := range c.groups {
		g.C = out[grp*c.cig:]
		for kx := range c.kw {
			g.A = a[kx*c.dx*c.out.C+grp*c.cog:]
			g.B = w[(grp*c.kh*c.kw+kx)*c.cog*c.cig:]
			g.Acc = kx > 0
			s.k.Gemm(g)
		}
		g.Acc = false
	}
}
