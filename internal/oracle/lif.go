package oracle

// Neuron holds the constants of a leaky integrate-and-fire neuron and of its
// output synapse.
type Neuron struct {
	TauM      float64 // membrane time constant τ_m, in steps
	TauS      float64 // synapse time constant τ_s, in steps
	Threshold float64 // firing threshold V_th
}

// Trace is what a neuron did over T steps.
type Trace struct {
	U  []float64 // [T], potential before the reset
	DU []float64 // [T], its increment over the potential after the last reset
	S  []float64 // [T], 1 where it fired, else 0
	A  []float64 // [T], PSC
}

// LIF runs one neuron on its input current:
//
//	δu[t] = I[t] - m[t-1]/τ_m
//	u[t]  = m[t-1] + δu[t]
//	s[t]  = 1 if u[t] > V_th, else 0
//	m[t]  = u[t]·(1 - s[t])
//	a     = Synapse(s)
//
// with m[-1] = 0: a hard reset to zero, no refractory period, no bias.
func LIF(p Neuron, current []float64) Trace {
	tr := Trace{
		U:  make([]float64, len(current)),
		DU: make([]float64, len(current)),
		S:  make([]float64, len(current)),
	}
	m := 0.0
	for t, i := range current {
		tr.DU[t] = i - m/p.TauM
		tr.U[t] = m + tr.DU[t]
		m = tr.U[t]
		if tr.U[t] > p.Threshold {
			tr.S[t] = 1
			m = 0
		}
	}
	tr.A = Synapse(p.TauS, tr.S)
	return tr
}
