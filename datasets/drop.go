package datasets

import (
	"math/bits"
	"math/rand/v2"

	"github.com/snnsim/snnsim/spikes"
)

// dropSpikes silences each spike of a train with probability p.
func dropSpikes(tr *spikes.Train, p float64, rng *rand.Rand) {
	for i, left := range tr.Bits {
		for ; left != 0; left &= left - 1 {
			if rng.Float64() < p {
				tr.Bits[i] &^= 1 << bits.TrailingZeros64(left)
			}
		}
	}
}
