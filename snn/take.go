package snn

import (
	"math/bits"
	"slices"

	"github.com/snnsim/snnsim/spikes"
)

// takeSample makes the connection's input from a sample.
func (st *stageActivity) takeSample(b int, s *spikes.Sample, train bool) {
	in := &st.in[b]
	in.Kind, in.T = s.Kind, st.a.net.Steps
	if s.Kind == spikes.Events {
		st.takeSpikes(b, s.Train.Bits, s.Train.T, train)
		return
	}
	br := st.stage.bridge
	if br.plain && !(train && br.dropSrc > 0) {
		in.Values = s.Values
		return
	}
	cells := br.dst.Neurons()
	n := br.src.Neurons()
	frames := in.Frames()
	if cap(st.values[b]) < frames*cells {
		st.values[b] = make([]float32, frames*cells)
	}
	in.Values = st.values[b][:frames*cells]
	clear(in.Values)
	for t := range frames {
		out := in.Values[t*cells : (t+1)*cells]
		for i, v := range s.Values[t*n : (t+1)*n] {
			bit := i/br.src.Row()*br.src.Pitch() + i%br.src.Row()
			if train && br.dropSrc > 0 && !st.kept(st.srcKeep, br.src.Words(), b, bit) {
				continue
			}
			br.cellsOf(bit, func(c int32) { out[c] += v })
		}
		if train && br.dropDst > 0 {
			for c := range out {
				if !st.kept(st.dstKeep, cellWords(st.stage), b, c) {
					out[c] = 0
				}
			}
		}
	}
}

func (st *stageActivity) kept(mask []uint64, words, b, i int) bool {
	return mask[b*words+i/64]>>(i%64)&1 != 0
}

// takeSpikes makes the connection's input from the spikes below: it decodes
// the bits of every step into the cells that they hit.
func (st *stageActivity) takeSpikes(b int, bits []uint64, steps int, train bool) {
	in, br, k := &st.in[b], st.stage.bridge, st.a.net.k
	in.Kind, in.T, in.Sorted = spikes.Events, steps, br.plain
	in.Cells = in.Cells[:0]
	words := br.src.Words()
	for t := range steps {
		in.Start[t] = int32(len(in.Cells))
		w := bits[t*words : (t+1)*words]
		if train && br.dropSrc > 0 {
			for i := range w {
				st.masked[i] = w[i] & st.srcKeep[b*words+i]
			}
			w = st.masked
		}
		from := len(in.Cells)
		need := spikes.Count(w) + 16
		if br.cell != nil {
			in.Cells = slices.Grow(in.Cells, need)
			n := k.DecodeLUT(in.Cells[from:from+need], w, br.cell, 0)
			in.Cells = in.Cells[:from+n]
		} else {
			st.index = slices.Grow(st.index[:0], need)
			n := k.Decode(st.index[:need], w, 0)
			for _, i := range st.index[:n] {
				in.Cells = append(in.Cells, br.cells[br.start[i]:br.start[i+1]]...)
			}
		}
		if br.gaps || train && br.dropDst > 0 {
			in.Cells = st.filter(in.Cells, from, b, train)
		}
	}
	in.Start[steps] = int32(len(in.Cells))
}

// filter removes cells that dropout silences, and neurons without a cell.
func (st *stageActivity) filter(cells []int32, from, b int, train bool) []int32 {
	n := from
	mask := train && st.stage.bridge.dropDst > 0
	for _, c := range cells[from:] {
		if c < 0 || mask && !st.kept(st.dstKeep, cellWords(st.stage), b, int(c)) {
			continue
		}
		cells[n] = c
		n++
	}
	return cells[:n]
}

// Upstream writes into dst [T][Pitch] the gradient that reaches row y of the
// population below stage i, given the gradient q [T][cells] of the stage's
// input cells; it returns the slice that holds it and its stride, which is q
// itself where nothing lies between. The factor GradFactor is left to the
// caller, and so is calling for all rows of a sample in ascending order, from the
// first on, with the same q, which loses what dropout silenced, and the same dst,
// from which pooled rows are taken again.
func (a *Activity) Upstream(i, b, y int, q, dst []float32, train bool) ([]float32, int) {
	st := &a.stages[i]
	br := st.stage.bridge
	cells := br.dst.Neurons()
	drop := train && br.dropSrc > 0
	if y == 0 && train && br.dropDst > 0 {
		st.dropCells(q, b, a.net.Steps)
	}
	if br.plain && !drop {
		return q[y*br.src.Row():], cells
	}
	pitch := br.src.Pitch()
	if w := br.window[0]; w != 0 && !drop && y%w != 0 && y/w < br.dst.H {
		return dst, pitch // the rows of a pooling window have the same gradient
	}
	for t := range a.net.Steps {
		row, qt := dst[t*pitch:(t+1)*pitch], q[t*cells:(t+1)*cells]
		switch {
		case br.plain:
			copy(row[:br.src.Row()], qt[y*br.src.Row():])
		case br.window != [2]int{}:
			br.unpool(row, qt, y)
		default:
			for j := range br.src.Row() {
				row[j] = 0
				br.cellsOf(y*pitch+j, func(c int32) { row[j] += qt[c] })
			}
		}
		if drop {
			st.dropRow(row, b, y)
		}
	}
	return dst, pitch
}

// unpool copies the gradients of the pooled cells to the neurons of row y.
func (b *bridge) unpool(row, q []float32, y int) {
	c := b.src.C
	oy := y / b.window[0]
	if oy >= b.dst.H {
		clear(row)
		return
	}
	for x := range b.src.W {
		ox := x / b.window[1]
		if ox >= b.dst.W {
			clear(row[x*c : (x+1)*c])
			continue
		}
		copy(row[x*c:(x+1)*c], q[(oy*b.dst.W+ox)*c:])
	}
}

// dropRow zeroes the gradients of the neurons of row y that dropout silenced.
func (st *stageActivity) dropRow(row []float32, b, y int) {
	src := st.stage.bridge.src
	words := st.srcKeep[b*src.Words()+y*src.RowWords():][:src.RowWords()]
	eachZero(words, src.Row(), func(j int) { row[j] = 0 })
}

// dropCells zeroes the gradients q of the cells of sample b that dropout silenced.
func (st *stageActivity) dropCells(q []float32, b, steps int) {
	cells, n := st.stage.bridge.dst.Neurons(), cellWords(st.stage)
	words := st.dstKeep[b*n:][:n]
	for t := range steps {
		qt := q[t*cells:][:cells]
		eachZero(words, cells, func(c int) { qt[c] = 0 })
	}
}

// eachZero calls do for every zero among the first n bits.
func eachZero(words []uint64, n int, do func(i int)) {
	for w, keep := range words {
		for zeros := ^keep; zeros != 0; zeros &= zeros - 1 {
			i := w*64 + bits.TrailingZeros64(zeros)
			if i >= n {
				return
			}
			do(i)
		}
	}
}
