package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/snnsim/snnsim/internal/kernel"
)

// StepTimes times one training step of several networks, on real input and
// with trained weights as their specs say, and returns a Timing each, in
// seconds a sample. The networks take turns, step by step, so that whatever
// else the machine does falls on all of them alike. The first round is not
// counted. Networks on the same threads and batch are what can be compared.
func StepTimes(ctx context.Context, specs []Spec, repeats int, k *kernel.Set, progress func(round int)) ([]Timing, error) {
	var loads []*Workload
	defer func() {
		for _, w := range loads {
			w.Engine.Close()
		}
	}()
	for i, s := range specs {
		w, err := New(s, k)
		if err != nil {
			return nil, fmt.Errorf("bench: network %d: %w", i+1, err)
		}
		loads = append(loads, w)
	}
	seconds := make([][]float64, len(loads))
	for round := range repeats + 1 {
		if progress != nil {
			progress(round)
		}
		for i, w := range loads {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			start := time.Now()
			if _, err := w.Train(); err != nil {
				return nil, fmt.Errorf("bench: network %d: %w", i+1, err)
			}
			if round > 0 {
				seconds[i] = append(seconds[i], time.Since(start).Seconds()/float64(len(w.Batch)))
			}
		}
	}
	all := make([]Timing, len(loads))
	for i, s := range seconds {
		if len(s) == 0 {
			continue
		}
		all[i] = newTiming(s)
	}
	return all, nil
}
