package snn

import "github.com/snnsim/snnsim/internal/kernel"

// tileSum collects rows of tiles, of inputs and of outputs' gradients, and adds
// their products to a weight gradient by points [n][n][cin][cout].
type tileSum struct {
	c    *conv
	s    *Scratch
	m    *tileMemory
	dw   []float32
	rows int // tiles collected
	most int
	in   tileRow
	out  tileRow
}

// gradTiles returns how many tiles a product of the weight gradient sums over at
// most. A large gradient is better read and written seldom.
func (t *convTiles) gradTiles(c *conv) int {
	wide := c.out.W / t.m
	if t.n*t.n*c.in.C*c.out.C < largeTileGrad {
		return max(tileRows, wide)
	}
	return max(largeTileRows, wide)
}

// newSum returns a sum that adds to dw.
func (t *convTiles) newSum(c *conv, s *Scratch, dw []float32) tileSum {
	most, wide := t.gradTiles(c), c.out.W/t.m
	return tileSum{
		c: c, s: s, m: s.tiles, dw: dw, most: most,
		in:  tileRow{f: t.in, size: t.n, step: t.m, tiles: wide, pitch: c.mapW * c.in.C, c: c.in.C, plane: most * c.in.C, transform: t.n},
		out: tileRow{f: t.delta, size: t.m, step: t.m, tiles: wide, pitch: c.Deltas().Row, c: c.out.C, plane: most * c.out.C, transform: t.n},
	}
}

// add takes one frame x, whose outputs' gradients are r.
func (a *tileSum) add(x, r []float32) {
	c, t := a.c, a.c.tiles
	a.m.ready()
	r = r[c.Deltas().Origin:]
	for y := range c.out.H / t.m {
		if a.rows+a.in.tiles > a.most {
			a.flush()
		}
		a.in.x, a.in.dst = x[y*t.m*a.in.pitch:], a.m.in[a.rows*c.in.C:]
		a.in.spread(a.s.k, &a.s.combine, a.m.tmp)
		a.out.x, a.out.dst = r[y*t.m*a.out.pitch:], a.m.out[a.rows*c.out.C:]
		a.out.spread(a.s.k, &a.s.combine, a.m.tmp)
		a.rows += a.in.tiles
	}
}

// flush adds the products of what was collected, point by point.
func (a *tileSum) flush() {
	if a.rows == 0 {
		return
	}
	c, g := a.c, &a.s.gemm
	*g = kernel.GemmArgs{
		Pack: a.s.pack,
		M:    c.in.C, N: c.out.C, Kn: a.rows, Ko: 1,
		Ars: 1, Acs: c.in.C, Brs: c.out.C, Crs: c.out.C, Acc: true,
	}
	for p := range c.tiles.n * c.tiles.n {
		g.A, g.B, g.C = a.m.in[p*a.in.plane:], a.m.out[p*a.out.plane:], a.dw[p*c.in.C*c.out.C:]
		a.s.k.Gemm(g)
	}
	a.rows = 0
}
