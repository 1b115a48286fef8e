package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// SparsityOptions say how Sparsity measures.
type SparsityOptions struct {
	Threads  int      // less than 1 counts as 1; the results do not depend on it
	Batch    int      // most samples in a batch of the data, at least 1
	Mode     snn.Mode // form of the layers
	PerClass bool     // report every class by itself too
	Names    []string // of the classes, by label, for that; nil where they have none
	// Example is the position of the sample whose spikes the report holds; it
	// holds none if Example is negative.
	Example int
	// Progress is told how many samples are done; it may be nil.
	Progress func(samples int)
}

// ErrNoSamples is returned, wrapped, for an empty data set.
var ErrNoSamples = errors.New("no samples")

// Sparsity runs the network over the data, an epoch of labelled samples, and
// counts its spikes, its operations and its decisions. It prepares the network for
// training again.
func Sparsity(ctx context.Context, net *snn.Network, data tsslbp.Loader, o SparsityOptions) (*SparsityReport, error) {
	if o.Batch < 1 {
		return nil, fmt.Errorf("bench: batches of %d samples: expected at least 1", o.Batch)
	}
	if data.Samples() < 1 {
		return nil, fmt.Errorf("bench: %w", ErrNoSamples)
	}
	m, err := newSparsityMeter(net, o)
	if err != nil {
		return nil, err
	}
	e := tsslbp.NewEngine(net, tsslbp.Options{
		Inference: true, Batch: o.Batch, Threads: o.Threads, Mode: o.Mode, Observe: m.observe, Potentials: true,
	})
	defer e.Close()
	net.Prepare(false)
	defer net.Prepare(true)
	decisions := make([]tsslbp.Decision, o.Batch)
	for batch, err := range tsslbp.Whole(ctx, data, 0, 0) {
		if err != nil {
			return nil, err
		}
		if len(batch) > o.Batch {
			return nil, fmt.Errorf("bench: a batch of %d samples, expected at most %d", len(batch), o.Batch)
		}
		for i := range batch {
			if batch[i].Label == tsslbp.Unlabelled {
				return nil, fmt.Errorf("bench: sample %d has no label: expected labelled samples", batch[i].Index)
			}
		}
		if _, err := e.Infer(batch, decisions); err != nil {
			return nil, err
		}
		if i := o.Example - m.done; m.example != nil && i >= 0 && i < len(batch) {
			m.example.Decision = decisions[i].Class
		}
		m.done += len(batch)
		if o.Progress != nil {
			o.Progress(m.done)
		}
	}
	if m.done == 0 {
		return nil, fmt.Errorf("bench: %w", ErrNoSamples)
	}
	return m.report(e.InferForms())
}

// sparsityMeter observes the engine.
type sparsityMeter struct {
	net     *snn.Network
	o       SparsityOptions
	free    chan *sparsityCount // one a goroutine
	done    int                 // samples of the batches before this one
	mu      sync.Mutex          // of what follows
	kind    spikes.Kind
	example *Example
}

func newSparsityMeter(net *snn.Network, o SparsityOptions) (*sparsityMeter, error) {
	threads, classes := max(1, o.Threads), 1
	if o.PerClass {
		classes = net.Output().Neurons()
	}
	m := &sparsityMeter{net: net, o: o, free: make(chan *sparsityCount, threads)}
	var fan []*fanOut
	for _, s := range net.Stages {
		f, err := newFanOut(net, s)
		if err != nil {
			return nil, err
		}
		fan = append(fan, f)
	}
	for range threads {
		m.free <- newSparsityCount(net, fan, classes)
	}
	return m, nil
}

// observe implements tsslbp.Observer.
func (m *sparsityMeter) observe(index int, s *spikes.Sample, a *snn.Activity, b int) {
	c := <-m.free
	c.add(s, a, b)
	m.free <- c
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kind = s.Kind
	if m.done+index == m.o.Example {
		m.example = newExample(m.net, s, a, b)
	}
}

// report puts the counts of all goroutines together.
func (m *sparsityMeter) report(forms []snn.Forms) (*SparsityReport, error) {
	c := <-m.free
	for range cap(m.free) - 1 {
		c.merge(<-m.free)
	}
	total := c.total()
	last := c.latency.report(total.samples)
	end := last[len(last)-1]
	r := &SparsityReport{
		Samples: total.samples, Steps: m.net.Steps, Correct: end.Correct, Accuracy: end.Accuracy, Ties: end.Ties, Silent: end.Silent,
		Latency: last, Footprint: newFootprint(m.net), Example: m.example,
	}
	input, layers := total.reports(m.net)
	r.Input = input
	m.layers(r, c, layers, forms)
	r.All = populations("all layers", layers...)
	if n := len(layers) - 1; n > 0 {
		r.Hidden = populations("hidden layers", layers[:n]...)
	}
	if input != nil {
		r.Whole = populations("layers and input", append([]*Firing{input}, layers...)...)
	}
	r.ActivationSparsity = r.All.Sparsity
	r.Energy = newEnergy(m.net, r.Operations, m.kind == spikes.Image)
	var err error
	if r.Training, err = newTrainingCost(m.net, r.Layers, m.kind == spikes.Image); err != nil {
		return nil, err
	}
	if m.o.PerClass {
		r.Classes = classReports(m.net, c.classes, m.o.Names)
	}
	return r, nil
}

// layers fills in the costs of each layer and their sums.
func (m *sparsityMeter) layers(r *SparsityReport, c *sparsityCount, firing []*Firing, forms []snn.Forms) {
	weights, zeros := 0, 0
	for i, s := range m.net.Stages {
		w := s.Conn.Weight().Data
		l := LayerSparsity{
			Firing: *firing[i], Weights: len(w), ZeroWeights: len(w) - int(nonZero(w)),
			Operations:      c.ops[i].report(c.fan[i], r.Samples),
			MembraneUpdates: float64(c.membrane[i]) / float64(r.Samples),
			InputEvents:     c.ops[i].events,
			EventSteps:      forms[i].Events[snn.Current],
			DenseSteps:      forms[i].Dense[snn.Current],
		}
		weights += l.Weights
		zeros += l.ZeroWeights
		r.Operations.add(l.Operations)
		r.MembraneUpdates += l.MembraneUpdates
		r.Layers = append(r.Layers, l)
	}
	r.ConnectionSparsity = float64(zeros) / float64(weights)
}

func classReports(net *snn.Network, counts []classCount, names []string) []ClassSparsity {
	var rs []ClassSparsity
	for i := range counts {
		k := &counts[i]
		r := ClassSparsity{Class: i, Samples: k.samples, Correct: k.correct}
		if i < len(names) {
			r.Name = names[i]
		}
		if k.samples > 0 {
			r.Accuracy = float64(k.correct) / float64(k.samples)
		}
		r.Input, r.Layers = k.reports(net)
		rs = append(rs, r)
	}
	return rs
}
