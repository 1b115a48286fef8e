package bench

import "github.com/snnsim/snnsim/spikes"

// membraneUpdates counts, as NeuroBench does, the steps at which a neuron's
// membrane potential after reset differs from the step before; the first step
// always counts. u is [T][H][Pitch], before reset; bits are the spikes.
func membraneUpdates(u []float32, bits []uint64, s spikes.Shape, steps int) int64 {
	n := int64(s.Neurons())
	plane := s.H * s.Pitch()
	for t := 1; t < steps; t++ {
		for y := range s.H {
			was, now := u[(t-1)*plane+y*s.Pitch():], u[t*plane+y*s.Pitch():]
			wasBits := bits[((t-1)*s.H+y)*s.RowWords():]
			nowBits := bits[(t*s.H+y)*s.RowWords():]
			for j := range s.Row() {
				if after(was[j], wasBits, j) != after(now[j], nowBits, j) {
					n++
				}
			}
		}
	}
	return n
}

// after returns a potential after reset: 0 where the neuron fired.
func after(u float32, bits []uint64, j int) float32 {
	if bits[j/64]>>(j%64)&1 != 0 {
		return 0
	}
	return u
}
