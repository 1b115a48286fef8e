package tsslbp_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"slices"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// Half of a layer's weights are pruned, those nearest to zero, and what is left is
// trained on while the output layer is frozen.
func ExampleAdamW_pruning() {
	data := lines{steps: 10, classes: 3}
	net := threeLines()
	net.Init(1)
	rule := tsslbp.DefaultRule()
	engine := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: 1})
	defer engine.Close()
	train := func(optimizer *tsslbp.AdamW) {
		trainer := &tsslbp.Trainer{Engine: engine, Optimizer: optimizer, Schedule: tsslbp.Constant(0.02), Data: data, Epochs: 200}
		if err := trainer.Run(context.Background()); err != nil {
			log.Fatal(err)
		}
	}
	train(tsslbp.NewAdamW(net))

	hidden, output := net.Weights()[0], net.Weights()[1]
	size := func(w float32) float64 { return math.Abs(float64(w)) }
	var sizes []float64
	for _, w := range hidden.Data {
		sizes = append(sizes, size(w))
	}
	slices.Sort(sizes)
	hidden.Mask = make([]float32, len(hidden.Data))
	for i, w := range hidden.Data {
		if size(w) >= sizes[len(sizes)/2] {
			hidden.Mask[i] = 1
		} else {
			hidden.Data[i] = 0
		}
	}
	before := slices.Clone(output.Data)
	optimizer := tsslbp.NewAdamW(net)
	optimizer.Frozen = []bool{false, true}
	train(optimizer)

	zeros := 0
	for _, w := range hidden.Data {
		if w == 0 {
			zeros++
		}
	}
	result, err := engine.Evaluate(context.Background(), data, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d weights of the hidden layer are zero\n", zeros, len(hidden.Data))
	fmt.Println("the output layer is what it was:", slices.Equal(before, output.Data))
	fmt.Printf("%d of %d right\n", result.Correct, result.Samples)
	// Output:
	// 24 of 48 weights of the hidden layer are zero
	// the output layer is what it was: true
	// 3 of 3 right
}

// A backward pass hands out the gradients that it does not keep, down to the input.
func ExampleCapture() {
	net := threeLines()
	net.Init(1)
	engine := tsslbp.NewEngine(net, tsslbp.Options{
		Rule: tsslbp.DefaultRule(), Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: 1, InputGrad: true,
	})
	defer engine.Close()
	net.Prepare(true) // behind NewEngine, which asks for the input's gradient
	for batch, err := range (lines{steps: 10, classes: 3}).Epoch(context.Background(), 0, 0) {
		if err != nil {
			log.Fatal(err)
		}
		c := tsslbp.NewCapture(net, len(batch))
		if _, err := engine.Backward(batch, 1, c); err != nil {
			log.Fatal(err)
		}
		fmt.Println("gradient of the input:", len(c.Input), "= 3 samples, 10 steps, 3 inputs")
		fmt.Println("of the hidden layer's currents:", len(c.Delta[0]), "= 3 samples, 10 steps, 16 neurons")
	}
	// Output:
	// gradient of the input: 90 = 3 samples, 10 steps, 3 inputs
	// of the hidden layer's currents: 480 = 3 samples, 10 steps, 16 neurons
}

// threeLines is a network of 16 hidden neurons that tells three inputs apart.
func threeLines() *snn.Network {
	hidden, out := snn.DefaultLayer("hidden", snn.TypeLinear), snn.DefaultLayer("output", snn.TypeLinear)
	hidden.Inputs, hidden.Outputs = 3, 16
	out.Inputs, out.Outputs = 16, 3
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{hidden, out}
	cfg.Network.Steps, cfg.Network.Classes = 10, 3
	net, err := snn.New(cfg, spikes.Flat(3), nil)
	if err != nil {
		log.Fatal(err)
	}
	return net
}
