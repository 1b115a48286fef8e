// Command means trains a network of dense layers on Fashion-MNIST and learns the
// membrane time constant of every layer beside the weights, or keeps the weights of
// every neuron normalised:
//
//	go run ./docs/results/fashion_search/means [flags] NETWORK.yaml DATA-DIR
//
// The constant enters the potential as u[t] = λ·u[t-1]·(1-s[t-1]) + I[t] with
// λ = 1-1/τ_m, so that its gradient is that of the current times what the step
// before left, summed over neurons, steps and samples. λ moves on a logistic scale
// by Adam, every few steps: the library keeps τ_m fixed within an engine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"math"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

var (
	rate    = flag.Float64("tau-lr", 0.005, "learning rate of the time constants, falling as that of the weights; 0 keeps them")
	epochs  = flag.Int("epochs", 15, "epochs")
	seed    = flag.Uint64("seed", 3, "seed of weights and order")
	weights = flag.String("weights", "", "after every step: centred, to a mean of 0, or sphere, to the length that they began with")
	every   = flag.Int("every", 50, "training steps between two steps of the time constants")
)

func main() {
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("expected a network file and a data folder")
	}
	if err := run(flag.Arg(0), flag.Arg(1)); err != nil {
		log.Fatal(err)
	}
}

func run(network, dir string) error {
	cfg, err := snn.LoadConfig(network)
	if err != nil {
		return err
	}
	cfg.Network.Epochs = *epochs
	train, err := datasets.OpenFashionMNIST(dir, datasets.Train)
	if err != nil {
		return err
	}
	test, err := datasets.OpenFashionMNIST(dir, datasets.Test)
	if err != nil {
		return err
	}
	net, err := snn.New(cfg, train.Info().Shape, nil)
	if err != nil {
		return err
	}
	net.Init(*seed)
	rule, err1 := tsslbp.RuleOf(&cfg.Network)
	loss, err2 := tsslbp.LossOf(&cfg.Network)
	schedule, err3 := tsslbp.ScheduleOf(&cfg.Network)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	batch := cfg.Network.BatchSize
	tau := newConstants(net, batch)
	opt := tsslbp.Options{Rule: rule, Loss: loss, Batch: batch, Threads: 1, Seed: *seed}
	if *rate > 0 {
		opt.InputGrad, opt.Observe = true, tau.observe
	}
	data := &datasets.Loader{Data: train, Batch: batch, Seed: *seed, Shuffle: true, Workers: 1}
	tests := &datasets.Loader{Data: test, Batch: batch, Workers: 1}
	adam := tsslbp.NewAdamW(net)
	norm, err := newNormalisation(net, *weights)
	if err != nil {
		return err
	}
	for epoch := range *epochs {
		sum, err := trainEpoch(net, opt, adam, schedule, data, tau, norm, epoch)
		if err != nil {
			return err
		}
		eval, err := evaluate(net, opt, tests)
		if err != nil {
			return err
		}
		fmt.Printf("epoch %2d/%d  train %.2f%%  test %.2f%%  tau_m", epoch+1, *epochs, percent(sum), percent(eval))
		for _, s := range net.Stages {
			fmt.Printf(" %.3f", s.Neuron.TauM)
		}
		fmt.Println()
	}
	return nil
}

func percent(s tsslbp.Stats) float64 { return 100 * float64(s.Correct) / float64(s.Samples) }

// trainEpoch trains one epoch, with a new engine whenever the constants change.
func trainEpoch(net *snn.Network, opt tsslbp.Options, adam *tsslbp.AdamW, schedule tsslbp.Schedule, data *datasets.Loader, tau *constants, norm *normalisation, epoch int) (sum tsslbp.Stats, err error) {
	e := tsslbp.NewEngine(net, opt)
	defer func() { e.Close() }()
	net.Prepare(true)
	sum.Spikes = make([]int64, len(net.Stages))
	done := 0
	for batch, err := range data.Epoch(context.Background(), epoch, 0) {
		if err != nil {
			return sum, err
		}
		step := epoch*data.Batches() + done + 1
		var c *tsslbp.Capture
		if opt.InputGrad {
			c = tau.capture
		}
		s, err := e.Backward(batch, uint64(step), c)
		if err != nil {
			return sum, err
		}
		sum.Add(&s)
		lr := schedule.Rate(float64(epoch) + float64(done)/float64(data.Batches()))
		if _, err := adam.Step(e, step, lr); err != nil {
			return sum, err
		}
		norm.apply()
		done++
		if c == nil {
			continue
		}
		tau.add(len(batch))
		if step%*every == 0 {
			tau.step(*rate * lr / net.Config.Network.LR)
			e.Close()
			e = tsslbp.NewEngine(net, opt)
			net.Prepare(true)
		}
	}
	return sum, nil
}

func evaluate(net *snn.Network, opt tsslbp.Options, data *datasets.Loader) (sum tsslbp.Stats, err error) {
	opt.InputGrad, opt.Observe = false, nil
	e := tsslbp.NewEngine(net, opt)
	defer e.Close()
	net.Prepare(false)
	sum.Spikes = make([]int64, len(net.Stages))
	decisions := make([]tsslbp.Decision, opt.Batch)
	for batch, err := range data.Epoch(context.Background(), 0, 0) {
		if err != nil {
			return sum, err
		}
		s, err := e.Infer(batch, decisions[:len(batch)])
		if err != nil {
			return sum, err
		}
		sum.Add(&s)
	}
	return sum, nil
}

// logit is the inverse of the logistic function.
func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
