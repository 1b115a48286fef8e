package snn

import "github.com/snnsim/snnsim/internal/kernel"

// Bounds of the dense form by tiles.
const (
	tileChannels = 15      // fewest channels in and out for which it was measured to gain
	tileRows     = 64      // tiles that a product takes, about
	tileCost     = 2       // of a multiplication, with its share of the transforms
	tileWeights  = 1 << 26 // most elements of the weights in tiles
	tileGradSize = 1 << 23 // most elements of the weight gradient's accumulator in tiles: 32 MiB a shard

	largeTileGrad = 1 << 20 // elements from which that accumulator is read and written seldom,
	largeTileRows = 256     // for so many tiles
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
