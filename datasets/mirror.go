package datasets

import (
	"math/bits"

	"github.com/snnsim/snnsim/spikes"
)

// mirrorTrain exchanges left and right, in place.
func mirrorTrain(tr *spikes.Train) {
	s := tr.Shape
	words := s.RowWords()
	row := make([]uint64, words)
	for y := range tr.T * s.H {
		at := tr.Bits[y*words : (y+1)*words]
		clear(row)
		for i, left := range at {
			for ; left != 0; left &= left - 1 {
				j := i*64 + bits.TrailingZeros64(left)
				to := (s.W-1-j/s.C)*s.C + j%s.C
				row[to/64] |= 1 << (to % 64)
			}
		}
		copy(at, row)
	}
}
