package snn

import (
	"math"

	"github.com/snnsim/snnsim/internal/kernel"
)

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
	windows, spread := c.dataCosts()
	return spread < windows && product(c.spreadGroup(), c.out.W, c.kh, c.kw, c.in.C) <= maxValues
}

// dataCosts returns what the two forms cost, in multiply-adds.
func (c *conv) dataCosts() (windows, spread float64) {
	const vector, add = 8, 3 // floats; cost of adding a product up, in multiply-adds
	round := func(n int) float64 { return float64((n + vector - 1) / vector * vector) }
	var taps float64
	for y := range c.in.H {
		lo, hi := tapRange(c.kh, c.dy, y+c.baseY, c.origY, c.origY+(c.out.H-1)*c.sy)
		taps += float64((hi - lo) * c.kw)
	}
	windows = taps * float64(c.in.W*c.out.C) * round(c.cig)
	if !c.rows() {
		return windows, math.Inf(1)
	}
	n := c.kh * c.kw * c.cig
	return windows, float64(c.out.H*c.out.W) * (float64(c.out.C)*round(n) + add*float64(n))
}

// Outputs that one product of the second form takes: a row of at least
// ownProduct of them, else about spreadRows of several rows, copied together.
const (
	ownProduct = 12
	spreadRows = 24
)

// dataSpread is DataGrad in its second form, some rows of outputs at a time.
func (c *conv) dataSpread(s *Scratch, q, r []float32, steps int) {
	lay, mp, n := c.Deltas(), c.mapW*c.in.C, c.kh*c.kw*c.in.C
	g := &s.gemm
	*g = kernel.GemmArgs{
		N: n, Kn: c.out.C, Ko: 1,
		Acs: 1, B: c.spread, Brs: n,
		C: s.patch, Crs: n,
	}
	for t := range steps {
		dst := q[t*c.in.Neurons():][:c.in.Neurons()]
		if c.padded() {
			dst = s.spread
		}
		clear(dst)
		rows := c.spreadGroup()
		for y := 0; y < c.out.H; y += rows {
			rows := min(rows, c.out.H-y)
			from := r[t*lay.Plane+lay.Origin+y*lay.Row:]
			g.M, g.A, g.Ars = c.out.W, from, lay.Pixel
			if rows > 1 {
				for i := range rows {
					c.pick(s.picked[i*c.out.Row():], from[i*lay.Row:], lay.Pixel)
				}
				g.M, g.A, g.Ars = rows*c.out.W, s.picked, c.out.C
			}
			s.k.Gemm(g)
			s.k.ScatterRows(dst[y*c.sy*mp:], s.patch, c.pixels[:g.M], c.kh, c.kw*c.in.C, c.dy*mp, c.kw*c.in.C)
		}
		if c.padded() {
			for y := range c.in.H {
				copy(q[t*c.in.Neurons()+y*c.in.Row():][:c.in.Row()], dst[(y+c.py)*mp+c.px*c.in.C:])
			}
		}
	}
}

// spreadGroup is the number of rows of outputs that one product takes.
func (c *conv) spreadGroup() int {
	if c.out.W >= ownProduct {
		return 1
	}
	return min(c.out.H, (spreadRows+c.out.W-1)/c.out.W)
}

// pick copies a row of outputs whose pixels are pitch apart.
func (c *conv) pick(dst, src []float32, pitch int) {
	if pitch == c.out.C {
		copy(dst[:c.out.Row()], src)
		return
	}
	for x := range c.out.W {
		copy(dst[x*c.out.C:][:c.out.C], src[x*pitch:])
	}
}

func (c *conv) padded() bool { return c.py > 0 || c.px > 0 }
