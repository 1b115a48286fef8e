package tsslbp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// latest is a loss of our own: only the last step counts, at which the true
// class is to have a PSC of 1 and the others none.
type latest struct{}

// Loss implements tsslbp.Loss.
func (latest) Loss(e, a []float32, classes, label, _ int) (sum float64) {
	last := len(a) - classes
	for c := range classes {
		d := a[last+c]
		if c == label {
			d--
		}
		e[last+c] = d
		sum += float64(d*d) / 2
	}
	return sum
}

// The loss is replaced by another: anything that can say ∂L/∂a of the output
// PSCs a will do.
func ExampleLoss() {
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
	engine := tsslbp.NewEngine(net, tsslbp.Options{Loss: latest{}, Batch: 3, Threads: 1})
	defer engine.Close()
	data := lines{steps: 10, classes: 3}
	trainer := &tsslbp.Trainer{
		Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.02), Data: data, Epochs: 300,
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
