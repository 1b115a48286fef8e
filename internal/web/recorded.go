package web

import (
	"context"
	"fmt"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// Recorded publishes what a finished run's network does with a data set.
type Recorded struct {
	Hub     *Hub
	Tracer  *Tracer
	Network *snn.Network
	Epoch   int              // of the checkpoint
	Data    tsslbp.Loader    // of set 0 of the content
	Sample  datasets.Dataset // the same
	Threads int
}

// Evaluate runs the whole data set and publishes the confusion matrix, and the
// firing of some samples.
func (r *Recorded) Evaluate(ctx context.Context) error {
	f, err := r.Tracer.Firing(ctx, r.Sample)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	r.Hub.Put(TopicFiring, f)
	in, err := inspect.New(r.Network)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	results, err := in.Results(ctx, r.Data, r.Threads, nil)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	classes := r.Network.Output().Neurons()
	ev := &Evaluation{Name: datasets.Test, Epoch: r.Epoch, Samples: len(results), Confusion: inspect.Confusion(results, classes)}
	if classes <= 1<<8 {
		ev.Decisions = make([]byte, r.Sample.Len())
	}
	for i := range results {
		d := &results[i]
		if d.Right() {
			ev.Correct++
		}
		if d.Decision.Tie {
			ev.Ties++
		}
		if d.Decision.Silent {
			ev.Silent++
		}
		if ev.Decisions != nil {
			ev.Decisions[d.Index] = byte(d.Decision.Class)
		}
	}
	r.Hub.Put(TopicEvaluation, ev)
	return nil
}
