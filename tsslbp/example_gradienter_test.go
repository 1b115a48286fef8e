package tsslbp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// lasso adds Lambda times the sign of every weight to its gradient (an L1 penalty).
type lasso struct {
	tsslbp.NoHook
	Lambda float32
}

// Gradients implements tsslbp.Gradienter.
func (l lasso) Gradients(t *tsslbp.Trainer, _ spikes.Batch) error {
	for i, w := range t.Engine.Network().Weights() {
		g := t.Engine.Gradients()[i]
		for k, v := range w.Data {
			switch {
			case v > 0:
				g[k] += l.Lambda
			case v < 0:
				g[k] -= l.Lambda
			}
		}
	}
	return nil
}

func ExampleGradienter() {
	sizes := map[float32]float64{}
	for _, lambda := range []float32{0, 0.01} {
		out := snn.DefaultLayer("output", snn.TypeLinear)
		out.Inputs, out.Outputs = 3, 3
		cfg := snn.DefaultConfig()
		cfg.Layers = []snn.Layer{out}
		cfg.Network.Steps, cfg.Network.Classes = 10, 3
		net, err := snn.New(cfg, spikes.Flat(3), nil)
		if err != nil {
			log.Fatal(err)
		}
		net.Init(1)
		engine := tsslbp.NewEngine(net, tsslbp.Options{Rule: tsslbp.DefaultRule(), Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: 1})
		trainer := &tsslbp.Trainer{
			Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.02),
			Data: lines{steps: 10, classes: 3}, Epochs: 200, Hooks: []tsslbp.Hook{lasso{Lambda: lambda}},
		}
		err = trainer.Run(context.Background())
		engine.Close()
		if err != nil {
			log.Fatal(err)
		}
		for _, v := range net.Weights()[0].Data {
			sizes[lambda] += max(float64(v), -float64(v))
		}
	}
	fmt.Println("smaller weights:", sizes[0.01] < sizes[0])
	// Output: smaller weights: true
}
