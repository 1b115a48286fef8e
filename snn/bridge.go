package snn

import (
	"math"

	"github.com/snnsim/snnsim/spikes"
)

// bridge is what lies between a population and the next connection: sum
// pooling and dropout, which have no neurons. It maps every neuron of the
// population below to the cells of the connection's input that it feeds.
type bridge struct {
	src, dst spikes.Shape
	factor   float32 // product of the pooling factors

	// cell maps a bit (row·Pitch + column·C + channel) to its cell, -1 for
	// none; it is nil where a neuron may feed several cells, and then the
	// cells of bit i are cells[start[i]:start[i+1]].
	cell         []int32
	start, cells []int32

	window [2]int // size of the only pooling window, if cells tile it; else 0
	plain  bool   // no pooling: the cell is the neuron
	gaps   bool   // some neurons feed no cell

	dropSrc, dropDst float64 // share of dropped neurons, dropped cells

	pools []*Layer // pooling layers, first to last, that build makes the map of
	pairs int64    // most pairs of a bit and a cell that the map holds
}

// newBridge returns a bridge without its map, which build makes.
func newBridge(src spikes.Shape) *bridge {
	return &bridge{src: src, dst: src, factor: 1, plain: true, pairs: product(src.H, src.Pitch())}
}

// build makes the map, once. It takes memory for every neuron, so it waits
// until the network is known to be sound and about to run.
func (b *bridge) build() {
	if b.cell != nil || b.start != nil {
		return
	}
	b.cell = make([]int32, b.src.H*b.src.Pitch())
	for i := range b.cell {
		b.cell[i] = -1
	}
	for y := range b.src.H {
		for j := range b.src.Row() {
			b.cell[y*b.src.Pitch()+j] = int32(y*b.src.Row() + j)
		}
	}
	in := b.src
	for _, l := range b.pools {
		in = b.lead(l, in)
	}
}

// cellsOf calls yield for every cell that bit i feeds.
func (b *bridge) cellsOf(i int, yield func(cell int32)) {
	if b.cell != nil {
		if c := b.cell[i]; c >= 0 {
			yield(c)
		}
		return
	}
	for _, c := range b.cells[b.start[i]:b.start[i+1]] {
		yield(c)
	}
}

// pool puts a pooling layer, whose output is valid, behind the bridge.
func (b *bridge) pool(l *Layer) {
	stride := l.poolStride()
	if b.plain && stride == l.Kernel && l.Padding == [2]int{} {
		b.window = l.Kernel
	} else {
		b.window = [2]int{}
	}
	b.pairs = b.pairsBehind(l)
	b.dst, b.plain = l.window(b.dst, stride, [2]int{1, 1}, b.dst.C), false
	b.factor *= float32(l.Theta)
	own := *l
	b.pools = append(b.pools, &own)
}

// pairsBehind returns the most pairs that the map holds with a pooling layer behind it.
func (b *bridge) pairsBehind(l *Layer) int64 {
	n := b.pairs
	for i, s := range l.poolStride() {
		windows := int64((l.Kernel[i] + s - 1) / s) // that a place is in
		if n > math.MaxInt64/windows {
			return math.MaxInt64
		}
		n *= windows
	}
	return n
}

// lead leads the map on through a pooling layer on in; it returns what the
// map then leads to.
func (b *bridge) lead(l *Layer, in spikes.Shape) spikes.Shape {
	stride := l.poolStride()
	out := l.window(in, stride, [2]int{1, 1}, in.C)
	tiles := stride[0] >= l.Kernel[0] && stride[1] >= l.Kernel[1]
	n := b.src.H * b.src.Pitch()
	start := make([]int32, 1, n+1)
	var cells []int32
	for i := range n {
		b.cellsOf(i, func(c int32) {
			y, x, ch := int(c)/in.Row(), int(c)%in.Row()/in.C, int(c)%in.C
			fromY, toY := windowsOn(y, l.Kernel[0], stride[0], l.Padding[0], out.H)
			fromX, toX := windowsOn(x, l.Kernel[1], stride[1], l.Padding[1], out.W)
			for oy := toY; oy >= fromY; oy-- {
				for ox := toX; ox >= fromX; ox-- {
					cells = append(cells, int32((oy*out.W+ox)*out.C+ch))
				}
			}
		})
		start = append(start, int32(len(cells)))
	}
	if tiles && b.cell != nil {
		for i := range n {
			b.cell[i] = -1
			if start[i+1] > start[i] {
				b.cell[i] = cells[start[i]]
			} else if i%b.src.Pitch() < b.src.Row() {
				b.gaps = true
			}
		}
	} else {
		b.cell, b.start, b.cells = nil, start, cells
	}
	return out
}

// poolStride returns the stride of a pooling layer: the kernel's own size
// unless it is given.
func (l *Layer) poolStride() [2]int {
	if l.Stride == [2]int{} {
		return l.Kernel
	}
	return l.Stride
}

// window returns the shape of what windows on in make.
func (l *Layer) window(in spikes.Shape, stride, dilation [2]int, channels int) spikes.Shape {
	return spikes.Shape{
		H: outSize(in.H, l.Kernel[0], stride[0], l.Padding[0], dilation[0]),
		W: outSize(in.W, l.Kernel[1], stride[1], l.Padding[1], dilation[1]),
		C: channels,
	}
}

// windowsOn returns the first and the last window, of k places each, that lie on position p;
// the last is below the first if none does.
func windowsOn(p, k, stride, pad, out int) (first, last int) {
	q := p + pad
	return max(0, q-k+stride) / stride, min(out-1, q/stride)
}

// outSize returns the number of window positions, 0 or less if none.
func outSize(in, k, stride, pad, dilation int) int {
	eff := (k-1)*dilation + 1
	if in+2*pad < eff {
		return 0
	}
	return (in+2*pad-eff)/stride + 1
}
