package web

import (
	"context"
	"time"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/inspect"
)

// Firing is how often the neurons of each layer fired over some samples.
type Firing struct {
	Step    int         `json:"step"` // of the weights
	Samples int         `json:"samples"`
	Layers  []Histogram `json:"layers"`
}

// Histogram counts neurons by the number of their spikes, F_k.
type Histogram struct {
	Name    string `json:"name"`
	Neurons int    `json:"neurons"`
	Mean    Float  `json:"mean"`  // spikes per neuron and sample
	Width   int    `json:"width"` // spike counts a bin
	Bins    []int  `json:"bins"`  // neurons times samples; bin 0 holds the silent ones alone
}

const maxBins = 41

// newHistogram returns an empty histogram for counts from 0 to steps.
func newHistogram(name string, neurons, steps int) Histogram {
	w := (steps + maxBins - 2) / (maxBins - 1)
	return Histogram{Name: name, Neurons: neurons, Width: w, Bins: make([]int, 1+(steps+w-1)/w)}
}

// add counts one sample; samples is how many there are then.
func (h *Histogram) add(counts []int, samples int) {
	sum := 0
	for _, n := range counts {
		h.Bins[(n+h.Width-1)/h.Width]++
		sum += n
	}
	n := float64(samples)
	h.Mean = (h.Mean*Float(n-1) + Float(float64(sum)/float64(max(1, len(counts))))) / Float(n)
}

const (
	firingSamples = 8
	firingTime    = 200 * time.Millisecond // after which no further sample is run
)

// Firing runs a few samples of a set, spread over it.
func (t *Tracer) Firing(ctx context.Context, set datasets.Dataset) (*Firing, error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	f := &Firing{}
	var total time.Duration
	n := min(firingSamples, set.Len())
	for i := range n {
		trace, step, took, err := t.run(set, i*set.Len()/n, inspect.Options{})
		if err != nil {
			return nil, err
		}
		if step != f.Step && f.Samples > 0 {
			break // the weights have changed meanwhile
		}
		f.Step = step
		f.Samples++
		for l := range trace.Layers {
			if len(f.Layers) <= l {
				f.Layers = append(f.Layers, newHistogram(trace.Layers[l].Name, trace.Layers[l].Neurons(), trace.Steps))
			}
			f.Layers[l].add(trace.Layers[l].Counts(), f.Samples)
		}
		if total += took; total > firingTime {
			break
		}
	}
	t.rest(total)
	return f, nil
}
