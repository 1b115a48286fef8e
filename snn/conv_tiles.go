package snn

import "github.com/snnsim/snnsim/internal/kernel"

// Bounds of the dense form by tiles.
const (
	tileChannels = 15      // fewest channels in and out: below, the transforms cost what the products save
	tileRows     = 64      // tiles that a product takes, about
	tileCost     = 2       // of a multiplication, with its share of the transforms
	tileWeights  = 1 << 26 // most elements of the weights in tiles
	tileGradSize = 1 << 23 // most elements of the weight gradient's accumulator in tiles: 32 MiB
)

// convTiles is what a convolution's dense forms by tiles need, see [tiling].
type convTiles struct {
	*tiling
	weight  panels    // [n][n][cin] rows of cout, scaled
	back    panels    // [n][n][cout] rows of cin, flipped: the data gradient, if it is by tiles
	grads   bool      // the weight gradient is by tiles too
	prepare []float32 // scratch of n parts of Prepare
	args    []kernel.CombineArgs
}

// tileBlock is how many input channels' weights are transformed at a time.
const tileBlock = 8

// newTiles returns the forms by tiles of c, or nil if its shape has none.
func (c *conv) newTiles() *convTiles {
	m := c.tileSide()
	if m == 0 {
		return nil
	}
	t := &convTiles{tiling: newTiling(m, c.kh)}
	points := t.n * t.n
	t.weight = newPanels(points*c.in.C, c.out.C, true)
	windows, spread := c.dataCosts()
	if tileCost*float64(points*(c.in.H/m)*(c.in.W/m)*c.in.C*c.out.C) < min(windows, spread) {
		t.back = newPanels(points*c.out.C, c.in.C, true)
	}
	t.grads = points*c.in.C*c.out.C <= tileGradSize
	t.prepare = make([]float32, t.n*t.prepareSize(c))
	t.args = make([]kernel.CombineArgs, t.n)
	return t
}

// tileSides returns the sides of tiles for a kernel's side, best first.
func tileSides(kernel int) []int {
	switch kernel {
	case 3:
		return []int{4, 2}
	case 5:
		return []int{2}
	}
	return nil
}

// tileSide returns how many outputs a tile has on a side, 0 for no tiles.
func (c *conv) tileSide() int {
	if c.kh != c.kw || c.groups != 1 || c.sy != 1 || c.sx != 1 || c.dy != 1 || c.dx != 1 || min(c.in.C, c.out.C) < tileChannels {
		return 0
	}
	for _, m := range tileSides(c.kh) {
		n := m + c.kh - 1
		if c.out.H%m+c.out.W%m+c.in.H%m+c.in.W%m == 0 && n*n*c.in.C*c.out.C <= tileWeights {
			return m
		}
	}
	return 0
}

// gain is how many times the form by tiles is faster than that by whole kernels,
// about: by what it multiplies less, with a share for the transforms.
func (t *convTiles) gain() float64 {
	const share = 1.6
	return float64(t.m*t.m*t.r*t.r) / float64(t.n*t.n) / share
}

// even returns a break-even, given for whole kernels, for what tiles does by tiles.
func (t *convTiles) even(upTo float64, tiles bool) float64 {
	if t == nil || !tiles {
		return upTo
	}
	return upTo / t.gain()
}

// backward reports whether the data gradient is by tiles.
func (t *convTiles) backward() bool { return t != nil && t.back.n > 0 }

// weightGrad reports whether the weight gradient is by tiles.
func (t *convTiles) weightGrad() bool { return t != nil && t.grads }

func (t *convTiles) prepareSize(c *conv) int { return (t.r + t.n) * tileBlock * c.out.C }

// ready transforms the weights for row i of the points.
func (t *convTiles) ready(c *conv, k *kernel.Set, i int) {
	tmp := t.prepare[i*t.prepareSize(c):][:t.prepareSize(c)]
	size, a := c.in.C*c.out.C, &t.args[i]
	rows, all := tmp[:t.r*tileBlock*c.out.C], tmp[t.r*tileBlock*c.out.C:]
	transform := func(g []float32, from, n int) {
		// Down the kernel's columns, then along what is left of its rows.
		*a = kernel.CombineArgs{
			Groups: t.r, Rows: 1, Terms: t.r, N: n, F: g[i*t.r:],
			Src: c.weight.Data[from*c.out.C:], SrcGroup: size, SrcStride: t.r * size,
			Dst: rows, DstGroup: n,
		}
		k.Combine(a)
		*a = kernel.CombineArgs{
			Groups: 1, Rows: t.n, Terms: t.r, N: n, F: g,
			Src: rows, SrcStride: n, Dst: all, DstStride: n,
		}
		k.Combine(a)
	}
	for from := 0; from < c.in.C; from += tileBlock {
		channels := min(tileBlock, c.in.C-from)
		n := channels * c.out.C
		transform(t.kernel, from, n)
		for j := range t.n {
			for ch := range channels {
				t.weight.set(k, (i*t.n+j)*c.in.C+from+ch, all[j*n+ch*c.out.C:][:c.out.C], c.factor)
			}
		}
		if !c.backward || !t.backward() {
			continue
		}
		transform(t.flipped, from, n)
		block, first, _ := t.back.block(from / t.back.width)
		for j := range t.n {
			k.Transpose(block[(i*t.n+j)*c.out.C*t.back.width+from-first:], all[j*n:], channels, c.out.C, t.back.width, c.out.C)
		}
	}
}

// scratch gives s the memory that the forms by tiles need.
func (t *convTiles) scratch(c *conv, s *Scratch) {
	wide := max(c.out.W, c.in.W) / t.m
	rows := max(tileRows, wide)
	channels := max(c.in.C, c.out.C)
	s.tileIn = make([]float32, t.n*t.n*rows*channels)
	s.tileOut = make([]float32, len(s.tileIn))
	s.tileTmp = make([]float32, max(t.n*(wide*t.m+t.n)*channels, t.m*t.n*rows*channels, t.r*t.n*c.out.C))
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
	per := t.unitsOf(j.wide)
	for from := 0; from < j.frames*j.high; from += per {
		units := min(per, j.frames*j.high-from)
		rows := units * j.wide
		t.spreadInput(s, j, from, units)
		t.products(s, j, rows)
		t.gather(s, j, from, units)
	}
}

// spreadInput transforms rows of tiles of the input into s.tileIn.
func (t *convTiles) spreadInput(s *Scratch, j *tileJob, from, units int) {
	plane := units * j.wide * j.cin
	w := tileRow{f: t.in, size: t.n, step: t.m, tiles: j.wide, pitch: j.srcPitch, c: j.cin, plane: plane, transform: t.n}
	for u := range units {
		f, y := (from+u)/j.high, (from+u)%j.high
		w.x = j.src[f*j.srcFrame+y*t.m*j.srcPitch:]
		w.dst = s.tileIn[u*j.wide*j.cin:]
		w.spread(s.k, &s.combine, s.tileTmp)
	}
}

// products multiplies the tiles with the weights, point by point, into s.tileOut.
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
			g.A, g.B, g.C = s.tileIn[p*rows*j.cin:], w[p*j.cin*j.w.width:], s.tileOut[p*rows*j.cout+from:]
			s.k.Gemm(g)
		}
	}
}

// gather transforms s.tileOut back and writes the outputs.
func (t *convTiles) gather(s *Scratch, j *tileJob, from, units int) {
	plane := units * j.wide * j.cout
	a := &s.combine
	*a = kernel.CombineArgs{
		Groups: 1, Rows: t.m, Terms: t.n, N: t.n * plane, F: t.out,
		Src: s.tileOut, SrcStride: t.n * plane, Dst: s.tileTmp, DstStride: t.n * plane,
	}
	s.k.Combine(a)
	a.Groups, a.N = j.wide, j.cout
	a.SrcGroup, a.SrcStride = j.cout, plane
	a.DstGroup, a.DstStride = t.m*j.cout, j.cout
	for u := range units {
		f, y := (from+u)/j.high, (from+u)%j.high
		for i := range t.m {
			a.Src = s.tileTmp[i*t.n*plane+u*j.wide*j.cout:]
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

// tileGrad adds the weight gradient of n frames in s.frame, whose outputs'
// gradients are r, to dw [n][n][cin][cout].
func (c *conv) tileGrad(s *Scratch, dw, r []float32, frames int) {
	t, lay := c.tiles, c.Deltas()
	j := tileJob{
		high: c.out.H / t.m, wide: c.out.W / t.m,
		src: s.frame, srcFrame: c.mapSize(), srcPitch: c.mapW * c.in.C, cin: c.in.C,
	}
	per := t.unitsOf(j.wide)
	g := &s.gemm
	for from := 0; from < frames*j.high; from += per {
		units := min(per, frames*j.high-from)
		rows := units * j.wide
		t.spreadInput(s, &j, from, units)
		w := tileRow{f: t.delta, size: t.m, step: t.m, tiles: j.wide, pitch: lay.Row, c: c.out.C, plane: rows * c.out.C, transform: t.n}
		for u := range units {
			f, y := (from+u)/j.high, (from+u)%j.high
			w.x = r[f*lay.Plane+lay.Origin+y*t.m*lay.Row:]
			w.dst = s.tileOut[u*j.wide*c.out.C:]
			w.spread(s.k, &s.combine, s.tileTmp)
		}
		*g = kernel.GemmArgs{
			Pack: s.pack,
			M:    c.in.C, N: c.out.C, Kn: rows, Ko: 1,
			Ars: 1, Acs: c.in.C, Brs: c.out.C, Crs: c.out.C, Acc: true,
		}
		for p := range t.n * t.n {
			g.A, g.B, g.C = s.tileIn[p*rows*c.in.C:], s.tileOut[p*rows*c.out.C:], dw[p*c.in.C*c.out.C:]
			s.k.Gemm(g)
		}
	}
}

// tileGrads is the dense weight gradient of a sample by tiles.
func (c *conv) tileGrads(s *Scratch, dw []float32, in *Input, r []float32) {
	size := c.mapSize()
	for from := 0; from < in.Frames(); from += c.chunk {
		n := min(c.chunk, in.Frames()-from)
		for f := range n {
			in.frame(s.frame[f*size:], c.cellPlace, from+f)
		}
		c.tileGrad(s, dw, r[from*c.plane():], n)
		for f := range n {
			in.unframe(s.frame[f*size:], c.cellPlace, from+f)
		}
	}
}

// finish turns the accumulator dw [n][n][cin][cout] into the gradient, in place:
// for every input channel what is read lies where the result goes, or behind it.
func (t *convTiles) finish(s *Scratch, dw []float32, in, out int) {
	a := &s.combine
	size := in * out
	for ch := range in {
		*a = kernel.CombineArgs{
			Groups: t.n, Rows: t.r, Terms: t.n, N: out, F: t.gradient,
			Src: dw[ch*out:], SrcGroup: size, SrcStride: t.n * size,
			Dst: s.tileTmp, DstGroup: out, DstStride: t.n * out,
		}
		s.k.Combine(a)
		*a = kernel.CombineArgs{
			Groups: t.r, Rows: t.r, Terms: t.n, N: out, F: t.gradient,
			Src: s.tileTmp, SrcGroup: t.n * out, SrcStride: out,
			Dst: dw[ch*out:], DstGroup: t.r * size, DstStride: size,
		}
		s.k.Combine(a)
	}
}
