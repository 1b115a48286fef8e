package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"

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
// for the weights' gradient and, except in the first layer, one for the
// inputs' gradient. An image enters the first layer once for all steps.
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

// measure times steps of a batch, after some to warm up. One step is long
// enough to time alone.
func (r *Rate) measure(ctx context.Context, e Effort, step func() (tsslbp.Stats, error), batch int, flops float64) (tsslbp.Stats, error) {
	const warmUp = 2 // the first step grows buffers
	var sum tsslbp.Stats
	var err error
	for range warmUp {
		if sum, err = step(); err != nil {
			return sum, fmt.Errorf("bench: %w", err)
		}
	}
	repeats := max(1, e.Repeats)
	seconds := make([]float64, 0, repeats)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range repeats {
		if err := ctx.Err(); err != nil {
			return sum, fmt.Errorf("bench: %w", err)
		}
		start := time.Now()
		if _, err := step(); err != nil {
			return sum, fmt.Errorf("bench: %w", err)
		}
		seconds = append(seconds, max(time.Since(start), least).Seconds())
	}
	runtime.ReadMemStats(&after)
	r.Allocations = float64(after.Mallocs-before.Mallocs) / float64(repeats)
	r.AllocatedBytes = float64(after.TotalAlloc-before.TotalAlloc) / float64(repeats)
	r.Step = newTiming(seconds)
	n := float64(batch)
	r.Milliseconds, r.BestMilliseconds = 1e3*r.Step.Median/n, 1e3*r.Step.Best/n
	r.SamplesPerSecond = n / r.Step.Median
	r.GFLOPS = flops * n / r.Step.Best / 1e9
	return sum, nil
}
