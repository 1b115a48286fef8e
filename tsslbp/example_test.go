package tsslbp_test

import (
	"context"
	"fmt"
	"iter"
	"log"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// lines is a data set of our own: class c fires input c at every step.
type lines struct{ steps, classes int }

func (l lines) Samples() int { return l.classes }
func (l lines) Batches() int { return 1 }
func (l lines) Epoch(context.Context, int, int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		batch := make(spikes.Batch, l.classes)
		for c := range batch {
			s := &batch[c]
			s.Kind, s.Label, s.Index = spikes.Events, c, c
			s.Train.Resize(spikes.Flat(l.classes), l.steps)
			for t := range l.steps {
				s.Train.Set(t, 0, 0, c)
			}
		}
		yield(batch, nil)
	}
}

// A network is built in code, trained on events of our own, and evaluated.
func Example() {
	data := lines{steps: 10, classes: 3}
	hidden, out := snn.DefaultLayer("hidden", snn.TypeLinear), snn.DefaultLayer("output", snn.TypeLinear)
	hidden.Inputs, hidden.Outputs = 3, 16
	out.Inputs, out.Outputs = 16, 3
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{hidden, out}
	cfg.Network.Steps, cfg.Network.Classes, cfg.Network.Loss = 10, 3, "count"
	cfg.Network.DesiredCount, cfg.Network.UndesiredCount = 6, 0

	net, err := snn.New(cfg, spikes.Flat(3), nil)
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	engine := tsslbp.NewEngine(net, tsslbp.Options{
		Rule: tsslbp.Rule{LeakPath: true}, Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: 2,
	})
	defer engine.Close()
	trainer := &tsslbp.Trainer{
		Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.02), Data: data, Epochs: 40,
	}
	if err := trainer.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	result, err := engine.Evaluate(context.Background(), data, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d right\n", result.Correct, result.Samples)
	// Output: 3 of 3 right
}
