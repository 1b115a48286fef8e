package tsslbp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// A network that was trained on recordings of ten steps is asked after every step.
func ExampleStream() {
	data := lines{steps: 10, classes: 3}
	net := threeLines()
	net.Init(1)
	engine := tsslbp.NewEngine(net, tsslbp.Options{Rule: tsslbp.DefaultRule(), Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: 1})
	defer engine.Close()
	trainer := &tsslbp.Trainer{Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.02), Data: data, Epochs: 40}
	if err := trainer.Run(context.Background()); err != nil {
		log.Fatal(err)
	}

	cfg := net.Config.Clone()
	cfg.Network.Steps = 1
	short, err := snn.New(cfg, net.Input, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := short.SetFieldTensors(net.FieldTensors()); err != nil {
		log.Fatal(err)
	}
	short.Prepare(false)
	stream := tsslbp.NewStream(short)
	window := spikes.Sample{Train: *spikes.NewTrain(net.Input, 1)}
	window.Train.Set(0, 0, 0, 2) // input 2 fires in every step
	for step := range 10 {
		d, err := stream.Next(&window)
		if err != nil {
			log.Fatal(err)
		}
		if !d.Silent {
			fmt.Printf("class %d after step %d\n", d.Class, step)
			break
		}
	}
	// Output: class 2 after step 2
}
