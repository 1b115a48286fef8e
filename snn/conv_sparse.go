package snn

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// DataGradAt implements Connection: one dot product of a window of r and the
// flipped kernel for every spike.
func (c *conv) DataGradAt(s *Scratch, q, r []float32, in *Input) bool {
	if in.Kind != spikes.Events || !s.byEvents(c.tiles.even(s.even.DataGradient, c.tiles.backward()), in, c.in.Neurons()) {
		return false
	}
	s.took(DataGradient, true, in.T)
	for t := range in.T {
		cells := in.Step(t)
		ev, dots := s.patches(len(cells))
		for i, cell := range cells {
			ev[i] = c.cellEvent[cell]
		}
		c.dots(s, dots, r[t*c.plane():], ev)
		out := q[t*c.in.Neurons():]
		for i, cell := range cells {
			out[cell] = dots[i] / c.factor
		}
	}
	return true
}

// patches returns memory for n events and their dot products.
func (s *Scratch) patches(n int) ([]kernel.Event, []float32) {
	if cap(s.events) < n {
		s.events = make([]kernel.Event, n+n/2)
	}
	if cap(s.dots) < n {
		s.dots = make([]float32, n+n/2)
	}
	return s.events[:n], s.dots[:n]
}

// dots multiplies the windows of r at the events with their kernels.
func (c *conv) dots(s *Scratch, dst, r []float32, ev []kernel.Event) {
	w := c.kw * c.cog
	if c.rows() {
		s.k.DotRows(dst, r, c.flip, ev, c.kh, w, c.dy*c.pitch(), w)
		return
	}
	if cap(s.rsum) < len(dst) {
		s.rsum = make([]float32, len(dst))
	}
	row := s.rsum[:len(dst)]
	clear(dst)
	for ky := range c.kh {
		s.k.DotRows(row, r[ky*c.dy*c.pitch():], c.flip[ky*w:], ev, c.kw, c.cog, c.dx*c.out.C, c.cog)
		s.k.Add(dst, row)
	}
}
