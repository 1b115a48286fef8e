package tsslbp_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// convNet is the network of convNetwork, and noise for it.
func convNet(t *testing.T) (*snn.Network, noise) {
	cfg, err := snn.ParseConfig("conv.yaml", []byte(convNetwork))
	require.NoError(t, err)
	d := noise{kind: spikes.Image, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 8, batch: 4}
	net, err := snn.New(cfg, d.shape, backEnd(t))
	require.NoError(t, err)
	net.Init(9)
	return net, d
}

func TestAnEngineForInferenceDecidesAsAnother(t *testing.T) {
	net, d := convNet(t)
	loss, err := tsslbp.LossOf(&net.Config.Network)
	require.NoError(t, err)
	o := tsslbp.Options{Loss: loss, Batch: d.batch, Threads: 2}
	whole := tsslbp.NewEngine(net, o)
	defer whole.Close()
	want, err := whole.Evaluate(context.Background(), d, nil)
	require.NoError(t, err)
	assert.True(t, net.PreparedFor(true))

	lean := o
	lean.Inference = true
	e := tsslbp.NewEngine(net, lean)
	defer e.Close()
	got, err := e.Evaluate(context.Background(), d, nil)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.True(t, net.PreparedFor(false))
	assert.Less(t, tsslbp.MemoryOf(net, lean).Total(), tsslbp.MemoryOf(net, o).Total()/2)

	net.Prepare(true)
	_, err = e.Backward(d.batchAt(0, 0), 1, nil)
	assert.ErrorContains(t, err, "option Inference")
	tr := &tsslbp.Trainer{Engine: e, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.1), Data: d, Epochs: 1}
	assert.ErrorContains(t, tr.Run(context.Background()), "a trainer of an engine with the option Inference")

	lean.Loss = nil
	silent := tsslbp.NewEngine(net, lean)
	defer silent.Close()
	got, err = silent.Evaluate(context.Background(), d, nil)
	require.NoError(t, err)
	assert.Zero(t, got.Loss)
	assert.Equal(t, want.Confusion, got.Confusion)

	lean.InputGrad = true
	both := tsslbp.NewEngine(net, lean)
	defer both.Close()
	_, err = both.Evaluate(context.Background(), d, nil)
	assert.ErrorContains(t, err, "both Inference and InputGrad")
}

func TestEvaluateEachHandsOutEveryDecision(t *testing.T) {
	net, d := convNet(t)
	e := tsslbp.NewEngine(net, tsslbp.Options{Inference: true, Batch: d.batch})
	defer e.Close()
	classes := net.Output().Neurons()
	confusion := make([][]int, classes)
	for i := range confusion {
		confusion[i] = make([]int, classes)
	}
	ev, err := e.EvaluateEach(context.Background(), d, func(batch spikes.Batch, decisions []tsslbp.Decision) {
		require.Len(t, decisions, len(batch))
		for i := range batch {
			confusion[batch[i].Label][decisions[i].Class]++
		}
	})
	require.NoError(t, err)
	assert.Equal(t, ev.Confusion, confusion)
}

// wrapped is a loss around another.
type wrapped struct{ *tsslbp.KernelLoss }

func TestLossesAreLookedAt(t *testing.T) {
	net, _ := convNet(t) // of 6 steps
	net.Prepare(false)
	for want, loss := range map[string]tsslbp.Loss{
		"gain -1, smoothing 0":        &tsslbp.SoftmaxLoss{Gain: -1},
		"gain 0, smoothing 1":         &tsslbp.SoftmaxLoss{Smoothing: 1},
		"a target of 4 steps":         wrapped{&tsslbp.KernelLoss{Target: make([]float32, 4)}},
		"target NaN in step 1":        &tsslbp.KernelLoss{Target: []float32{0, float32(math.NaN()), 0, 0, 0, 0}},
		"count loss: targets of +Inf": &tsslbp.CountLoss{Desired: math.Inf(1)},
		"no Loss among the options":   nil,
	} {
		e := tsslbp.NewEngine(net, tsslbp.Options{Loss: loss, Batch: 1})
		_, err := e.Infer(spikes.Batch{{Kind: spikes.Image, Values: make([]float32, 128)}}, make([]tsslbp.Decision, 1))
		assert.ErrorContains(t, err, want)
		e.Close()
	}
}
