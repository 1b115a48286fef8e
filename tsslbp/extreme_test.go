package tsslbp_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// extreme is a network that is legal and at some end of what is.
type extreme struct {
	set     func(*snn.Settings)
	layers  string
	shape   spikes.Shape
	n       int // samples
	batch   int // most in a batch
	weights func(w *snn.Tensor)
	sample  func(s *spikes.Sample) // changes every sample
	check   func(t *testing.T, ev *tsslbp.Evaluation)
}

func linear(name string, in, out int) string {
	return fmt.Sprintf("  %s:\n    type: linear\n    n_inputs: %d\n    n_outputs: %d\n", name, in, out)
}

func all(v float32) func(*snn.Tensor) {
	return func(w *snn.Tensor) {
		for i := range w.Data {
			w.Data[i] = v
		}
	}
}

// deep returns as many layers of 8 neurons, and 4 at the end.
func deep(layers int) string {
	var b strings.Builder
	for i := range layers - 1 {
		b.WriteString(linear(fmt.Sprintf("hidden_%d", i), 8, 8))
	}
	return b.String() + linear("output", 8, 4)
}

// full and empty make every input of a sample fire, or none.
func full(s *spikes.Sample) {
	for i := range s.Train.T * s.Train.Shape.Neurons() {
		k := i % s.Train.Shape.Neurons()
		s.Train.Set(i/s.Train.Shape.Neurons(), k/s.Train.Shape.Row(), k%s.Train.Shape.Row()/s.Train.Shape.C, k%s.Train.Shape.C)
	}
	for i := range s.Values {
		s.Values[i] = 1
	}
}

func empty(s *spikes.Sample) {
	clear(s.Train.Bits)
	clear(s.Values)
}

var extremes = map[string]extreme{
	"one step":                  {set: func(s *snn.Settings) { s.Steps = 1 }},
	"1,000 steps":               {set: func(s *snn.Settings) { s.Steps = 1000 }, n: 4},
	"one input, one neuron":     {layers: linear("output", 1, 4), shape: spikes.Flat(1)},
	"one class":                 {set: func(s *snn.Settings) { s.Classes = 1 }, layers: linear("output", 8, 1)},
	"one sample":                {n: 1},
	"100 layers":                {layers: deep(100)},
	"batch above the data set":  {batch: 50, n: 3},
	"zero weights":              {weights: all(0), check: silent},
	"weights at the clamp":      {weights: all(4), sample: full},
	"weights below the clamp":   {weights: all(-4), sample: full, check: silent},
	"weights beyond the clamp":  {weights: all(1e4), sample: full},
	"tiny weights":              {weights: all(1e-38)},
	"all silent":                {sample: empty, check: silent},
	"all firing":                {weights: all(1), sample: full, check: firing},
	"time constants of 1":       {set: func(s *snn.Settings) { s.TauM, s.TauS = 1, 1 }},
	"time constants of 1e6":     {set: func(s *snn.Settings) { s.TauM, s.TauS = 1e6, 1e6 }},
	"threshold near zero":       {layers: linear("output", 8, 4) + "    threshold: 0.00001\n"},
	"threshold out of reach":    {layers: linear("output", 8, 4) + "    threshold: 1000000\n", check: silent},
	"dropout of nearly all":     {layers: "  dropout_1:\n    type: dropout\n    p: 0.99\n" + linear("output", 8, 4)},
	"window as large as it can": {layers: "  conv_1:\n    type: conv\n    in_channels: 2\n    out_channels: 3\n    kernel_size: 4\n" + linear("output", 3, 4), shape: spikes.Shape{H: 4, W: 4, C: 2}},
	"padding above the picture": {layers: "  conv_1:\n    type: conv\n    in_channels: 1\n    out_channels: 2\n    kernel_size: 3\n    padding: 5\n" + linear("output", 2*10*10, 4), shape: spikes.Shape{H: 2, W: 2, C: 1}},
	"learning rate of zero":     {set: func(s *snn.Settings) { s.LR = 0 }},
	"learning rate of 1e6":      {set: func(s *snn.Settings) { s.LR = 1e6 }},
	"softmax, all silent":       {set: func(s *snn.Settings) { s.Loss = "softmax" }, sample: empty, check: silent},
	"count, all firing":         {set: func(s *snn.Settings) { s.Loss, s.DesiredCount, s.UndesiredCount = "count", 1, 0 }, weights: all(1), sample: full, check: firing},
}

func silent(t *testing.T, ev *tsslbp.Evaluation) {
	for i, n := range ev.Spikes {
		assert.Zero(t, n, "layer %d", i)
	}
	assert.Equal(t, ev.Samples, ev.Silent)
}

func firing(t *testing.T, ev *tsslbp.Evaluation) {
	for i, n := range ev.Spikes {
		assert.Positive(t, n, "layer %d", i)
	}
	assert.Zero(t, ev.Silent)
}

// build makes a trainer for the network.
func (x *extreme) build(t *testing.T, kind spikes.Kind, threads int) (*tsslbp.Trainer, noise) {
	layers := x.layers
	if layers == "" {
		layers = linear("hidden", 8, 8) + linear("output", 8, 4)
	}
	cfg, err := snn.ParseConfig("extreme.yaml", []byte("Network:\n  n_class: 4\n  n_steps: 6\n  epochs: 2\n  lr: 0.01\nLayers:\n"+layers))
	require.NoError(t, err)
	if x.set != nil {
		x.set(&cfg.Network)
	}
	shape := x.shape
	if !shape.Valid() {
		shape = spikes.Flat(8)
	}
	net, err := snn.New(cfg, shape, backEnd(t))
	require.NoError(t, err)
	net.Init(4)
	if x.weights != nil {
		for _, w := range net.Weights() {
			x.weights(w)
		}
	}
	rule, err := tsslbp.RuleOf(&cfg.Network)
	require.NoError(t, err)
	loss, err := tsslbp.LossOf(&cfg.Network)
	require.NoError(t, err)
	batch := max(x.batch, 4)
	e := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: loss, Batch: batch, Threads: threads, Seed: 5})
	t.Cleanup(e.Close)
	n := x.n
	if n == 0 {
		n = 8
	}
	d := noise{kind: kind, shape: shape, steps: cfg.Network.Steps, n: n, batch: batch, classes: cfg.Network.Classes, change: x.sample}
	return &tsslbp.Trainer{
		Engine: e, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(cfg.Network.LR), Data: d, Epochs: cfg.Network.Epochs,
	}, d
}

// TestExtremeNetworks trains and evaluates every extreme network on 1 and on
// 3 threads: all numbers stay finite, every sample is counted, and the result
// is the same.
func TestExtremeNetworks(t *testing.T) {
	for name, x := range extremes {
		for _, kind := range []spikes.Kind{spikes.Events, spikes.Image} {
			t.Run(fmt.Sprintf("%s/%v", name, kind), func(t *testing.T) {
				var want string
				for _, threads := range []int{1, 3} {
					tr, d := x.build(t, kind, threads)
					before, err := tr.Engine.Evaluate(context.Background(), d, nil)
					require.NoError(t, err)
					if x.check != nil {
						x.check(t, before)
					}
					require.NoError(t, tr.Run(context.Background()))
					assert.Equal(t, tr.Epochs*d.Batches(), tr.Steps)
					ev, err := tr.Engine.Evaluate(context.Background(), d, nil)
					require.NoError(t, err)
					assert.Equal(t, d.n, ev.Samples)
					assert.Len(t, ev.Confusion, d.classes)
					assert.False(t, math.IsNaN(ev.Loss) || math.IsInf(ev.Loss, 0), "loss %v", ev.Loss)
					for _, w := range tr.Engine.Network().Weights() {
						for _, v := range w.Data {
							require.Zero(t, v-v, "weight %v of %s", v, w.Name)
						}
					}
					got := fmt.Sprintf("%s, %+v", tr.Engine.Network().WeightsHash(), ev)
					if want == "" {
						want = got
					}
					assert.Equal(t, want, got, "%d threads", threads)
				}
			})
		}
	}
}
