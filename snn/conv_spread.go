package snn

import "github.com/snnsim/snnsim/internal/kernel"

// spreads decides how the dense data gradient is computed. Both forms give
// Wᵀ·r within rounding:
//
//	windows  every input pixel takes the product of its window of r and the
//	         flipped kernel; windows that reach over the edge multiply zeros,
//	         and the columns of the product are the input channels
//	spread   every output pixel's r times all taps is added to the input
//	         pixels under the kernel; the columns are taps and channels
//
// The second wins where there is much edge or few input channels to fill the
// vectors with, as in 5x5 kernels on small maps without padding.
func (c *conv) spreads() bool {
	if !c.rows() {
		return false
	}
	const vector, add = 8, 3 // floats; cost of adding a product up, in multiply-adds
	round := func(n int) float64 { return float64((n + vector - 1) / vector * vector) }
	var taps float64
	for y := range c.in.H {
		lo, hi := tapRange(c.kh, c.dy, y+c.baseY, c.origY, c.origY+(c.out.H-1)*c.sy)
		taps += float64((hi - lo) * c.kw)
	}
	windows := taps * float64(c.in.W*c.out.C) * round(c.cig)
	n := c.kh * c.kw * c.cig
	return float64(c.out.H*c.out.W)*(float64(c.out.C)*round(n)+add*float64(n)) < windows
}

// dataSpread is DataGrad in its second form, one row of outputs at a time.
func (c *conv) dataSpread(s *Scratch, q, r []float32, steps int) {
	lay, mp, n := c.Deltas(), c.mapW*c.in.C, c.kh*c.kw*c.in.C
	g := &s.gemm
	*g = kernel.GemmArgs{
		M: c.out.W, N: n, Kn: c.out.C, Ko: 1,
		Ars: lay.Pixel, Acs: 1, B: c.spread, Brs: n,
		C: s.patch, Crs: n,
	}
	for t := range steps {
		dst := q[t*c.in.Neurons():][:c.in.Neurons()]
		if c.padded() {
			dst = s.spread
		}
		clear(dst)
		for y := range c.out.H {
			g.A = r[t*lay.Plane+lay.Origin+y*lay.Row:]
			s.k.Gemm(g)
			s.k.ScatterRows(dst[y*c.sy*mp:], s.patch, c.pixels, c.kh, c.kw*c.in.C, c.dy*mp, c.kw*c.in.C)
		}
		if c.padded() {
			for y := range c.in.H {
				copy(q[t*c.in.Neurons()+y*c.in.Row():][:c.in.Row()], dst[(y+c.py)*mp+c.px*c.in.C:])
			}
		}
	}
}

func (c *conv) padded() bool { return c.py > 0 || c.px > 0 }
