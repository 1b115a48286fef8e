package tsslbp_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// momentum is stochastic gradient descent with momentum.
type momentum struct {
	share    float32
	velocity [][]float32
}

func newMomentum(net *snn.Network, share float32) *momentum {
	o := &momentum{share: share}
	for _, w := range net.Weights() {
		o.velocity = append(o.velocity, make([]float32, len(w.Data)))
	}
	return o
}

// Step implements tsslbp.Optimizer.
func (o *momentum) Step(e *tsslbp.Engine, _ int, lr float64) (float64, error) {
	norm := e.GradNorm()
	for i, w := range e.Network().Weights() {
		v := o.velocity[i]
		for j, g := range e.Gradients()[i] {
			v[j] = o.share*v[j] + g
			w.Data[j] -= float32(lr) * v[j]
		}
	}
	return norm, nil
}

// Moments implements tsslbp.Optimizer.
func (o *momentum) Moments() map[string][][]float32 {
	return map[string][][]float32{"momentum": o.velocity}
}

// Identity tells runs with another constant apart.
func (o *momentum) Identity() string { return fmt.Sprintf("share %v", o.share) }

// An optimiser of one's own trains, and a run with it is continued as any other.
func ExampleOptimizer() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	data := lines{steps: 10, classes: 3}
	build := func(epochs int) *tsslbp.Trainer {
		net := threeLines()
		net.Init(1)
		rule := tsslbp.DefaultRule()
		engine := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: 1})
		return &tsslbp.Trainer{Engine: engine, Optimizer: newMomentum(net, 0.9), Schedule: tsslbp.Constant(0.03), Data: data, Epochs: epochs}
	}
	run := func(t *tsslbp.Trainer) {
		if err := t.Run(context.Background()); err != nil {
			log.Fatal(err)
		}
	}
	whole := build(60)
	defer whole.Engine.Close()
	run(whole)
	result, err := whole.Engine.Evaluate(context.Background(), data, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d right\n", result.Correct, result.Samples)

	first, second := build(25), build(60)
	defer first.Engine.Close()
	defer second.Engine.Close()
	run(first)
	path := filepath.Join(dir, "after_25.safetensors")
	if err := first.Save(path, snn.CheckpointInfo{}); err != nil {
		log.Fatal(err)
	}
	if err := second.Load(path); err != nil {
		log.Fatal(err)
	}
	run(second)
	fmt.Println("the same weights:", second.Engine.Network().WeightsHash() == whole.Engine.Network().WeightsHash())
	// Output:
	// 3 of 3 right
	// the same weights: true
}
