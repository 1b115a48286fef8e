package tsslbp_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// TestKeptRecords trains with a bound that densities cross again and again: to keep the records
// of a batch until its gates are known gives the same, to the bit, as to run it again.
func TestKeptRecords(t *testing.T) {
	text := strings.Replace(convNetwork, "Network:\n", "Network:\n  warm_up: per-layer\n  warm_up_density: BOUND\n", 1)
	for _, c := range []struct {
		name    string
		kind    spikes.Kind
		batch   int
		spike   float64
		threads int
		capture bool
	}{
		{name: "events", kind: spikes.Events, batch: 7, threads: 1},
		{name: "images", kind: spikes.Image, batch: 7, threads: 3},
		{name: "one sample", kind: spikes.Events, batch: 1, threads: 2},
		{name: "priced spikes", kind: spikes.Events, batch: 7, threads: 2, spike: 3},
		{name: "captured", kind: spikes.Events, batch: 7, threads: 2, capture: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := noise{kind: c.kind, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 61, batch: c.batch}
			bound := densityOf(t, strings.Replace(text, "BOUND", "0", 1), d)
			kept := newGatedRun(t, text, d, bound, c.spike, c.threads, c.capture)
			twice := newGatedRun(t, text, d, bound, c.spike, 1, c.capture)
			twice.engine.RunTwice()
			held := 0
			for epoch := range 3 {
				for i := range d.Batches() {
					batch := d.batchAt(epoch, i)
					if kept.engine.Keeps() {
						held++
					}
					kept.step(t, batch)
					twice.step(t, batch)
					require.Equal(t, twice.engine.Gradients(), kept.engine.Gradients())
					require.Equal(t, twice.capture, kept.capture)
				}
			}
			assert.Equal(t, twice.sums, kept.sums)
			assert.Equal(t, twice.net.Weights(), kept.net.Weights())
			assert.EqualValues(t, 3*d.n, kept.seen.Load(), "observed")
			assert.Greater(t, held, 3, "batches whose records were kept")
			assert.Greater(t, twice.losses.Load(), int64(3*d.n), "some batches ran twice")
			assert.Less(t, kept.losses.Load(), twice.losses.Load())
		})
	}
}

// batchAt returns one batch of an epoch.
func (d noise) batchAt(epoch, i int) (batch spikes.Batch) {
	for j := i * d.batch; j < min(d.n, (i+1)*d.batch); j++ {
		batch = append(batch, d.sample(epoch, j))
	}
	return batch
}

// gatedRun trains a network and counts what it does.
type gatedRun struct {
	net          *snn.Network
	engine       *tsslbp.Engine
	adam         *tsslbp.AdamW
	capture      *tsslbp.Capture
	sums         []tsslbp.Stats
	losses, seen atomic.Int64
}

func newGatedRun(t testing.TB, text string, d noise, bound, spike float64, threads int, capture bool) *gatedRun {
	cfg, err := snn.ParseConfig("gate.yaml", []byte(strings.Replace(text, "BOUND", "0", 1)))
	require.NoError(t, err)
	net, err := snn.New(cfg, d.shape, nil)
	require.NoError(t, err)
	net.Init(9)
	r := &gatedRun{net: net, adam: tsslbp.NewAdamW(net)}
	r.engine = tsslbp.NewEngine(net, tsslbp.Options{
		Rule:  tsslbp.Rule{WarmUp: tsslbp.PerLayer, Density: bound, Sparsity: spike},
		Loss:  countingLoss{&tsslbp.CountLoss{Desired: 2, Undesired: 0.1}, &r.losses},
		Batch: d.batch, Threads: threads, Seed: 1, InputGrad: capture,
		Observe: func(int, *spikes.Sample, *snn.Activity, int) { r.seen.Add(1) },
	})
	t.Cleanup(r.engine.Close)
	if capture {
		r.capture = tsslbp.NewCapture(net, d.batch)
	}
	return r
}

func (r *gatedRun) step(t testing.TB, batch spikes.Batch) {
	r.net.Prepare(true)
	sum, err := r.engine.Backward(batch, uint64(len(r.sums)+1), r.capture)
	require.NoError(t, err)
	sum.Spikes = append([]int64(nil), sum.Spikes...)
	r.sums = append(r.sums, sum)
	_, err = r.adam.Step(r.engine, len(r.sums), 1e-4)
	require.NoError(t, err)
}

// countingLoss counts the samples whose loss is computed.
type countingLoss struct {
	loss tsslbp.Loss
	n    *atomic.Int64
}

func (c countingLoss) Loss(e, a []float32, classes, label, batch int) float64 {
	c.n.Add(1)
	return c.loss.Loss(e, a, classes, label, batch)
}

// densityOf returns the density of the first layer over the first batches.
func densityOf(t testing.TB, text string, d noise) float64 {
	r := newGatedRun(t, text, d, 0, 0, 1, false)
	fired, samples := int64(0), 0
	for i := range d.Batches() {
		r.step(t, d.batchAt(0, i))
		fired += r.sums[i].Spikes[0]
		samples += r.sums[i].Samples
	}
	return float64(fired) / float64(samples*d.steps*r.net.Stages[0].Out.Neurons())
}

// BenchmarkGates trains 784-400-400-10 with a bound that its first layer's density
// keeps crossing: the records of a batch are kept until its gates are known, or the
// batch runs twice.
func BenchmarkGates(b *testing.B) {
	text := `Network:
  n_steps: 5
  tau_s: 2
Layers:
  hidden_1:
    type: linear
    n_inputs: 784
    n_outputs: 400
  hidden_2:
    type: linear
    n_inputs: 400
    n_outputs: 400
  output:
    type: linear
    n_inputs: 400
    n_outputs: 10
`
	d := noise{kind: spikes.Image, shape: spikes.Shape{H: 28, W: 28, C: 1}, steps: 5, n: 2000, batch: 50, classes: 10}
	bound := densityOf(b, text, d)
	var batches []spikes.Batch
	for i := range d.Batches() {
		batches = append(batches, d.batchAt(0, i))
	}
	for _, way := range []string{"kept", "twice"} {
		b.Run(way, func(b *testing.B) {
			r := newGatedRun(b, text, d, bound, 0, 1, false)
			if way == "twice" {
				r.engine.RunTwice()
			}
			r.net.Prepare(true)
			r.losses.Store(0)
			for i := 0; b.Loop(); i++ {
				_, err := r.engine.Backward(batches[i%len(batches)], 1, nil)
				require.NoError(b, err)
			}
			b.ReportMetric(float64(r.losses.Load())/float64(b.N*d.batch), "passes")
		})
	}
}

// TestABatchLeavesNothingBehind compares a smaller batch after a full one with
// the same batch on an engine that had none.
func TestABatchLeavesNothingBehind(t *testing.T) {
	for _, kind := range []spikes.Kind{spikes.Events, spikes.Image} {
		d := noise{kind: kind, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 10, batch: 7}
		used, fresh := newGatedRun(t, convNetwork, d, 0, 0, 2, false), newGatedRun(t, convNetwork, d, 0, 0, 2, false)
		used.net.Prepare(true)
		fresh.net.Prepare(true)
		_, err := used.engine.Backward(d.batchAt(0, 0), 1, nil)
		require.NoError(t, err)
		for _, r := range []*gatedRun{used, fresh} {
			_, err = r.engine.Backward(d.batchAt(0, 1), 2, nil)
			require.NoError(t, err)
		}
		assert.Equal(t, fresh.engine.Gradients(), used.engine.Gradients())
	}
}
