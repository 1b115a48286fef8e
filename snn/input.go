package snn

import "github.com/snnsim/snnsim/spikes"

// Input is what a connection sees of one sample: spike events, an image, or
// one value per cell and step.
type Input struct {
	Kind spikes.Kind
	T    int
	// Cells holds the cells hit by spikes, step after step: step t is
	// Cells[Start[t]:Start[t+1]]. Cell (y·W+x)·C+c is place (y, x, c) of the
	// connection's input, behind pooling and dropout. A cell that pools several
	// spikes stands there once for each.
	Cells []int32
	Start []int32 // [T+1]
	// Sorted says that the cells of every step ascend.
	Sorted bool
	// Values is [cells] for Image and [T][cells] for Analog.
	Values []float32
}

// Step returns the cells hit at step t.
func (in *Input) Step(t int) []int32 { return in.Cells[in.Start[t]:in.Start[t+1]] }

// Frames returns the number of distinct inputs over time: T, or 1 for an image.
func (in *Input) Frames() int {
	if in.Kind == spikes.Image {
		return 1
	}
	return in.T
}

// frame adds the input at step t to the zeroed map dst, whose cell c stands
// at place[c].
func (in *Input) frame(dst []float32, place []int32, t int) {
	if in.Kind == spikes.Events {
		for _, c := range in.Step(t) {
			dst[place[c]]++
		}
		return
	}
	n := len(place)
	for c, v := range in.Values[t*n : (t+1)*n] {
		dst[place[c]] = v
	}
}

// unframe zeroes what frame wrote.
func (in *Input) unframe(dst []float32, place []int32, t int) {
	if in.Kind == spikes.Events {
		for _, c := range in.Step(t) {
			dst[place[c]] = 0
		}
		return
	}
	for _, p := range place {
		dst[p] = 0
	}
}

// CopyFrom makes in a copy of src that does not share its memory.
func (in *Input) CopyFrom(src *Input) {
	cells, start, values := in.Cells[:0], append(in.Start[:0], src.Start...), in.Values[:0]
	if src.Kind == spikes.Events {
		cells = append(cells, src.Cells...)
	} else {
		values = append(values, src.Values...)
	}
	*in = Input{Kind: src.Kind, T: src.T, Cells: cells, Start: start, Sorted: src.Sorted, Values: values}
}

// CopyAscending is CopyFrom with the cells of every step in ascending order. count
// is scratch: zeros, one for every cell, which it leaves zero.
func (in *Input) CopyAscending(src *Input, count []int32) {
	in.CopyFrom(src)
	if in.Kind != spikes.Events || in.Sorted {
		return
	}
	for t := range in.T {
		cells := in.Step(t)
		for _, c := range cells {
			count[c]++
		}
		for c, n := 0, 0; n < len(cells); c++ {
			for ; count[c] > 0; count[c]-- {
				cells[n] = int32(c)
				n++
			}
		}
	}
	in.Sorted = true
}
