package snn

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// conv is a 2-D cross-correlation without bias.
//
// Spikes are scattered into a grid: the map of all output positions at stride
// one, wide enough that no spike needs a bounds check. A spike at (y, x) adds
// the flipped kernel to the kh×kw grid pixels from (y+base, x+base) on; output
// (oy, ox) is grid pixel (oy·stride+origin, ox·stride+origin). Gradients of
// the currents are laid out on the same grid, so that weight and data
// gradients read plain windows of it.
type conv struct {
	in, out      spikes.Shape
	kh, kw       int
	sy, sx       int // stride
	py, px       int // padding
	dy, dx       int // dilation
	groups       int
	cig, cog     int // channels in and out of one group
	gh, gw       int // grid rows and columns
	baseY, baseX int
	origY, origX int
	mapH, mapW   int // padded input map of the dense path
	weight       *Tensor
	dense        panels         // [ky][kx][cig] rows of cout, scaled: the dense path
	flip         []float32      // [cin][ky'][kx'][cog], flipped, scaled: the event path
	back         panels         // [group][ky'][kx'][cog] rows of cig, flipped: the data gradient by windows
	spread       []float32      // [cout][ky][kx][cin]: the data gradient by spreading; nil for windows
	pixels       []kernel.Event // places in a row of the padded input map of the outputs' patches
	tiles        *convTiles     // the dense path by tiles; nil for whole kernels
	factor       float32        // of the last Plan
	backward     bool           // of the last Plan
	chunk        int            // frames that the dense path takes at a time
	cellEvent    []kernel.Event
	cellPlace    []int32 // place of a cell in the padded input map
	cellRow      []int32 // row of a cell
}

func newConv(l *Layer, in spikes.Shape) *conv {
	c := &conv{
		in: in, kh: l.Kernel[0], kw: l.Kernel[1], sy: l.Stride[0], sx: l.Stride[1],
		py: l.Padding[0], px: l.Padding[1], dy: l.Dilation[0], dx: l.Dilation[1],
		groups: l.Groups, cig: l.InChannels / l.Groups, cog: l.OutChannels / l.Groups,
	}
	c.out = spikes.Shape{
		H: outSize(in.H, c.kh, c.sy, c.py, c.dy),
		W: outSize(in.W, c.kw, c.sx, c.px, c.dx),
		C: l.OutChannels,
	}
	if !c.out.Valid() {
		return c
	}
	effY, effX := (c.kh-1)*c.dy+1, (c.kw-1)*c.dx+1
	c.baseY, c.baseX = max(0, c.py-effY+1), max(0, c.px-effX+1)
	c.origY, c.origX = effY-1-c.py+c.baseY, effX-1-c.px+c.baseX
	c.gh, c.gw = in.H+effY-1+2*c.baseY, in.W+effX-1+2*c.baseX
	c.mapH, c.mapW = in.H+2*c.py, in.W+2*c.px
	c.weight = NewTensor(l.Name+".weight", c.kh, c.kw, c.cig, c.out.C)
	c.flip = make([]float32, len(c.weight.Data))
	c.tiles = c.newTiles()
	c.layOut()
	c.pixels = make([]kernel.Event, c.spreadGroup()*c.out.W)
	for i := range c.pixels {
		y, x := i/c.out.W, i%c.out.W
		c.pixels[i] = kernel.Event{Dst: int32((y*c.sy*c.mapW + x*c.sx) * c.in.C), Src: int32(i * c.kh * c.kw * c.cig)}
	}
	return c
}

// layOut makes room for the weights in the orders that the forms want.
func (c *conv) layOut() {
	c.dense, c.back, c.spread, c.chunk = panels{}, panels{}, nil, 1
	if c.tiles != nil {
		c.chunk = c.tiles.frames(c)
	} else {
		c.dense = newPanels(c.kh*c.kw*c.cig, c.out.C, c.rows())
		if c.rows() && c.dense.columns() > 1 {
			c.chunk = denseFrames
		}
	}
	switch {
	case c.tiles.backward():
	case c.spreads():
		c.spread = make([]float32, len(c.weight.Data))
	default:
		c.back = newPanels(c.groups*c.kh*c.kw*c.cog, c.cig, c.rows())
	}
}

// tables fills what is looked up for every cell, once.
func (c *conv) tables() {
	if c.cellEvent != nil {
		return
	}
	n := c.in.Neurons()
	c.cellEvent = make([]kernel.Event, n)
	c.cellPlace = make([]int32, n)
	c.cellRow = make([]int32, n)
	for i := range n {
		y, x, ch := i/c.in.Row(), i%c.in.Row()/c.in.C, i%c.in.C
		g := ch / c.cig
		c.cellEvent[i] = kernel.Event{
			Dst: int32(((y+c.baseY)*c.gw+x+c.baseX)*c.out.C + g*c.cog),
			Src: int32(ch * c.kh * c.kw * c.cog),
		}
		c.cellPlace[i] = int32(((y+c.py)*c.mapW+x+c.px)*c.in.C + ch)
		c.cellRow[i] = int32(y)
	}
}

func (c *conv) Weight() *Tensor   { return c.weight }
func (c *conv) In() spikes.Shape  { return c.in }
func (c *conv) Out() spikes.Shape { return c.out }

func (c *conv) MACs() int64 {
	return int64(c.out.Neurons()) * int64(c.kh*c.kw*c.cig)
}

// rows reports whether kernel rows are contiguous in the grid.
func (c *conv) rows() bool { return c.dx == 1 && c.groups == 1 }

func (c *conv) pitch() int { return c.gw * c.out.C }

func (c *conv) mapSize() int { return c.mapH * c.mapW * c.in.C }

func (c *conv) plane() int { return c.gh * c.pitch() }

// Plan implements Connection: one part for every tap of the kernel, and one for
// every row of the points of the form by tiles.
func (c *conv) Plan(factor float32, back bool) int {
	c.tables()
	c.factor, c.backward = factor, back
	parts := c.kh * c.kw
	if c.tiles != nil {
		parts += c.tiles.n
	}
	return parts
}

// Prepare implements Connection.
func (c *conv) Prepare(k *kernel.Set, part int) {
	if part >= c.kh*c.kw {
		c.tiles.ready(c, k, part-c.kh*c.kw)
		return
	}
	ky, kx := part/c.kw, part%c.kw
	r, q := c.kh-1-ky, c.kw-1-kx
	w := c.weight.Data[part*c.cig*c.out.C:][:c.cig*c.out.C]
	for i := range c.cig {
		row := w[i*c.out.C:][:c.out.C]
		if c.tiles == nil {
			c.dense.set(k, part*c.cig+i, row, c.factor)
		}
		for g := range c.groups {
			f := c.flip[(((g*c.cig+i)*c.kh+r)*c.kw+q)*c.cog:][:c.cog]
			copy(f, row[g*c.cog:])
			scale(k, f, c.factor)
		}
	}
	switch {
	case !c.backward || c.tiles.backward():
	case c.spread != nil:
		taps := c.kh * c.kw * c.cig
		k.Transpose(c.spread[part*c.cig:], w, c.cig, c.out.C, taps, c.out.C)
	default:
		for g := range c.groups {
			c.back.setTransposed(k, ((g*c.kh+r)*c.kw+q)*c.cog, w[g*c.cog:], c.cog, c.out.C)
		}
	}
}

// scale multiplies x by f.
func scale(k *kernel.Set, x []float32, f float32) {
	if f != 1 {
		k.Scale(x, f)
	}
}

// PreparedBytes implements Connection.
func (c *conv) PreparedBytes(float32, bool) int64 {
	n := len(c.dense.data) + len(c.flip) + len(c.back.data) + len(c.spread)
	if t := c.tiles; t != nil {
		n += len(t.weight.data) + len(t.back.data) + len(t.prepare)
	}
	return int64(4 * n)
}

// NewScratch implements Connection.
func (c *conv) NewScratch(_, _ int) *Scratch {
	s := &Scratch{
		current: make([]float32, max(c.plane(), c.chunk*c.out.Neurons())+c.out.Pitch()+64),
		frame:   make([]float32, c.chunk*c.mapSize()),
		pack:    make([]float32, kernel.PackSize),
		rsum:    make([]float32, c.plane()),
		count:   make([]int32, c.in.C+1),
	}
	if c.tiles != nil {
		s.tiles = c.tiles.memory(c)
	}
	if c.spread != nil {
		s.patch = make([]float32, len(c.pixels)*c.kh*c.kw*c.in.C)
		s.picked = make([]float32, len(c.pixels)*c.out.C)
		if c.padded() {
			s.spread = make([]float32, c.mapSize())
		}
	}
	return s
}

// Deltas implements Connection.
func (c *conv) Deltas() DeltaLayout {
	return DeltaLayout{
		Plane:  c.plane(),
		Origin: (c.origY*c.gw + c.origX) * c.out.C,
		Row:    c.sy * c.pitch(),
		Pixel:  c.sx * c.out.C,
	}
}
