package oracle

// TargetFilter says how often the desired train passes the synapse.
type TargetFilter string

const (
	// Once is the paper's: the desired train becomes a PSC.
	Once TargetFilter = "once"
	// Twice is the released code's, once in its training loop and once more
	// in its loss.
	Twice TargetFilter = "twice"
)

// TargetPattern returns the spike train the kernel loss wants from the true
// class: 0,1,1,1,1 repeated for T < 10, else 0,1 repeated. A T that is no
// multiple of the period cuts the last repetition short.
func TargetPattern(t int) []float64 {
	period := []float64{0, 1, 1, 1, 1}
	if t >= 10 {
		period = []float64{0, 1}
	}
	train := make([]float64, t)
	for i := range train {
		train[i] = period[i%len(period)]
	}
	return train
}

// Target returns the PSC the kernel loss wants from the true class.
func Target(t int, tauS float64, filter TargetFilter) []float64 {
	return FilterTarget(TargetPattern(t), tauS, filter)
}

// FilterTarget returns the PSC of a desired spike train.
func FilterTarget(desired []float64, tauS float64, filter TargetFilter) []float64 {
	target := Synapse(tauS, desired)
	if filter == Twice {
		target = Synapse(tauS, target)
	}
	return target
}
