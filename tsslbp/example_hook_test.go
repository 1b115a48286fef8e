package tsslbp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// contented is a hook of our own: it ends training as soon as every training
// sample was answered rightly for some epochs in a row. Its count is a memory,
// so that an interrupted run goes on counting where it was.
type contented struct {
	tsslbp.NoHook
	epochs int
	memory struct{ InARow int }
}

// Epoch implements tsslbp.Hook.
func (c *contented) Epoch(_ context.Context, _ *tsslbp.Trainer, r *tsslbp.EpochReport) error {
	if r.Train.Correct < r.Train.Samples {
		c.memory.InARow = 0
		return nil
	}
	if c.memory.InARow++; c.memory.InARow < c.epochs {
		return nil
	}
	fmt.Println("all", r.Train.Samples, "right: that is enough")
	return tsslbp.ErrStop
}

// Memory implements tsslbp.Keeper.
func (c *contented) Memory() (string, any) { return "contented", &c.memory }

func ExampleHook() {
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
	engine := tsslbp.NewEngine(net, tsslbp.Options{Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: 1})
	defer engine.Close()
	trainer := &tsslbp.Trainer{
		Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.02),
		Data: lines{steps: 10, classes: 3}, Epochs: 500,
		Hooks: []tsslbp.Hook{&contented{epochs: 3}},
	}
	if err := trainer.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println("before the last epoch:", trainer.Epoch < trainer.Epochs)
	// Output:
	// all 3 right: that is enough
	// before the last epoch: true
}
