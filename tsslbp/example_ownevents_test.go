package tsslbp_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// bars is a data set of events of our own: a bar that crosses a field of 8×8
// pixels from left to right (class 0) or from top to bottom (class 1),
// beginning anywhere.
type bars struct{}

// Info implements datasets.Dataset.
func (bars) Info() datasets.Info {
	return datasets.Info{Name: "bars", Kind: spikes.Events, Shape: spikes.Shape{H: 8, W: 8, C: 1}, Steps: 8, Classes: 2}
}

// Len implements datasets.Dataset.
func (bars) Len() int { return 64 }

// Label implements datasets.Dataset.
func (bars) Label(i int) int { return i % 2 }

// Fill implements datasets.Dataset: sample i, the same whenever it is asked
// for. Noise is augmentation, from the generator given.
func (d bars) Fill(i int, s *spikes.Sample, aug *rand.Rand) error {
	info := d.Info()
	s.Kind, s.Label, s.Index = spikes.Events, d.Label(i), i
	s.Train.Resize(info.Shape, info.Steps)
	for t := range info.Steps {
		at := (i/2 + t) % 8
		for along := range 8 {
			y, x := along, at
			if s.Label == 1 {
				y, x = at, along
			}
			if aug == nil || aug.Float64() > 0.1 {
				s.Train.Set(t, y, x, 0)
			}
		}
	}
	return nil
}

// Example_ownEvents trains a convolution on a data set of our own.
func Example_ownEvents() {
	conv, out := snn.DefaultLayer("conv", snn.TypeConv), snn.DefaultLayer("output", snn.TypeLinear)
	conv.InChannels, conv.OutChannels, conv.Kernel, conv.Padding = 1, 8, [2]int{3, 3}, [2]int{1, 1}
	conv.WeightScale = 4 // few inputs fire at a time: smaller weights would leave the layer silent
	out.Inputs, out.Outputs = 8*8*8, 2
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{conv, out}
	cfg.Network.Steps, cfg.Network.Classes = 8, 2

	net, err := snn.New(cfg, bars{}.Info().Shape, nil)
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	engine := tsslbp.NewEngine(net, tsslbp.Options{
		Rule: tsslbp.Rule{LeakPath: true}, Loss: &tsslbp.SoftmaxLoss{Gain: 3}, Batch: 16, Threads: 2, Seed: 1,
	})
	defer engine.Close()
	trainer := &tsslbp.Trainer{
		Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.002), Epochs: 20,
		Data: &datasets.Loader{Data: bars{}, Batch: 16, Seed: 1, Shuffle: true, Augment: true},
	}
	if err := trainer.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	result, err := engine.Evaluate(context.Background(), &datasets.Loader{Data: bars{}, Batch: 16}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("more than nine in ten right:", result.Correct*10 > result.Samples*9)
	// Output: more than nine in ten right: true
}
