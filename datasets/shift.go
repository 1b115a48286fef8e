package datasets

import "github.com/snnsim/snnsim/spikes"

// shiftTrain moves every spike by dy rows and dx columns, in place; what
// leaves the array is lost.
func shiftTrain(tr *spikes.Train, dy, dx int) {
	if dy == 0 && dx == 0 {
		return
	}
	s := tr.Shape
	row := s.RowWords()
	for t := range tr.T {
		step := tr.Step(t)
		for i := range s.H {
			// A row is written after it was read: from the far end on.
			y := i
			if dy > 0 {
				y = s.H - 1 - i
			}
			dst := step[y*row : (y+1)*row]
			if from := y - dy; from >= 0 && from < s.H {
				shiftRow(dst, step[from*row:(from+1)*row], dx*s.C)
				dst[row-1] &= ^uint64(0) >> (row*64 - s.Row())
			} else {
				clear(dst)
			}
		}
	}
}

// shiftRow writes src, moved by k bits upwards or -k downwards, into dst, which
// may be src.
func shiftRow(dst, src []uint64, k int) {
	word := func(i int) uint64 {
		if i < 0 || i >= len(src) {
			return 0
		}
		return src[i]
	}
	if k >= 0 {
		words, bits := k/64, k%64
		for i := len(dst) - 1; i >= 0; i-- {
			dst[i] = word(i-words)<<bits | word(i-words-1)>>(64-bits)
		}
		return
	}
	words, bits := -k/64, -k%64
	for i := range dst {
		dst[i] = word(i+words)>>bits | word(i+words+1)<<(64-bits)
	}
}
