package metrics

import (
	"context"
	"iter"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// repeated serves the same batch over and over.
type repeated struct {
	batch   spikes.Batch
	batches int
}

func newRepeated(batches int) *repeated {
	r := &repeated{batch: make(spikes.Batch, 3), batches: batches}
	for c := range r.batch {
		s := &r.batch[c]
		s.Kind, s.Label, s.Index = spikes.Events, c, c
		s.Train.Resize(spikes.Flat(3), 10)
		for t := range 10 {
			s.Train.Set(t, 0, 0, c)
		}
	}
	return r
}

func (r *repeated) Samples() int { return len(r.batch) * r.batches }
func (r *repeated) Batches() int { return r.batches }
func (r *repeated) Epoch(_ context.Context, _, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for range r.batches - first {
			if !yield(r.batch, nil) {
				return
			}
		}
	}
}

func newTrainer(t *testing.T, data *repeated, epochs int, hooks ...tsslbp.Hook) *tsslbp.Trainer {
	l := snn.DefaultLayer("output", snn.TypeLinear)
	l.Inputs, l.Outputs = 3, 3
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{l}
	cfg.Network.Steps, cfg.Network.Classes = 10, 3
	net, err := snn.New(cfg, spikes.Flat(3), nil)
	require.NoError(t, err)
	net.Init(1)
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: &tsslbp.CountLoss{Desired: 6}, Batch: 3, Threads: 1})
	t.Cleanup(e.Close)
	return &tsslbp.Trainer{Engine: e, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.01), Data: data, Epochs: epochs, Hooks: hooks}
}

func TestRecorderWritesWindowsAndEpochs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m")
	w, err := NewWriter(path)
	require.NoError(t, err)
	data := newRepeated(7)
	tr := newTrainer(t, data, 2, &tsslbp.Evaluator{Data: data}, &Recorder{W: w, Every: 3})
	require.NoError(t, tr.Run(context.Background()))
	require.NoError(t, w.Close())
	recs, err := ReadFile(path)
	require.NoError(t, err)
	require.Len(t, recs, 8)
	var loss float64
	for i, want := range []struct{ step, batch, samples int }{{3, 3, 9}, {6, 6, 9}, {7, 7, 3}} {
		s := recs[i].Step
		require.NotNil(t, s)
		assert.Equal(t, []int{1, want.step, want.batch, 7, want.samples}, []int{s.Epoch, s.Step, s.Batch, s.Batches, s.Samples})
		assert.Positive(t, min(s.GradNorm, s.Loss, s.SamplesPerS, s.Time.Forward, s.Density[0].Value))
		loss += s.Loss * float64(s.Samples)
	}
	e := recs[3].Epoch
	require.NotNil(t, e)
	assert.InDelta(t, e.TrainLoss, loss/21, 1e-12)
	assert.Equal(t, []int{1, 7, 21}, []int{e.Epoch, e.Step, e.Test.Samples})
	assert.Nil(t, e.Validation)
	assert.LessOrEqual(t, e.Time.Data+e.Time.Forward+e.Time.Backward+e.Time.Update+e.Time.Evaluate, e.Seconds)
	assert.Equal(t, 10, recs[4].Step.Step)
	assert.Equal(t, 14, recs[7].Epoch.Step)
}

func TestRecorderTakesAHundredthOfAnEpoch(t *testing.T) {
	for _, c := range [][2]int{{1, 1}, {99, 1}, {250, 2}, {1000, 10}} {
		for batch := range c[0] {
			p := &tsslbp.Progress{Batch: batch, Batches: c[0]}
			assert.Equal(t, (batch+1)%c[1] == 0, WindowEnds(p, 0), "batch %d of %d", batch+1, c[0])
			assert.Equal(t, batch+1 == c[0], WindowEnds(p, 2000))
		}
	}
}

// counter counts allocations from one step to another.
type counter struct {
	tsslbp.NoHook
	from, to      int
	before, after runtime.MemStats
}

func (c *counter) Batch(_ *tsslbp.Trainer, p *tsslbp.Progress) error {
	switch p.Step {
	case c.from:
		runtime.ReadMemStats(&c.before)
	case c.to:
		runtime.ReadMemStats(&c.after)
	}
	return nil
}

// TestAStepAllocatesNothing trains with a record for every step.
func TestAStepAllocatesNothing(t *testing.T) {
	w, err := NewWriter(filepath.Join(t.TempDir(), "m"))
	require.NoError(t, err)
	defer w.Close()
	c := &counter{from: 50, to: 250}
	check := &tsslbp.Checkpointer{Dir: t.TempDir(), EverySteps: 1000, Every: 1e15}
	tr := newTrainer(t, newRepeated(300), 1, check, &Recorder{W: w, Every: 1}, c)
	require.NoError(t, tr.Run(context.Background()))
	// The runtime itself allocates a little now and then.
	assert.Less(t, c.after.Mallocs-c.before.Mallocs, uint64(20), "over 200 steps")
}

// TestLargeConfusionMatricesAreLeftOut keeps records within what is read.
func TestLargeConfusionMatricesAreLeftOut(t *testing.T) {
	for _, n := range []int{maxConfusion, maxConfusion + 1} {
		e := &tsslbp.Evaluation{Confusion: make([][]int, n)}
		for i := range e.Confusion {
			e.Confusion[i] = make([]int, n)
		}
		res := ResultOf(&snn.Network{}, e)
		assert.Equal(t, n <= maxConfusion, res.Confusion != nil)
		path := filepath.Join(t.TempDir(), "m.jsonl")
		w, err := NewWriter(path)
		require.NoError(t, err)
		require.NoError(t, w.End(&End{Test: res, Average: &Mean{Test: res}}))
		require.NoError(t, w.Close())
		_, err = ReadFile(path)
		require.NoError(t, err)
	}
}
