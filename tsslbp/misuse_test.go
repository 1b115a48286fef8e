package tsslbp_test

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// batchOf returns n samples for the network of newTrainer.
func batchOf(n int) spikes.Batch {
	b := make(spikes.Batch, n)
	for i := range b {
		b[i] = spikes.Sample{Index: i, Label: i % 3, Kind: spikes.Image, Values: []float32{1, 0.5, float32(i)}}
	}
	return b
}

// none yields nothing.
type none struct{}

func (none) Epoch(context.Context, int, int) iter.Seq2[spikes.Batch, error] {
	return func(func(spikes.Batch, error) bool) {}
}
func (none) Batches() int { return 0 }
func (none) Samples() int { return 2 }

func TestAnEngineRefusesWhatItCannotTake(t *testing.T) {
	e := newTrainer(t, none{}).Engine
	net := e.Network()
	decisions := make([]tsslbp.Decision, 9)

	_, err := e.Backward(batchOf(3), 1, nil)
	require.ErrorContains(t, err, "not prepared for training")
	_, err = e.Infer(batchOf(3), decisions)
	require.ErrorContains(t, err, "not prepared for inference")

	net.Prepare(true)
	_, err = e.Backward(batchOf(4), 1, nil)
	require.ErrorContains(t, err, "a batch of 4 samples: expected 1 to 3")
	_, err = e.Backward(nil, 1, nil)
	require.ErrorContains(t, err, "a batch of 0 samples")
	_, err = e.Backward(batchOf(3), 1, tsslbp.NewCapture(net, 3))
	require.ErrorContains(t, err, "InputGrad")
	_, err = e.Infer(batchOf(3), decisions)
	require.ErrorContains(t, err, "not prepared for inference")
	_, err = e.Backward(batchOf(3), 1, nil)
	require.NoError(t, err)

	net.Prepare(false)
	_, err = e.Infer(batchOf(3), decisions[:2])
	require.ErrorContains(t, err, "room for 2 decisions of 3 samples")
	b := batchOf(3)
	b[1].Kind, b[1].Train = spikes.Events, spikes.Train{Shape: net.Input, T: net.Steps}
	_, err = e.Infer(b, decisions)
	require.ErrorContains(t, err, "sample 1: 0 words of spikes: expected 10")
}

func TestInferTakesSamplesWithoutALabel(t *testing.T) {
	e := newTrainer(t, none{}).Engine
	e.Network().Prepare(false)
	known, unknown := batchOf(3), batchOf(3)
	for i := range unknown {
		unknown[i].Label = tsslbp.Unlabelled
	}
	want, got := make([]tsslbp.Decision, 3), make([]tsslbp.Decision, 3)
	_, err := e.Infer(known, want)
	require.NoError(t, err)
	sum, err := e.Infer(unknown, got)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.Equal(t, 3, sum.Samples)
	assert.Zero(t, sum.Correct)
	assert.Zero(t, sum.Loss)

	e.Network().Prepare(true)
	_, err = e.Backward(unknown, 1, nil)
	require.ErrorContains(t, err, "sample 0: label -1 of 3 classes")
}

func TestTrainingNeedsBatches(t *testing.T) {
	require.ErrorContains(t, newTrainer(t, none{}).Run(context.Background()), "2 samples in 0 batches")
}

func TestHooksThatShareAMemoryAreRefusedAtOnce(t *testing.T) {
	r := &recorder{}
	err := newTrainer(t, lines{10, 3}, r, &tsslbp.EarlyStop{Patience: 2}, &tsslbp.EarlyStop{Patience: 3}).Run(context.Background())
	require.ErrorContains(t, err, `two hooks keep their memory as "early-stop"`)
	assert.Empty(t, r.calls)
}

// atBegin fails or stops at the beginning.
type atBegin struct {
	tsslbp.NoHook
	err error
}

func (a atBegin) Begin(*tsslbp.Trainer) error { return a.err }

func TestStopAtTheBeginningCallsAllHooks(t *testing.T) {
	first, last := &recorder{}, &recorder{}
	tr := newTrainer(t, lines{10, 3}, first, atBegin{err: tsslbp.ErrStop}, last)
	require.NoError(t, tr.Run(context.Background()))
	for _, r := range []*recorder{first, last} {
		assert.Equal(t, []string{"begin", "end"}, r.calls)
	}
	assert.True(t, tr.Stopped)
}

func TestEarlyStopWithoutPatienceNeverStops(t *testing.T) {
	s := &tsslbp.EarlyStop{}
	for range 5 {
		assert.NoError(t, s.Epoch(context.Background(), nil, &tsslbp.EpochReport{Test: &tsslbp.Evaluation{}}))
	}
	s.Patience = 2
	assert.ErrorIs(t, s.Epoch(context.Background(), nil, &tsslbp.EpochReport{Test: &tsslbp.Evaluation{}}), tsslbp.ErrStop)
}

func TestStatsBeginWithNothing(t *testing.T) {
	var total tsslbp.Stats
	total.Add(&tsslbp.Stats{Samples: 2, Spikes: []int64{3, 4}})
	total.Add(&tsslbp.Stats{Samples: 1, Spikes: []int64{1, 1}})
	assert.Equal(t, tsslbp.Stats{Samples: 3, Spikes: []int64{4, 5}}, total)
}

// tally remembers in a map, and fails once in its second epoch.
type tally struct {
	tsslbp.NoHook
	seen map[string]int
}

func (c *tally) Epoch(_ context.Context, _ *tsslbp.Trainer, r *tsslbp.EpochReport) error {
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[[]string{"first", "second", "third"}[r.Epoch]]++
	return nil
}

func (c *tally) Memory() (string, any) { return "tally", &c.seen }

// once fails the first time that it sees an epoch end.
type once struct {
	tsslbp.NoHook
	failed bool
}

func (o *once) Epoch(context.Context, *tsslbp.Trainer, *tsslbp.EpochReport) error {
	if !o.failed {
		o.failed = true
		return errors.New("once")
	}
	return nil
}

// A hook that had seen an epoch which another failed sees it again, and has
// forgotten the first time, also where its memory is a map.
func TestMemoriesThatAreMapsGoBack(t *testing.T) {
	c := &tally{}
	tr := newTrainer(t, lines{10, 3}, c, &once{})
	require.ErrorContains(t, tr.Run(context.Background()), "once")
	assert.Equal(t, map[string]int{"first": 1}, c.seen)
	require.NoError(t, tr.Run(context.Background()))
	assert.Equal(t, map[string]int{"first": 1, "second": 1}, c.seen)
}

// A batch that per-layer warm-up runs twice is observed once.
func TestABatchIsObservedOnce(t *testing.T) {
	var seen, losses atomic.Int64
	net, e := newEngine(t, tsslbp.Options{Batch: 3, Threads: 2, Loss: countingLoss{&tsslbp.CountLoss{Desired: 4, Undesired: 1}, &losses},
		Observe: func(int, *spikes.Sample, *snn.Activity, int) { seen.Add(1) }},
		func(s *snn.Settings) { s.WarmUp, s.WarmUpDensity = "per-layer", 1 })
	net.Prepare(true)
	sum, err := e.Backward(batchOf(3), 1, nil)
	require.NoError(t, err)
	assert.Equal(t, 3, sum.Samples)
	assert.EqualValues(t, 6, losses.Load(), "the gate opened, so the batch ran twice")
	assert.EqualValues(t, 3, seen.Load())
}

func TestATrainerNeedsItsParts(t *testing.T) {
	assert.ErrorContains(t, (&tsslbp.Trainer{}).Run(context.Background()), "expected all four")
	assert.ErrorContains(t, (&tsslbp.Trainer{}).Load("none"), "expected all four")
	for want, h := range map[string]tsslbp.Hook{
		"hook 0 is nil":                     nil,
		"hook 0: an Evaluator without Data": &tsslbp.Evaluator{},
		"folder of checkpoints: ":           &tsslbp.Checkpointer{Dir: filepath.Join(t.TempDir(), "none")},
	} {
		tr := newTrainer(t, lines{10, 3}, h)
		assert.ErrorContains(t, tr.Run(context.Background()), want)
		assert.Zero(t, tr.Steps)
	}
}

// ownMean is a loss of the user's that is a mean.
type ownMean struct{ tsslbp.CountLoss }

func (o ownMean) Loss(e, a []float32, classes, label, batch int) float64 {
	return o.CountLoss.Loss(e, a, classes, label, batch) / float64(batch)
}
func (ownMean) Mean() bool { return true }

func TestALossCanSayThatItIsAMean(t *testing.T) {
	count := tsslbp.CountLoss{Desired: 5, Undesired: 1}
	sums := make([]float64, 2)
	for i, loss := range []tsslbp.Loss{&count, ownMean{count}} {
		tr := newTrainer(t, none{})
		e := tsslbp.NewEngine(tr.Engine.Network(), tsslbp.Options{Loss: loss, Batch: 3, Threads: 1})
		defer e.Close()
		e.Network().Prepare(false)
		sum, err := e.Infer(batchOf(3), make([]tsslbp.Decision, 3))
		require.NoError(t, err)
		sums[i] = sum.Loss
	}
	assert.Positive(t, sums[0])
	assert.InDelta(t, sums[0], sums[1], 1e-9)
}

// A convolution that leaves rows of outputs is refused before anything is computed.
func TestOutputsInRowsAreNotTrained(t *testing.T) {
	l := snn.DefaultLayer("out", snn.TypeConv)
	l.InChannels, l.OutChannels, l.Kernel = 1, 1, [2]int{1, 1}
	cfg := snn.DefaultConfig()
	cfg.Layers, cfg.Network.Classes = []snn.Layer{l}, 4
	net, err := snn.New(cfg, spikes.Shape{H: 2, W: 2, C: 1}, backEnd(t))
	require.NoError(t, err)
	net.Init(1)
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: &tsslbp.CountLoss{Desired: 3}, Batch: 1, Threads: 1})
	defer e.Close()
	batch := spikes.Batch{{Kind: spikes.Image, Values: make([]float32, 4)}}
	net.Prepare(true)
	_, err = e.Backward(batch, 1, nil)
	require.ErrorContains(t, err, "2 rows of outputs")
	net.Prepare(false)
	_, err = e.Infer(batch, make([]tsslbp.Decision, 1))
	require.ErrorContains(t, err, "2 rows of outputs")
}
