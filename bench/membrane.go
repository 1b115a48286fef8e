package bench

import (
	"math/bits"

	"github.com/snnsim/snnsim/spikes"
)

// membraneUpdates counts, as NeuroBench does, the steps at which a neuron's
// membrane potential after reset differs from the step before; the first step
// always counts. u is [T][H][Pitch], before reset; train are the spikes.
func membraneUpdates(u []float32, train []uint64, s spikes.Shape, steps int) int64 {
	n := int64(s.Neurons())
	plane, words := s.H*s.Pitch(), s.RowWords()
	for t := 1; t < steps; t++ {
		for y := range s.H {
			was, now := u[(t-1)*plane+y*s.Pitch():][:s.Row()], u[t*plane+y*s.Pitch():][:s.Row()]
			n += differing(was, now)
			wasBits, nowBits := train[((t-1)*s.H+y)*words:][:words], train[(t*s.H+y)*words:][:words]
			for i := range wasBits {
				// Where a neuron fired, the potential is 0 after reset.
				for b := wasBits[i] | nowBits[i]; b != 0; b &= b - 1 {
					k := bits.TrailingZeros64(b)
					j := 64*i + k
					v, w := was[j], now[j]
					n -= one(v != w)
					if wasBits[i]>>k&1 != 0 {
						v = 0
					}
					if nowBits[i]>>k&1 != 0 {
						w = 0
					}
					n += one(v != w)
				}
			}
		}
	}
	return n
}

// differing counts the elements in which two slices differ.
func differing(a, b []float32) (n int64) {
	for i, v := range a {
		n += one(v != b[i])
	}
	return n
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
