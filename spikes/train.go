package spikes

import (
	"fmt"
	"math/bits"
)

// Train holds the spike trains of one population over T steps.
type Train struct {
	Shape Shape
	T     int
	// Bits is [T][H][RowWords]: bit i of a row belongs to neuron
	// (column i/C, channel i%C) of that row.
	Bits []uint64
}

// NewTrain returns a silent train of t steps.
func NewTrain(s Shape, t int) *Train {
	return &Train{Shape: s, T: t, Bits: make([]uint64, t*s.Words())}
}

// Resize makes the train hold t silent steps of shape s, reusing its memory.
func (tr *Train) Resize(s Shape, t int) {
	n := t * s.Words()
	if cap(tr.Bits) < n {
		tr.Bits = make([]uint64, n)
	}
	tr.Bits = tr.Bits[:n]
	tr.Shape, tr.T = s, t
	tr.Clear()
}

// StrayRow returns the first row, counted over all steps, that has a bit behind its neurons,
// -1 if there is none.
func (tr *Train) StrayRow() int {
	used := tr.Shape.Row() % 64
	if used == 0 {
		return -1
	}
	words := tr.Shape.RowWords()
	for i := words - 1; i < len(tr.Bits); i += words {
		if tr.Bits[i]>>used != 0 {
			return i / words
		}
	}
	return -1
}

// Clear silences the train.
func (tr *Train) Clear() { clear(tr.Bits) }

// Step returns the words of step t, [H][RowWords], of the train's own memory.
func (tr *Train) Step(t int) []uint64 {
	n := tr.Shape.Words()
	return tr.Bits[t*n : (t+1)*n : (t+1)*n]
}

// Set makes neuron (y, x, c) fire at step t. It panics outside the train.
func (tr *Train) Set(t, y, x, c int) {
	w, b := tr.index(t, y, x, c)
	tr.Bits[w] |= b
}

// Get reports whether neuron (y, x, c) fires at step t. It panics outside the train.
func (tr *Train) Get(t, y, x, c int) bool {
	w, b := tr.index(t, y, x, c)
	return tr.Bits[w]&b != 0
}

func (tr *Train) index(t, y, x, c int) (word int, bit uint64) {
	sh := &tr.Shape
	if uint(t) >= uint(tr.T) || uint(y) >= uint(sh.H) || uint(x) >= uint(sh.W) || uint(c) >= uint(sh.C) {
		panic(fmt.Sprintf("spikes: neuron (%d, %d, %d) at step %d outside %v over %d steps", y, x, c, t, tr.Shape, tr.T))
	}
	i := x*tr.Shape.C + c
	return (t*tr.Shape.H+y)*tr.Shape.RowWords() + i/64, 1 << (i % 64)
}

// Count returns the number of spikes.
func (tr *Train) Count() int { return Count(tr.Bits) }

// Count returns the number of set bits in words.
func Count(words []uint64) int {
	n := 0
	for _, w := range words {
		n += bits.OnesCount64(w)
	}
	return n
}

// Density returns spikes per neuron and step, 0 to 1.
func (tr *Train) Density() float64 {
	if n := tr.T * tr.Shape.Neurons(); n > 0 {
		return float64(tr.Count()) / float64(n)
	}
	return 0
}
