package snn

import "github.com/snnsim/snnsim/internal/kernel"

// panels holds a matrix whose rows are read a few columns at a time: blocks
// of up to panelWidth columns, each with all its rows, so that a block stays
// in cache while many products use it.
type panels struct {
	rows, n int // extent of the matrix
	width   int // columns of a block
	data    []float32
}

const (
	panelWidth = 32 // columns: what the product kernels take at a time
	// denseFrames is how many frames share the reading of a block.
	denseFrames = 8
)

// newPanels returns a matrix of zeros, in one block unless split.
func newPanels(rows, n int, split bool) panels {
	p := panels{rows: rows, n: n, width: n}
	if split && n > panelWidth {
		p.width = panelWidth
	}
	p.data = make([]float32, panelsLen(rows, n, split))
	return p
}

// panelsLen is how many numbers newPanels makes.
func panelsLen(rows, n int, split bool) int {
	if split && n > panelWidth {
		return (n + panelWidth - 1) / panelWidth * panelWidth * rows
	}
	return rows * n
}

// columns returns the number of blocks.
func (p *panels) columns() int { return (p.n + p.width - 1) / p.width }

// block returns block i, its rows p.width apart, and its columns of the matrix.
func (p *panels) block(i int) (data []float32, from, n int) {
	return p.data[i*p.rows*p.width : (i+1)*p.rows*p.width], i * p.width, min(p.width, p.n-i*p.width)
}

// set writes row r, scaled.
func (p *panels) set(k *kernel.Set, r int, row []float32, factor float32) {
	for i := range p.columns() {
		b, from, n := p.block(i)
		dst := b[r*p.width:][:n]
		copy(dst, row[from:])
		scale(k, dst, factor)
	}
}

// setTransposed writes n rows from row r on: the columns of w, whose rows are
// pitch apart.
func (p *panels) setTransposed(k *kernel.Set, r int, w []float32, n, pitch int) {
	for i := range p.columns() {
		b, from, m := p.block(i)
		k.Transpose(b[r*p.width:], w[from*pitch:], m, n, p.width, pitch)
	}
}

// setColumns writes n columns from column c on: the rows of w, which are pitch
// apart.
func (p *panels) setColumns(k *kernel.Set, c int, w []float32, n, pitch int) {
	for end := c + n; c < end; {
		b, from, columns := p.block(c / p.width)
		m := min(from+columns, end) - c
		k.Transpose(b[c-from:], w, m, p.rows, p.width, pitch)
		c, w = c+m, w[m*pitch:]
	}
}

// product writes to dst the product that g describes but for its columns, which
// are those of p.
func (p *panels) product(k *kernel.Set, g *kernel.GemmArgs, dst []float32) {
	g.Brs = p.width
	for i := range p.columns() {
		b, from, n := p.block(i)
		g.B, g.C, g.N = b, dst[from:], n
		k.Gemm(g)
	}
}
