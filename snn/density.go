package snn

// BreakEvens are the densities, in spikes per input cell and step, up to which
// the event-driven form of a part of a connection is chosen over the dense
// one. A pooled cell counts every spike of its window. Both forms give the
// same result within rounding, so the numbers are part of what a run must keep
// to be repeated to the bit. In a Config 0 stands for the back end's own; in a
// Network it chooses the dense form wherever there is a spike. Those of a
// convolution are for whole kernels: where the dense form goes by tiles they are
// divided by what that gains.
type BreakEvens struct {
	Conv         float64 `json:"conv"`          // currents of a convolution
	ConvGradient float64 `json:"conv_gradient"` // its weight gradient
	Linear       float64 `json:"linear"`        // currents and weight gradient of a dense layer
	Narrow       float64 `json:"narrow"`        // currents of one with below 64 outputs, and from 65,536 weights on its weight gradient
	DataGradient float64 `json:"data_gradient"` // one dot product a spike, where no surrogate acts
}

// DefaultBreakEvens returns the break-evens of a back end, measured with
// `snnsim bench kernels --calibrate`.
func DefaultBreakEvens(backend string) BreakEvens {
	switch backend {
	case "avx512":
		return BreakEvens{Conv: 0.23, ConvGradient: 0.25, Linear: 0.35, Narrow: 0.6, DataGradient: 0.25}
	case "avx2":
		return BreakEvens{Conv: 0.28, ConvGradient: 0.32, Linear: 0.36, Narrow: 0.6, DataGradient: 0.25}
	}
	// Plain Go gains little from contiguous work, so events nearly always win.
	return BreakEvens{Conv: 0.45, ConvGradient: 0.6, Linear: 0.9, Narrow: 0.9, DataGradient: 0.3}
}

// Or returns b with the numbers of other in place of zeros.
func (b BreakEvens) Or(other BreakEvens) BreakEvens {
	to, from := eventFields(&b), eventFields(&other)
	for i := range to {
		if p := to[i].dst.(*float64); *p == 0 {
			*p = *from[i].dst.(*float64)
		}
	}
	return b
}
