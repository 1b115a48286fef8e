package snn

// densities are the break-evens of the event-driven forms, in events per cell
// and step: below, the event-driven form is the faster one. They were measured
// with `snnsim bench kernels`; results differ between the forms by rounding
// only.
type densities struct {
	conv, convGrad float64 // currents and weight gradient of a convolution
	linear         float64 // both, of a dense layer
	narrow         float64 // currents of a dense layer with few outputs
	dots           float64 // dot products at spikes against a dense data gradient
}

// densitiesOf returns the break-evens of a back end.
func densitiesOf(backend string) densities {
	switch backend {
	case "avx512":
		return densities{conv: 0.15, convGrad: 0.15, linear: 0.28, narrow: 0.12, dots: 0.3}
	case "avx2":
		return densities{conv: 0.25, convGrad: 0.28, linear: 0.35, narrow: 0.15, dots: 0.4}
	}
	// Plain Go gains little from contiguous work, so events nearly always win.
	return densities{conv: 0.6, convGrad: 0.6, linear: 0.7, narrow: 0.7, dots: 0.8}
}
