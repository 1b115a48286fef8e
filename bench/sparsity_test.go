package bench

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// handmade is a 1×3 map of one channel, a convolution with a 1×3 kernel and
// padding 1, sum pooling over all three, and two outputs. Every weight is 2, so
// that a spike makes what it reaches fire.
func handmade(t testing.TB, warmUp string) *snn.Network {
	cfg := snn.DefaultConfig()
	cfg.Network.Steps, cfg.Network.Classes, cfg.Network.WarmUp = 2, 2, warmUp
	c := snn.DefaultLayer("conv", snn.TypeConv)
	c.InChannels, c.OutChannels, c.Kernel, c.Padding = 1, 1, [2]int{1, 3}, [2]int{0, 1}
	p := snn.DefaultLayer("pool", snn.TypePooling)
	p.Kernel = [2]int{1, 3}
	cfg.Layers = []snn.Layer{c, p, linearLayer("output", 1, 2)}
	net, err := snn.New(cfg, spikes.Shape{H: 1, W: 3, C: 1}, nil)
	require.NoError(t, err)
	for _, w := range net.Weights() {
		for i := range w.Data {
			w.Data[i] = 6 // times 1/τ_s, twice the threshold
		}
	}
	return net
}

// spikeAt is a sample with one spike in step 0.
func spikeAt(net *snn.Network, x, label int) spikes.Sample {
	s := spikes.Sample{Label: label}
	s.Train.Resize(net.Input, net.Steps)
	s.Train.Set(0, 0, x, 0)
	return s
}

// TestSparsityByHand pins the figures of a network that can be worked out on
// paper: a spike at the border reaches two neurons, one in the middle three.
func TestSparsityByHand(t *testing.T) {
	net := handmade(t, "none")
	all := spikes.Batch{spikeAt(net, 0, 0), spikeAt(net, 1, 1)}
	r, err := Sparsity(context.Background(), net, samples{all, 2}, SparsityOptions{Threads: 1, Batch: 2, Example: 1})
	require.NoError(t, err)

	// Step 0: the first sample makes 2 neurons fire, the second 3. The synapse
	// carries 2/3 of the current on, which makes all of them fire again.
	conv, out := &r.Layers[0], &r.Layers[1]
	assert.Equal(t, []int64{1, 0, 5}, conv.Counts)
	assert.Equal(t, []int64{5, 5}, conv.PerStep)
	assert.Equal(t, []int64{5, 0}, conv.First)
	assert.Equal(t, 1.0, *conv.MeanFirst)
	assert.Equal(t, 0, conv.Silent)
	assert.InDelta(t, 10.0/12, conv.Rate, 1e-12)
	assert.Equal(t, []Bin{{"0", 1, 1.0 / 6}, {"1", 0, 0}, {"2", 5, 5.0 / 6}}, conv.F)

	assert.Equal(t, SynapticOperations{Dense: 14, EffectiveACs: 2.5, SpikeACs: 2.5}, conv.Operations) // 2+3+2 synapses, 2 steps
	assert.Equal(t, SynapticOperations{Dense: 4, EffectiveMACs: 4, SpikeACs: 10}, out.Operations)
	assert.Equal(t, SynapticOperations{Dense: 18, EffectiveMACs: 4, EffectiveACs: 2.5, SpikeACs: 12.5}, r.Operations)
	assert.Equal(t, int64(2), conv.InputEvents)
	assert.Equal(t, int64(10), out.InputEvents)
	assert.Equal(t, 1.0, r.ActivationSparsity+r.All.Rate)
	assert.Equal(t, 0.0, r.ConnectionSparsity)
	assert.Equal(t, Footprint{Weights: 20, State: 40}, r.Footprint)
	assert.InDelta(t, 1e-6*0.9*12.5, r.Energy.Synapses, 1e-15)
	assert.InDelta(t, 1e-6*4.6*2*5*2, r.Energy.Neurons, 1e-15)
	assert.InDelta(t, 1e-6*4.6*9, r.Energy.Conventional, 1e-15)

	// Both outputs fire alike: a tie, for class 0.
	assert.Equal(t, []Latency{
		{Step: 1, Correct: 1, Ties: 2, Accuracy: 0.5, Operations: 7.5},
		{Step: 2, Correct: 1, Ties: 2, Accuracy: 0.5, Operations: 12.5},
	}, r.Latency)
	assert.Equal(t, 1, r.Example.Label)
	assert.Equal(t, 6, r.Example.Layers[0].Count())
	assert.Equal(t, 1, r.Example.Input.Count())

	assert.Equal(t, Work{18, 12.5}, r.Training.Forward)
	assert.Equal(t, Work{18, 12.5}, r.Training.WeightGradient)
	assert.Equal(t, Work{4, 10}, r.Training.DataGradient)
	assert.Equal(t, Work{40, 35}, r.Training.Total())
}

// TestImagesAreMultipliedAtEveryStep counts a picture with one value that is
// zero: NeuroBench sees it at every step, snnsim and training only once.
func TestImagesAreMultipliedAtEveryStep(t *testing.T) {
	net := handmade(t, "none")
	s := spikes.Sample{Kind: spikes.Image, Values: []float32{0, 1, 1}}
	r, err := Sparsity(context.Background(), net, samples{spikes.Batch{s}, 1}, SparsityOptions{Threads: 1, Batch: 1})
	require.NoError(t, err)
	o := r.Layers[0].Operations
	assert.Equal(t, SynapticOperations{Dense: 14, EffectiveMACs: 10, AnalogMACs: 10}, o) // 3+2 synapses, 2 steps
	assert.Nil(t, r.Input)
	assert.Nil(t, r.Whole)
	assert.InDelta(t, 1e-6*(4.6*5+0.9*r.Operations.SpikeACs), r.Energy.ImageOnce, 1e-15)
	assert.Equal(t, 5+r.Operations.SpikeACs, r.Training.Forward.Event)
}

// TestDataGradientIsDenseUnderTheSurrogate checks the training formula for
// every warm-up mode.
func TestDataGradientIsDenseUnderTheSurrogate(t *testing.T) {
	for warmUp, dense := range map[string]bool{"per-neuron": true, "surrogate-only": true, "none": false, "per-layer": false, "output-only": false} {
		net := handmade(t, warmUp) // its density is far above per-layer's bound
		r, err := Sparsity(context.Background(), net, samples{spikes.Batch{spikeAt(net, 0, 0)}, 1}, SparsityOptions{Threads: 1, Batch: 1})
		require.NoError(t, err)
		want := r.Training.WithoutSurrogate
		if dense {
			want.Event = want.Dense
		}
		assert.Equal(t, want, r.Training.DataGradient, warmUp)
	}
	net := handmade(t, "per-layer")
	net.Config.Network.WarmUpDensity = 1
	r, err := Sparsity(context.Background(), net, samples{spikes.Batch{spikeAt(net, 0, 0)}, 1}, SparsityOptions{Threads: 1, Batch: 1})
	require.NoError(t, err)
	assert.Equal(t, r.Training.DataGradient.Dense, r.Training.DataGradient.Event)
}

// TestKernelsCountTheirSteps holds the counters of the two forms against the
// number of steps that went through each layer.
func TestKernelsCountTheirSteps(t *testing.T) {
	net := handmade(t, "none")
	for _, mode := range []snn.Mode{snn.ForceEvents, snn.ForceDense} {
		all := spikes.Batch{spikeAt(net, 0, 0), spikeAt(net, 1, 1), spikeAt(net, 2, 1)}
		r, err := Sparsity(context.Background(), net, samples{all, 2}, SparsityOptions{Threads: 2, Batch: 2, Mode: mode})
		require.NoError(t, err)
		for i := range r.Layers {
			l := &r.Layers[i]
			want := [2]int64{6, 0}
			if mode == snn.ForceDense {
				want = [2]int64{0, 6}
			}
			assert.Equal(t, want, [2]int64{l.EventSteps, l.DenseSteps}, l.Name)
		}
	}
}

func TestLongWindowsAreBinned(t *testing.T) {
	counts := make([]int64, 31)
	for k := range counts {
		counts[k] = int64(k + 1)
	}
	bins := binned(counts)
	require.Len(t, bins, 4)
	for i, want := range []Bin{{Spikes: "0", Count: 1}, {Spikes: "1", Count: 2}, {Spikes: "2-10", Count: 63}, {Spikes: ">10", Count: 430}} {
		assert.Equal(t, want.Spikes, bins[i].Spikes)
		assert.Equal(t, want.Count, bins[i].Count)
	}
	assert.Len(t, binned(counts[:11]), 11)
	assert.Len(t, binned(counts[:2]), 2)
}

// TestSilentNetwork has no spike behind the input.
func TestSilentNetwork(t *testing.T) {
	net := handmade(t, "none")
	for _, w := range net.Weights() {
		clear(w.Data)
	}
	r, err := Sparsity(context.Background(), net, samples{spikes.Batch{spikeAt(net, 0, 1)}, 1}, SparsityOptions{Threads: 1, Batch: 1, PerClass: true})
	require.NoError(t, err)
	assert.Nil(t, r.Layers[0].MeanFirst)
	assert.Equal(t, 5, r.All.Silent)
	assert.Equal(t, 1.0, r.ConnectionSparsity)
	assert.Zero(t, r.Operations.Delivered())
	assert.Equal(t, 1, r.Silent)
	assert.Equal(t, 0, r.Classes[0].Samples)
	b, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(b), `"mean_first_spike":null`)
}

// shortLoader says that it has a batch more than it has.
type shortLoader struct{ samples }

func (s shortLoader) Batches() int { return s.samples.Batches() + 1 }

func TestSparsityRefuses(t *testing.T) {
	net := handmade(t, "none")
	good := spikeAt(net, 0, 0)
	o := SparsityOptions{Threads: 1, Batch: 1}
	_, err := Sparsity(context.Background(), net, samples{nil, 1}, o)
	require.ErrorIs(t, err, ErrNoSamples)

	label := good
	label.Label = 7
	_, err = Sparsity(context.Background(), net, samples{spikes.Batch{label}, 1}, o)
	require.ErrorContains(t, err, "label 7 of 2 classes")

	shape := good
	shape.Train.Resize(spikes.Flat(3), 9)
	_, err = Sparsity(context.Background(), net, samples{spikes.Batch{shape}, 1}, o)
	require.ErrorContains(t, err, "the network takes 1x3x1 over 2")

	_, err = Sparsity(context.Background(), net, samples{spikes.Batch{good, good}, 2}, o)
	require.ErrorContains(t, err, "a batch of 2 samples")

	short := shortLoader{samples{spikes.Batch{good}, 1}}
	_, err = Sparsity(context.Background(), net, short, o)
	require.ErrorContains(t, err, "yielded 1 batches of an epoch: expected 2")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = Sparsity(ctx, net, samples{spikes.Batch{spikeAt(net, 0, 0)}, 1}, o)
	require.ErrorIs(t, err, context.Canceled)
}

// TestTablesAreComplete reads the CSV back.
func TestTablesAreComplete(t *testing.T) {
	net := handmade(t, "none")
	all := spikes.Batch{spikeAt(net, 0, 0), spikeAt(net, 1, 1)}
	r, err := Sparsity(context.Background(), net, samples{all, 2}, SparsityOptions{Threads: 1, Batch: 2, PerClass: true})
	require.NoError(t, err)
	var b bytes.Buffer
	read := func() [][]string {
		rows, err := csv.NewReader(&b).ReadAll()
		require.NoError(t, err)
		b.Reset()
		return rows
	}
	require.NoError(t, r.WritePopulations(&b))
	rows := read()
	require.Len(t, rows, 1+6) // input, two layers, hidden, all, with input
	assert.Equal(t, []string{"conv", "3", "2", "2", "10"}, rows[2][:5])
	require.NoError(t, r.WriteCounts(&b))
	assert.Len(t, read(), 1+6*3)
	require.NoError(t, r.WriteSteps(&b))
	assert.Len(t, read(), 1+2)
	require.NoError(t, r.WriteClasses(&b))
	assert.Len(t, read(), 1+2*3)
}

func ExampleSparsity() {
	net := handmade(nil, "none")
	all := spikes.Batch{spikeAt(net, 0, 0), spikeAt(net, 1, 1)}
	r, err := Sparsity(context.Background(), net, samples{all, 2}, SparsityOptions{Threads: 1, Batch: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	conv := &r.Layers[0]
	fmt.Printf("%s: %d spikes, %.0f %% of neurons and steps; %g of %g synaptic operations\n",
		conv.Name, conv.Spikes, 100*conv.Rate, conv.Operations.EffectiveACs, conv.Operations.Dense)
	// Output: conv: 10 spikes, 83 % of neurons and steps; 2.5 of 14 synaptic operations
}
