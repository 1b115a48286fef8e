package inspect

import (
	"context"
	"iter"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

const text = `Network:
  dataset: NMNIST
  n_steps: 6
  n_class: 4
  batch_size: 5
  loss: count
Layers:
  conv_1:
    type: conv
    in_channels: 2
    out_channels: 5
    kernel_size: 3
    weight_scale: 6
  output:
    type: linear
    n_inputs: 180
    n_outputs: 4
    weight_scale: 4
`

// noise is a small data set of random events.
type noise struct{ n int }

var shape = spikes.Shape{H: 8, W: 8, C: 2}

func (d noise) Len() int        { return d.n }
func (d noise) Samples() int    { return d.n }
func (d noise) Batches() int    { return (d.n + 4) / 5 }
func (d noise) Label(i int) int { return i % 4 }

func (d noise) Fill(i int, s *spikes.Sample, _ *rand.Rand) error {
	rng := rand.New(rand.NewPCG(3, uint64(i)))
	s.Kind, s.Label, s.Index = spikes.Events, i%4, i
	s.Train.Resize(shape, 6)
	for range 150 {
		s.Train.Set(rng.IntN(6), rng.IntN(8), rng.IntN(8), rng.IntN(2))
	}
	return nil
}

func (d noise) Epoch(context.Context, int, int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for b := range d.Batches() {
			batch := make(spikes.Batch, min(5, d.n-5*b))
			for i := range batch {
				if err := d.Fill(5*b+i, &batch[i], nil); err != nil {
					yield(nil, err)
					return
				}
			}
			if !yield(batch, nil) {
				return
			}
		}
	}
}

func network(t *testing.T) *snn.Network {
	cfg, err := snn.ParseConfig("inspect.yaml", []byte(text))
	require.NoError(t, err)
	net, err := snn.New(cfg, shape, nil)
	require.NoError(t, err)
	net.Init(2)
	return net
}

func TestTraceIsWhatTheNetworkDoes(t *testing.T) {
	net := network(t)
	in, err := New(net)
	require.NoError(t, err)
	d := noise{23}
	tr, err := in.At(d, 7, Options{Potentials: true})
	require.NoError(t, err)
	assert.Equal(t, 7, tr.Index)
	assert.Equal(t, 3, tr.Label)
	assert.Equal(t, 4, tr.Classes())
	require.Len(t, tr.Layers, 2)

	net.Prepare(false)
	act := net.NewActivity(1, true, snn.ForceDense)
	var s spikes.Sample
	require.NoError(t, d.Fill(7, &s, nil))
	require.NoError(t, act.Forward(spikes.Batch{s}, snn.Pass{}))
	spikesSeen := 0
	for i := range tr.Layers {
		l := &tr.Layers[i]
		assert.Equal(t, act.Spikes(i, 0), l.Spikes.Bits)
		require.Len(t, l.Potential, 6*l.Neurons())
		sum := 0
		for _, n := range l.Counts() {
			sum += n
		}
		assert.Equal(t, act.SpikeCount(i, 0), sum)
		spikesSeen += sum
		for step := range 6 {
			for n := range l.Neurons() {
				// A neuron fires where its potential passes the threshold.
				assert.Equal(t, float64(l.Potential[step*l.Neurons()+n]) > l.Threshold, l.Fired(step, n))
			}
		}
	}
	assert.Positive(t, spikesSeen, "a silent network shows nothing")
	assert.Equal(t, s.Train.Bits, tr.Input.Bits)
}

func TestResultsAgreeWithTraces(t *testing.T) {
	in, err := New(network(t))
	require.NoError(t, err)
	d := noise{23}
	results, err := in.Results(context.Background(), d, 2, nil)
	require.NoError(t, err)
	require.Len(t, results, 23)
	wrong := 0
	for i := range results {
		tr, err := in.At(d, i, Options{})
		require.NoError(t, err)
		assert.Equal(t, tr.Decision, results[i].Decision, "sample %d", i)
		assert.Nil(t, tr.Layers[0].Potential)
		if !results[i].Right() {
			wrong++
			assert.LessOrEqual(t, tr.Margin(), 0.0)
		}
	}
	require.Greater(t, wrong, 3, "an untrained network errs")
	assert.InDelta(t, 1-float64(wrong)/23, Accuracy(results), 1e-12)
	sum := 0
	for _, row := range Confusion(results, 4) {
		for _, n := range row {
			sum += n
		}
	}
	assert.Equal(t, 23, sum)

	worst, err := in.Worst(context.Background(), d, results, 3, Options{}, nil)
	require.NoError(t, err)
	require.Len(t, worst, 3)
	assert.LessOrEqual(t, worst[0].Margin(), worst[1].Margin())
	assert.LessOrEqual(t, worst[1].Margin(), worst[2].Margin())
	_, err = in.At(d, 23, Options{})
	assert.ErrorContains(t, err, "sample 23: the data set has 23")
}

// shortNoise says that it has a batch more than it has.
type shortNoise struct{ noise }

func (s shortNoise) Batches() int { return s.noise.Batches() + 1 }

func TestResultsOfALoaderThatEndsEarly(t *testing.T) {
	in, err := New(network(t))
	require.NoError(t, err)
	_, err = in.Results(context.Background(), shortNoise{noise{23}}, 2, nil)
	assert.ErrorContains(t, err, "yielded 5 batches of an epoch: expected 6")
}

// The inspector keeps its weights while the network goes on.
func TestInspectorIsACopy(t *testing.T) {
	net := network(t)
	in, err := New(net)
	require.NoError(t, err)
	before, err := in.At(noise{5}, 1, Options{})
	require.NoError(t, err)
	clear(net.Weights()[0].Data)
	again, err := in.At(noise{5}, 1, Options{})
	require.NoError(t, err)
	assert.Equal(t, before, again)
	in.Update(net)
	silent, err := in.At(noise{5}, 1, Options{})
	require.NoError(t, err)
	assert.Zero(t, silent.Layers[0].Spikes.Count())
	assert.True(t, silent.Decision.Silent)
}
