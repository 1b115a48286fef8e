package snn

import "github.com/snnsim/snnsim/internal/kernel"

// memory returns what the forms by tiles need, none of it made yet.
func (t *convTiles) memory(c *conv) *tileMemory {
	wide := max(c.out.W, c.in.W) / t.m
	rows := max(tileRows, wide)
	channels := max(c.in.C, c.out.C)
	points := t.n * t.n
	m := &tileMemory{run: tileNeed{
		in: points * rows * channels, out: points * rows * channels,
		tmp: max(t.n*(wide*t.m+t.n)*channels, t.m*t.n*rows*channels, t.r*t.n*c.out.C),
	}}
	if t.grads {
		rows = t.gradTiles(c)
		m.grad = tileNeed{in: points * rows * c.in.C, out: points * rows * c.out.C}
	}
	return m
}

// frames returns how many frames are taken at a time, so that a product has rows
// enough.
func (t *convTiles) frames(c *conv) int {
	tiles := c.out.H / t.m * (c.out.W / t.m)
	return min(denseFrames, (tileRows+tiles-1)/tiles)
}

// unitsOf returns how many rows of tiles a product takes.
func (t *convTiles) unitsOf(tiles int) int { return max(1, tileRows/tiles) }

// tileJob is a correlation by tiles of some frames.
type tileJob struct {
	frames             int
	w                  *panels
	high, wide         int // tiles
	src                []float32
	srcFrame, srcPitch int
	cin                int
	dst                []float32
	dstFrame, dstPitch int
	cout               int
}

// correlate runs a job, some rows of tiles at a time.
func (t *convTiles) correlate(s *Scratch, j *tileJob) {
	s.tiles.ready()
	per := t.unitsOf(j.wide)
	for from := 0; from < j.frames*j.high; from += per {
		units := min(per, j.frames*j.high-from)
		rows := units * j.wide
		t.spreadInput(s, j, from, units)
		t.products(s, j, rows)
		t.gather(s, j, from, units)
	}
}

// spreadInput transforms rows of tiles of the input.
func (t *convTiles) spreadInput(s *Scratch, j *tileJob, from, units int) {
	plane := units * j.wide * j.cin
	w := tileRow{f: t.in, size: t.n, step: t.m, tiles: j.wide, pitch: j.srcPitch, c: j.cin, plane: plane, transform: t.n}
	for u := range units {
		f, y := (from+u)/j.high, (from+u)%j.high
		w.x = j.src[f*j.srcFrame+y*t.m*j.srcPitch:]
		w.dst = s.tiles.in[u*j.wide*j.cin:]
		w.spread(s.k, &s.combine, s.tiles.tmp)
	}
}

// products multiplies the tiles with the weights, point by point.
func (t *convTiles) products(s *Scratch, j *tileJob, rows int) {
	g := &s.gemm
	*g = kernel.GemmArgs{
		M: rows, Kn: j.cin, Ko: 1,
		Ars: j.cin, Acs: 1, Brs: j.w.width, Crs: j.cout,
	}
	for i := range j.w.columns() {
		w, from, n := j.w.block(i)
		g.N = n
		for p := range t.n * t.n {
			g.A, g.B, g.C = s.tiles.in[p*rows*j.cin:], w[p*j.cin*j.w.width:], s.tiles.out[p*rows*j.cout+from:]
			s.k.Gemm(g)
		}
	}
}

// gather transforms the products back and writes the outputs.
func (t *convTiles) gather(s *Scratch, j *tileJob, from, units int) {
	plane := units * j.wide * j.cout
	a := &s.combine
	*a = kernel.CombineArgs{
		Groups: 1, Rows: t.m, Terms: t.n, N: t.n * plane, F: t.out,
		Src: s.tiles.out, SrcStride: t.n * plane, Dst: s.tiles.tmp, DstStride: t.n * plane,
	}
	s.k.Combine(a)
	a.Groups, a.N = j.wide, j.cout
	a.SrcGroup, a.SrcStride = j.cout, plane
	a.DstGroup, a.DstStride = t.m*j.cout, j.cout
	for u := range units {
		f, y := (from+u)/j.high, (from+u)%j.high
		for i := range t.m {
			a.Src = s.tiles.tmp[i*t.n*plane+u*j.wide*j.cout:]
			a.Dst = j.dst[f*j.dstFrame+(y*t.m+i)*j.dstPitch:]
			s.k.Combine(a)
		}
	}
}

// tileProduct is product by tiles.
func (c *conv) tileProduct(s *Scratch, frames int) {
	t := c.tiles
	t.correlate(s, &tileJob{
		frames: frames, w: &t.weight, high: c.out.H / t.m, wide: c.out.W / t.m,
		src: s.frame, srcFrame: c.mapSize(), srcPitch: c.mapW * c.in.C, cin: c.in.C,
		dst: s.current, dstFrame: c.out.Neurons(), dstPitch: c.out.Row(), cout: c.out.C,
	})
}

// tileData is DataGrad by tiles.
func (c *conv) tileData(s *Scratch, q, r []float32, steps int) {
	t := c.tiles
	t.correlate(s, &tileJob{
		frames: steps, w: &t.back, high: c.in.H / t.m, wide: c.in.W / t.m,
		src: r[(c.baseY*c.gw+c.baseX)*c.out.C:], srcFrame: c.plane(), srcPitch: c.pitch(), cin: c.out.C,
		dst: q, dstFrame: c.in.Neurons(), dstPitch: c.in.Row(), cout: c.in.C,
	})
}

// finish turns the accumulator dw [n][n][cin][cout] into the gradient, in place:
// for every input channel what is read lies where the result goes, or behind it.
func (t *convTiles) finish(s *Scratch, dw []float32, in, out int) {
	a, tmp := &s.combine, s.tiles.ready().tmp
	size := in * out
	for ch := range in {
		*a = kernel.CombineArgs{
			Groups: t.n, Rows: t.r, Terms: t.n, N: out, F: t.gradient,
			Src: dw[ch*out:], SrcGroup: size, SrcStride: t.n * size,
			Dst: tmp, DstGroup: out, DstStride: t.n * out,
		}
		s.k.Combine(a)
		*a = kernel.CombineArgs{
			Groups: t.r, Rows: t.r, Terms: t.n, N: out, F: t.gradient,
			Src: tmp, SrcGroup: t.n * out, SrcStride: out,
			Dst: dw[ch*out:], DstGroup: t.r * size, DstStride: size,
		}
		s.k.Combine(a)
	}
}
