package tsslbp_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noise is a data set of random samples of one kind.
type noise struct {
	kind  spikes.Kind
	shape spikes.Shape
	steps int
	n     int
	batch int

	classes int                  // of labels, 4 if 0
	change  func(*spikes.Sample) // may be nil
}

func (d noise) Samples() int { return d.n }
func (d noise) Batches() int { return (d.n + d.batch - 1) / d.batch }
func (d noise) Epoch(_ context.Context, epoch, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for b := first; b < d.Batches(); b++ {
			var batch spikes.Batch
			for i := b * d.batch; i < min(d.n, (b+1)*d.batch); i++ {
				batch = append(batch, d.sample(epoch, i))
			}
			if !yield(batch, nil) {
				return
			}
		}
	}
}

func (d noise) sample(epoch, i int) spikes.Sample {
	rng := rand.New(rand.NewPCG(uint64(epoch), uint64(i)))
	s := spikes.Sample{Kind: d.kind, Label: i % cmp.Or(d.classes, 4), Index: i}
	s.Train.Resize(d.shape, d.steps)
	for j := range s.Train.T * d.shape.Neurons() {
		if rng.IntN(5) == 0 {
			k := j % d.shape.Neurons()
			s.Train.Set(j/d.shape.Neurons(), k/d.shape.Row(), k%d.shape.Row()/d.shape.C, k%d.shape.C)
		}
		if j < d.shape.Neurons() {
			s.Values = append(s.Values, float32(rng.NormFloat64()))
		}
	}
	if d.change != nil {
		d.change(&s)
	}
	return s
}

const convNetwork = `Network:
  n_steps: 6
  n_class: 4
  batch_size: 7
  tau_m: 4
  tau_s: 2
Layers:
  conv_1:
    type: conv
    in_channels: 2
    out_channels: 6
    kernel_size: 3
    padding: 1
    weight_scale: 3
  pooling_1:
    type: pooling
    kernel_size: 2
  dropout_1:
    type: dropout
    p: 0.2
  hidden:
    type: linear
    n_inputs: 96
    n_outputs: 700
    weight_scale: 2
  dropout_2:
    type: dropout
    p: 0.3
  output:
    type: linear
    n_inputs: 700
    n_outputs: 4
`

// tiledNetwork has a convolution besides whose dense forms go by tiles.
var tiledNetwork = strings.NewReplacer("out_channels: 6", "out_channels: 16", "n_inputs: 96", "n_inputs: 240",
	"  dropout_1:", `  conv_2:
    type: conv
    in_channels: 16
    out_channels: 15
    kernel_size: 3
    padding: 1
    weight_scale: 3
  dropout_1:`).Replace(convNetwork)

func trainNoise(t *testing.T, k *kernel.Set, d noise, warmUp string, threads int) string {
	cfg, err := snn.ParseConfig("tiled.yaml", []byte(tiledNetwork))
	require.NoError(t, err)
	cfg.Network.WarmUp = warmUp
	net, err := snn.New(cfg, d.shape, k)
	require.NoError(t, err)
	net.Init(9)
	rule, err := tsslbp.RuleOf(&cfg.Network)
	require.NoError(t, err)
	loss, err := tsslbp.LossOf(&cfg.Network)
	require.NoError(t, err)
	e := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: loss, Batch: d.batch, Threads: threads, Seed: 5})
	defer e.Close()
	before := net.WeightsHash()
	tr := &tsslbp.Trainer{Engine: e, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.01), Data: d, Epochs: 2,
		Hooks: []tsslbp.Hook{&tsslbp.Evaluator{Data: d}}}
	require.NoError(t, tr.Run(context.Background()))
	assert.NotEqual(t, before, net.WeightsHash())
	return net.WeightsHash()
}

// TestThreadsDoNotChangeABit trains with 1, 2, 3 and 8 threads, with dropout,
// partial batches, both kinds of gradient sums, and every warm-up mode.
func TestThreadsDoNotChangeABit(t *testing.T) {
	for _, k := range kernel.Available() {
		for _, kind := range []spikes.Kind{spikes.Events, spikes.Image} {
			for _, warmUp := range []string{"per-neuron", "per-layer", "none", "surrogate-only", "output-only"} {
				t.Run(fmt.Sprintf("%s/%v/%s", k.Name, kind, warmUp), func(t *testing.T) {
					d := noise{kind: kind, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 17, batch: 7}
					want := trainNoise(t, k, d, warmUp, 1)
					for _, threads := range []int{2, 3, 8} {
						assert.Equal(t, want, trainNoise(t, k, d, warmUp, threads), "%d threads", threads)
					}
				})
			}
		}
	}
}
