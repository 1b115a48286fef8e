package bench

import (
	"context"
	"fmt"
	"runtime"

	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// Rate is the speed of a training step or of inference. GFLOPS counts the
// operations of the dense form, so that event-driven work may exceed the peak.
type Rate struct {
	Step             Timing  `json:"step"`
	Milliseconds     float64 `json:"ms_per_sample"` // median
	BestMilliseconds float64 `json:"best_ms_per_sample"`
	SamplesPerSecond float64 `json:"samples_per_s"` // median
	GFLOPS           float64 `json:"gflops"`        // from the best time
	Fraction         float64 `json:"fraction"`      // of the machine's peak on as many threads
	Allocations      float64 `json:"allocations_per_step"`
	AllocatedBytes   float64 `json:"allocated_bytes_per_step"`
}

// Operations returns the floating-point operations that the dense form of a
// training step and of inference take for one sample: a product forward, one
// for the weight gradient and, except in the first layer, one for the data
// gradient. An image enters the first layer once for all steps.
func (w *Workload) Operations() (train, infer float64) {
	for i, s := range w.Net.Stages {
		product := 2 * float64(s.Conn.MACs())
		switch {
		case i > 0:
			product *= float64(w.Net.Steps)
			train += 3 * product
		case w.Batch[0].Kind == spikes.Image:
			train += 2 * product
		default:
			product *= float64(w.Net.Steps)
			train += 2 * product
		}
		infer += product
	}
	return train, infer
}

// measure times steps of a batch, after a few to warm up.
func (r *Rate) measure(ctx context.Context, e Effort, step func() (tsslbp.Stats, error), batch int, flops float64) (tsslbp.Stats, error) {
	var sum tsslbp.Stats
	var fault error
	run := func(int) {
		var err error
		if sum, err = step(); err != nil && fault == nil {
			fault = fmt.Errorf("bench: %w", err)
		}
	}
	run(0)
	if fault != nil {
		return sum, fault
	}
	var err error
	if r.Step, err = e.time(ctx, 1, run); err != nil {
		return sum, err
	}
	r.countAllocations(run)
	n := float64(batch)
	r.Milliseconds, r.BestMilliseconds = 1e3*r.Step.Median/n, 1e3*r.Step.Best/n
	r.SamplesPerSecond = n / r.Step.Median
	r.GFLOPS = flops * n / r.Step.Best / 1e9
	return sum, fault
}

// countAllocations counts what a step leaves to the garbage collector.
func (r *Rate) countAllocations(run func(int)) {
	const steps = 3
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range steps {
		run(0)
	}
	runtime.ReadMemStats(&after)
	r.Allocations = float64(after.Mallocs-before.Mallocs) / steps
	r.AllocatedBytes = float64(after.TotalAlloc-before.TotalAlloc) / steps
}
