package bench

// Firing is how a population fires over a set of samples. The counts are
// exact; what stands below them is derived. A pair is a neuron and a sample.
type Firing struct {
	Name    string `json:"name"`
	Shape   string `json:"shape,omitempty"`
	Neurons int    `json:"neurons"`
	Samples int    `json:"samples"`
	Steps   int    `json:"steps"`

	Spikes  int64   `json:"spikes"`
	Counts  []int64 `json:"counts"`               // [T+1], pairs with k spikes in the window
	PerStep []int64 `json:"spikes_per_step"`      // [T]
	First   []int64 `json:"first_spike_per_step"` // [T], pairs whose first spike is at this step
	Silent  int     `json:"silent_neurons"`       // neurons that fire for no sample

	F              []Bin     `json:"f"`                   // Counts in bins
	Rate           float64   `json:"firing_rate"`         // spikes per neuron and step
	Sparsity       float64   `json:"activation_sparsity"` // share of neurons and steps without a spike
	PerSample      float64   `json:"spikes_per_sample"`
	PerNeuron      float64   `json:"spikes_per_neuron"`         // and sample
	DensityPerStep []float64 `json:"density_per_step"`          // [T], spikes per neuron
	SilentShare    float64   `json:"silent_share"`              // of the neurons
	MeanFirst      *float64  `json:"mean_first_spike"`          // step from 1, of the pairs that fire; null if none does
	Quiet          float64   `json:"pairs_without_spike_share"` // F_0
}

// derive computes what follows from the counts.
func (f *Firing) derive() {
	share := func(a, b float64) float64 {
		if b == 0 {
			return 0
		}
		return a / b
	}
	neurons, samples, steps := float64(f.Neurons), float64(f.Samples), float64(f.Steps)
	f.F = binned(f.Counts)
	f.Rate = share(float64(f.Spikes), neurons*samples*steps)
	f.Sparsity = 1 - f.Rate
	f.PerSample = share(float64(f.Spikes), samples)
	f.PerNeuron = share(float64(f.Spikes), neurons*samples)
	f.SilentShare = share(float64(f.Silent), neurons)
	f.Quiet = share(float64(f.Counts[0]), neurons*samples)
	f.DensityPerStep = make([]float64, f.Steps)
	var fired, sum int64
	for t := range f.Steps {
		f.DensityPerStep[t] = share(float64(f.PerStep[t]), neurons*samples)
		fired += f.First[t]
		sum += f.First[t] * int64(t+1)
	}
	if fired > 0 {
		mean := float64(sum) / float64(fired)
		f.MeanFirst = &mean
	}
}

// populations returns the firing of several populations taken as one.
func populations(name string, parts ...*Firing) *Firing {
	f := &Firing{Name: name, Samples: parts[0].Samples, Steps: parts[0].Steps}
	f.Counts = make([]int64, f.Steps+1)
	f.PerStep, f.First = make([]int64, f.Steps), make([]int64, f.Steps)
	for _, p := range parts {
		f.Neurons += p.Neurons
		f.Spikes += p.Spikes
		f.Silent += p.Silent
		addAll(f.Counts, p.Counts)
		addAll(f.PerStep, p.PerStep)
		addAll(f.First, p.First)
	}
	f.derive()
	return f
}

func addAll(dst, src []int64) {
	for i, v := range src {
		dst[i] += v
	}
}
