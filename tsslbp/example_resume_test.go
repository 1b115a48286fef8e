package tsslbp_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// quitter ends training after a number of steps, as an interruption would.
type quitter struct {
	tsslbp.NoHook
	after int
	quit  func()
}

func (q *quitter) Batch(_ *tsslbp.Trainer, p *tsslbp.Progress) error {
	if p.Step == q.after {
		q.quit()
	}
	return nil
}

// A run that was interrupted is continued in a new trainer from the checkpoint
// that it left, and ends with the weights of one that never was.
func ExampleTrainer_Load() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	// Every run builds its trainer in the same way.
	build := func(threads int) *tsslbp.Trainer {
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
		engine := tsslbp.NewEngine(net, tsslbp.Options{Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: threads})
		return &tsslbp.Trainer{
			Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.02),
			Data: lines{steps: 10, classes: 3}, Epochs: 20,
		}
	}
	whole := build(1)
	defer whole.Engine.Close()
	if err := whole.Run(context.Background()); err != nil {
		log.Fatal(err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	first := build(1)
	defer first.Engine.Close()
	first.Hooks = []tsslbp.Hook{&tsslbp.Checkpointer{Dir: dir}, &quitter{after: 7, quit: cancel}}
	fmt.Println(first.Run(ctx))

	second := build(2)
	defer second.Engine.Close()
	second.Hooks = []tsslbp.Hook{&tsslbp.Checkpointer{Dir: dir}}
	if err := second.Load(filepath.Join(dir, tsslbp.LastCheckpoint)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(second.Epoch, "epochs are done")
	if err := second.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(second.Engine.Network().WeightsHash() == whole.Engine.Network().WeightsHash())
	// Output:
	// context canceled
	// 6 epochs are done
	// true
}
