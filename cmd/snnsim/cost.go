package main

import (
	"context"
	"errors"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/metrics"
)

const costSamples = 1000 // that the end of a run counts, at most

// cost counts how sparsely the last weights fire on the first test samples, and what that
// costs. A run does not fail for it.
func (j *job) cost(ctx context.Context) (*metrics.Cost, error) {
	data := j.src.loader(j.sets[1], &j.net.Config, j.f.threads, costSamples, false)
	r, err := bench.Sparsity(ctx, j.net, data, bench.SparsityOptions{
		Threads: j.f.threads, Batch: j.net.Config.Network.BatchSize, Example: -1,
		Progress: func(n int) { j.view.status("counting operations: %d of %d samples", n, data.Samples()) },
	})
	j.view.clear()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if errors.Is(err, bench.ErrNoSamples) {
		return nil, nil
	}
	if err != nil {
		j.view.note("synaptic operations were not counted: %v", err)
		return nil, nil
	}
	c := &metrics.Cost{
		Set: datasets.Test, Samples: r.Samples, Operations: r.Operations.Delivered(), Dense: r.Operations.Dense,
		Microjoules: r.Energy.Spiking(),
	}
	if r.Hidden != nil {
		c.HiddenDensity = &r.Hidden.Rate
	}
	return c, nil
}

// cost prints what a sample costs.
func (v *view) cost(c *metrics.Cost) {
	fires := ""
	if c.HiddenDensity != nil {
		fires = percentOf(c.HiddenDensity) + " of the hidden neurons fire at a step; "
	}
	v.line("%sa sample costs %s synaptic operations, %s of dense, an estimated %s (last weights, %d test samples; snnsim bench sparsity has the rest)",
		fires, short3(c.Operations), percent(c.Operations, c.Dense), joules(c.Microjoules), c.Samples)
}
