package oracle

// Synapse filters a train with the first-order synapse,
//
//	a[t] = a[t-1] + (x[t] - a[t-1])/τ_s,   a[-1] = 0,
//
// which turns spikes, or the constant current of a pixel, into a PSC.
func Synapse(tauS float64, x []float64) []float64 {
	a := make([]float64, len(x))
	last := 0.0
	for t := range x {
		last += (x[t] - last) / tauS
		a[t] = last
	}
	return a
}

// SynapseBackward is the same filter run backwards in time, written as the
// sum it stands for:
//
//	P[t] = Σ_{k≥t} ε[k-t]·e[k],   ε[n] = (1/τ_s)·(1-1/τ_s)^n.
func SynapseBackward(tauS float64, e []float64) []float64 {
	p := make([]float64, len(e))
	for t := range e {
		eps := 1 / tauS
		for k := t; k < len(e); k++ {
			p[t] += eps * e[k]
			eps *= 1 - 1/tauS
		}
	}
	return p
}

// SynapseTensor applies Synapse to every neuron.
func SynapseTensor(tauS float64, x Tensor) Tensor {
	return mapTrains(x, func(train []float64) []float64 { return Synapse(tauS, train) })
}
