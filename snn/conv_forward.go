package snn

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// Currents implements Connection.
func (c *conv) Currents(s *Scratch, in []Input, sink CurrentSink) {
	for b := range in {
		s.sees(&in[b], c.in.Neurons())
		if in[b].Kind == spikes.Events && s.byEvents(c.tiles.even(s.even.Conv, true), &in[b], c.in.Neurons()) {
			s.took(Current, true, in[b].T)
			for t := range in[b].T {
				c.scatter(s, in[b].Step(t))
				if c.sx == 1 {
					sink.Current(b, t, s.current[(c.origY*c.gw+c.origX)*c.out.C:], c.sy*c.pitch())
					continue
				}
				c.stride(s)
				sink.Current(b, t, s.current, c.out.Row())
			}
			continue
		}
		c.denseCurrents(s, b, &in[b], sink)
	}
}

// denseCurrents runs the dense form over a sample, some frames at a time.
func (c *conv) denseCurrents(s *Scratch, b int, in *Input, sink CurrentSink) {
	s.took(Current, false, in.Frames())
	c.framed(s, in, func(from, n int) {
		c.product(s, n)
		for f := range n {
			step := from + f
			if in.Kind == spikes.Image {
				step = -1
			}
			sink.Current(b, step, s.current[f*c.out.Neurons():], c.out.Row())
		}
	})
}

// framed calls do for every chunk of the input's frames, n from one on, while
// they are in s.frame.
func (c *conv) framed(s *Scratch, in *Input, do func(from, n int)) {
	size := c.mapSize()
	for from := 0; from < in.Frames(); from += c.chunk {
		n := min(c.chunk, in.Frames()-from)
		for f := range n {
			in.frame(s.frame[f*size:], c.cellPlace, from+f)
		}
		do(from, n)
		for f := range n {
			in.unframe(s.frame[f*size:], c.cellPlace, from+f)
		}
	}
}

// byEvents decides whether the input takes the event-driven form.
func (s *Scratch) byEvents(upTo float64, in *Input, cells int) bool {
	switch s.mode {
	case ForceEvents:
		return true
	case ForceDense:
		return false
	}
	return float64(len(in.Cells)) <= upTo*float64(in.T)*float64(cells)
}

// scatter adds the flipped kernel of every cell that fired to the grid. Only
// the grid rows that hold outputs are cleared and written.
func (c *conv) scatter(s *Scratch, cells []int32) {
	first, last := c.origY, c.origY+(c.out.H-1)*c.sy
	p := c.pitch()
	clear(s.current[first*p : (last+1)*p])
	if cap(s.events) < len(cells) {
		s.events = make([]kernel.Event, len(cells)+len(cells)/2)
	}
	for lo := 0; lo < len(cells); {
		// Events of one input row reach the same grid rows.
		y := c.cellRow[cells[lo]]
		ev := s.events[:0]
		hi := lo
		for ; hi < len(cells) && c.cellRow[cells[hi]] == y; hi++ {
			ev = append(ev, c.cellEvent[cells[hi]])
		}
		lo = hi
		top := int(y) + c.baseY
		for r := 0; r < c.kh; {
			if g := top + r*c.dy; g < first || g > last {
				r++
				continue
			}
			n := 1
			for r+n < c.kh && top+(r+n)*c.dy <= last {
				n++
			}
			c.scatterRows(s, ev, r, n)
			r += n
		}
	}
}

// scatterRows adds n kernel rows from row r on.
func (c *conv) scatterRows(s *Scratch, ev []kernel.Event, r, n int) {
	dst := s.current[r*c.dy*c.pitch():]
	if c.rows() {
		w := c.kw * c.cog
		s.k.ScatterRows(dst, c.flip[r*w:], ev, n, w, c.dy*c.pitch(), w)
		return
	}
	for i := range n {
		s.k.ScatterRows(dst[i*c.dy*c.pitch():], c.flip[(r+i)*c.kw*c.cog:], ev, c.kw, c.cog, c.dx*c.out.C, c.cog)
	}
}

// stride gathers every sx-th pixel of the grid's output rows to the front of
// the buffer, which lies before them or on them.
func (c *conv) stride(s *Scratch) {
	n := c.out.C
	for y := range c.out.H {
		row := (c.origY+y*c.sy)*c.gw + c.origX
		for x := range c.out.W {
			copy(s.current[(y*c.out.W+x)*n:][:n], s.current[(row+x*c.sx)*n:][:n])
		}
	}
}

// product is the dense form for some frames: one product a row of outputs and
// block of weights, read from the padded input map without unfolding it.
func (c *conv) product(s *Scratch, frames int) {
	if c.tiles != nil {
		c.tileProduct(s, frames)
		return
	}
	mp := c.mapW * c.in.C
	g := &s.gemm
	*g = kernel.GemmArgs{
		M: c.out.W, Ko: c.kh,
		Ars: c.sx * c.in.C, Acs: 1, Aos: c.dy * mp,
		Brs: c.dense.width, Bos: c.kw * c.cig * c.dense.width,
		Crs: c.out.C,
	}
	for i := range c.dense.columns() {
		w, from, n := c.dense.block(i)
		for f := range frames {
			for y := range c.out.H {
				// Kernel rows that lie on the padding add nothing.
				lo, hi := tapRange(c.kh, c.dy, y*c.sy, c.py, c.py+c.in.H-1)
				a := s.frame[f*c.mapSize()+(y*c.sy+lo*c.dy)*mp:]
				out := s.current[f*c.out.Neurons()+y*c.out.Row()+from:]
				w := w[lo*g.Bos:]
				g.Ko = hi - lo
				if c.rows() {
					g.N, g.Kn, g.A, g.B, g.C = n, c.kw*c.cig, a, w, out
					s.k.Gemm(g)
					continue
				}
				c.productRow(s, g, a, w, out)
			}
		}
	}
}

// tapRange returns the kernel taps lo … hi-1 of n, dilation apart from start
// on, that lie on first … last; 0 and 0 if there are none.
func tapRange(n, dilation, start, first, last int) (lo, hi int) {
	for lo < n && start+lo*dilation < first {
		lo++
	}
	if lo == n {
		return 0, 0
	}
	for hi = lo; hi < n && start+hi*dilation <= last; {
		hi++
	}
	return lo, hi
}

// productRow is the product of one row of outputs where kernel rows are not
// contiguous, tap by tap and group by group.
func (c *conv) productRow(s *Scratch, g *kernel.GemmArgs, a, w, out []float32) {
	g.N, g.Kn = c.cog, c.cig
	for grp := range c.groups {
		g.C = out[grp*c.cog:]
		for kx := range c.kw {
			g.A = a[kx*c.dx*c.in.C+grp*c.cig:]
			g.B = w[kx*c.cig*c.out.C+grp*c.cog:]
			g.Acc = kx > 0
			s.k.Gemm(g)
		}
		g.Acc = false
	}
}
