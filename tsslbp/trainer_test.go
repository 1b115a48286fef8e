package tsslbp_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// recorder notes the calls that a hook gets.
type recorder struct {
	calls []string
	batch func(p *tsslbp.Progress) error
	end   error
}

func (r *recorder) Begin(*tsslbp.Trainer) error { r.calls = append(r.calls, "begin"); return nil }
func (r *recorder) Batch(_ *tsslbp.Trainer, p *tsslbp.Progress) error {
	r.calls = append(r.calls, "batch")
	if r.batch != nil {
		return r.batch(p)
	}
	return nil
}
func (r *recorder) Epoch(context.Context, *tsslbp.Trainer, *tsslbp.EpochReport) error {
	r.calls = append(r.calls, "epoch")
	return nil
}
func (r *recorder) End(_ *tsslbp.Trainer, err error) error {
	r.calls, r.end = append(r.calls, "end"), err
	return nil
}

// newEngine returns an engine of a network of one layer, three inputs to three
// classes, 10 steps, with the settings that edit leaves.
func newEngine(t *testing.T, o tsslbp.Options, edit func(*snn.Settings)) (*snn.Network, *tsslbp.Engine) {
	l := snn.DefaultLayer("output", snn.TypeLinear)
	l.Inputs, l.Outputs = 3, 3
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{l}
	cfg.Network.Steps, cfg.Network.Classes = 10, 3
	edit(&cfg.Network)
	net, err := snn.New(cfg, spikes.Flat(3), backEnd(t))
	require.NoError(t, err)
	net.Init(1)
	loss, err := tsslbp.LossOf(&cfg.Network)
	require.NoError(t, err)
	if o.Loss == nil {
		o.Loss = loss
	}
	o.Rule, err = tsslbp.RuleOf(&cfg.Network)
	require.NoError(t, err)
	e := tsslbp.NewEngine(net, o)
	t.Cleanup(e.Close)
	return net, e
}

func newTrainer(t *testing.T, data tsslbp.Loader, hooks ...tsslbp.Hook) *tsslbp.Trainer {
	net, e := newEngine(t, tsslbp.Options{Batch: 3, Threads: 1}, func(*snn.Settings) {})
	return &tsslbp.Trainer{Engine: e, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(0.01), Data: data, Epochs: 2, Hooks: hooks}
}

func TestHooksSeeEveryStepAndTheEnd(t *testing.T) {
	r := &recorder{}
	require.NoError(t, newTrainer(t, lines{10, 3}, r).Run(context.Background()))
	assert.Equal(t, []string{"begin", "batch", "epoch", "batch", "epoch", "end"}, r.calls)
	assert.NoError(t, r.end)
}

func TestHookStopsAndFailsTraining(t *testing.T) {
	r := &recorder{batch: func(*tsslbp.Progress) error { return tsslbp.ErrStop }}
	require.NoError(t, newTrainer(t, lines{10, 3}, r).Run(context.Background()))
	assert.Equal(t, []string{"begin", "batch", "end"}, r.calls)

	boom := errors.New("boom")
	r = &recorder{batch: func(*tsslbp.Progress) error { return boom }}
	require.ErrorIs(t, newTrainer(t, lines{10, 3}, r).Run(context.Background()), boom)
	assert.ErrorIs(t, r.end, boom)
}

func TestInterruptionEndsAfterTheStep(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := &recorder{batch: func(*tsslbp.Progress) error { cancel(); return nil }}
	dir := t.TempDir()
	tr := newTrainer(t, lines{10, 3}, &tsslbp.Checkpointer{Dir: dir}, r)
	require.ErrorIs(t, tr.Run(ctx), context.Canceled)
	assert.Equal(t, []string{"begin", "batch", "end"}, r.calls)
	c, err := snn.LoadCheckpoint(filepath.Join(dir, tsslbp.LastCheckpoint), backEnd(t))
	require.NoError(t, err)
	assert.Equal(t, tr.Engine.Network().WeightsHash(), c.Network.WeightsHash())
}

func TestEarlyStop(t *testing.T) {
	r := &recorder{}
	data := lines{10, 3}
	tr := newTrainer(t, data, &tsslbp.Evaluator{Data: data}, &tsslbp.EarlyStop{Patience: 3}, r)
	tr.Schedule, tr.Epochs = tsslbp.Constant(0), 100
	tr.Optimizer.(*tsslbp.AdamW).WeightDecay = 0
	require.NoError(t, tr.Run(context.Background()))
	assert.Less(t, tr.Epoch, 6)
}

func TestEarlyStopCounts(t *testing.T) {
	s := &tsslbp.EarlyStop{Patience: 2}
	for i, c := range []struct {
		correct int
		stop    bool
	}{{5, false}, {5, false}, {6, false}, {6, false}, {5, true}} {
		err := s.Epoch(context.Background(), nil, &tsslbp.EpochReport{Test: &tsslbp.Evaluation{Stats: tsslbp.Stats{Correct: c.correct}}})
		assert.Equal(t, c.stop, errors.Is(err, tsslbp.ErrStop), "epoch %d", i+1)
	}
}

func TestBestIsTheFirstOfTheHighest(t *testing.T) {
	tr, c := newTrainer(t, lines{10, 3}), &tsslbp.Checkpointer{Dir: t.TempDir()}
	best := []int{0, 2, 2, 2, 5}
	for i, correct := range []int{0, 2, 2, 1, 3} {
		require.NoError(t, c.Epoch(context.Background(), tr, &tsslbp.EpochReport{
			Epoch: i, Set: tsslbp.TestSet, Test: &tsslbp.Evaluation{Stats: tsslbp.Stats{Correct: correct, Samples: 3}}}))
		assert.Equal(t, best[i], c.Best().Epoch)
	}
}

func TestConfusionIsByLabelThenDecision(t *testing.T) {
	e := newTrainer(t, none{}).Engine
	copy(e.Network().Weights()[0].Data, []float32{3, 0, 0, 0, 3, 0, 0, 0, 3})
	ev, err := e.Evaluate(context.Background(), broken{lines{10, 3}, func(s *spikes.Sample) { s.Label = 0 }}, nil)
	require.NoError(t, err)
	assert.Equal(t, [][]int{{1, 1, 0}, {0, 0, 0}, {0, 0, 1}}, ev.Confusion)
	assert.Equal(t, 2, ev.Correct)
	_, err = e.Evaluate(context.Background(), broken{lines{10, 3}, func(s *spikes.Sample) { s.Label = tsslbp.Unlabelled }}, nil)
	assert.ErrorContains(t, err, "sample 1 has no label")
}

// broken yields samples that a network can't take.
type broken struct {
	lines
	change func(*spikes.Sample)
}

func (b broken) Epoch(ctx context.Context, epoch, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for batch, err := range b.lines.Epoch(ctx, epoch, first) {
			b.change(&batch[1])
			if !yield(batch, err) {
				return
			}
		}
	}
}

func TestSamplesThatDoNotFit(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*spikes.Sample)
	}{
		{"sample 1: label 3 of 3 classes", func(s *spikes.Sample) { s.Label = 3 }},
		{"sample 1: 3 events over 4 steps, the network takes 3 over 10", func(s *spikes.Sample) { s.Train.Resize(spikes.Flat(3), 4) }},
		{"sample 1: 2 values, the network takes 3", func(s *spikes.Sample) { s.Kind, s.Values = spikes.Image, []float32{1, 2} }},
		{"sample 1: value 0 is NaN", func(s *spikes.Sample) {
			s.Kind, s.Values = spikes.Image, []float32{float32(math.NaN()), 1, 1}
		}},
	} {
		tr := newTrainer(t, broken{lines{10, 3}, c.change})
		before := tr.Engine.Network().WeightsHash()
		require.ErrorContains(t, tr.Run(context.Background()), c.want)
		assert.Equal(t, before, tr.Engine.Network().WeightsHash())
	}
}

func TestSchedules(t *testing.T) {
	rate := func(name string, warm int, epoch float64) float64 {
		s := snn.DefaultConfig().Network
		s.LR, s.Epochs, s.StepEpochs, s.Gamma, s.Schedule, s.WarmupEpochs = 1, 100, 30, 0.1, name, warm
		sch, err := tsslbp.ScheduleOf(&s)
		require.NoError(t, err)
		return sch.Rate(epoch)
	}
	for _, c := range []struct {
		name  string
		warm  int
		epoch float64
		want  float64
	}{
		{"constant", 0, 50, 1}, {"cosine", 0, 0, 1}, {"cosine", 0, 50, 0.5}, {"cosine", 0, 100, 0}, {"cosine", 0, 200, 0},
		{"step", 0, 29.9, 1}, {"step", 0, 30, 0.1}, {"step", 0, 61, 0.01},
		{"constant", 4, 0, 0.0025}, {"constant", 4, 2, 0.5}, {"constant", 4, 4, 1}, {"cosine", 10, 50, 0.5},
	} {
		assert.InDelta(t, c.want, rate(c.name, c.warm, c.epoch), 0.01*c.want+1e-9, "%v", c)
	}
}

// changer is a Gradienter that multiplies gradients, or fails.
type changer struct {
	tsslbp.NoHook
	factor float32
	err    error
	calls  int
}

func (c *changer) Gradients(t *tsslbp.Trainer, batch spikes.Batch) error {
	if len(batch) != 3 || t.Steps != c.calls {
		return errors.New("not before the step")
	}
	c.calls++
	for _, g := range t.Engine.Gradients() {
		for i := range g {
			g[i] *= c.factor
		}
	}
	return c.err
}

// What a Gradienter leaves is what the optimiser takes.
func TestGradienterChangesTheStep(t *testing.T) {
	train := func(c *changer) ([]float32, error) {
		tr := newTrainer(t, lines{10, 3}, c)
		tr.Optimizer.(*tsslbp.AdamW).WeightDecay = 0
		err := tr.Run(context.Background())
		return tr.Engine.Network().Weights()[0].Data, err
	}
	same, err := train(&changer{factor: 1})
	require.NoError(t, err)
	plain := newTrainer(t, lines{10, 3})
	plain.Optimizer.(*tsslbp.AdamW).WeightDecay = 0
	was := slices.Clone(plain.Engine.Network().Weights()[0].Data)
	require.NoError(t, plain.Run(context.Background()))
	assert.Equal(t, plain.Engine.Network().Weights()[0].Data, same)
	none := &changer{}
	still, err := train(none)
	require.NoError(t, err)
	assert.Equal(t, was, still, "without gradients nothing moves")
	assert.Equal(t, 2, none.calls)
	back, err := train(&changer{factor: -1})
	require.NoError(t, err)
	assert.NotEqual(t, same, back)

	boom := &changer{factor: 1, err: errors.New("boom")}
	got, err := train(boom)
	require.ErrorIs(t, err, boom.err)
	assert.Equal(t, was, got, "the step is not taken")
}

func TestMaskedWeightsStayAbsent(t *testing.T) {
	tr := newTrainer(t, lines{10, 3})
	w := tr.Engine.Network().Weights()[0]
	w.Mask = []float32{1, 0, 1, 1, 1, 1, 1, 1, 0}
	w.Data[1], w.Data[8] = 0, 0
	require.NoError(t, tr.Run(context.Background()))
	for i, keep := range w.Mask {
		assert.Equal(t, keep == 0, w.Data[i] == 0, "weight %d", i)
	}
}

func TestObserverSeesEverySample(t *testing.T) {
	cfg, err := snn.ParseConfig("conv.yaml", []byte(convNetwork))
	require.NoError(t, err)
	d := noise{kind: spikes.Events, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 9, batch: 9}
	net, err := snn.New(cfg, d.shape, nil)
	require.NoError(t, err)
	net.Init(9)
	var mu sync.Mutex
	seen, step := map[int]int64{}, uint64(0)
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: &tsslbp.CountLoss{Desired: 3}, Batch: d.n, Threads: 3,
		Observe: func(i int, s *spikes.Sample, a *snn.Activity, b int) {
			mu.Lock()
			defer mu.Unlock()
			assert.Equal(t, i, s.Index)
			assert.Equal(t, step > 0, a.Pass.Train)
			assert.Equal(t, step, a.Pass.Step)
			seen[i] = int64(spikes.Count(a.Spikes(0, b)))
		}})
	defer e.Close()
	ev, err := e.Evaluate(context.Background(), d, nil)
	require.NoError(t, err)
	assert.Len(t, seen, d.n)
	var sum int64
	for _, n := range seen {
		sum += n
	}
	assert.Equal(t, ev.Spikes[0], sum)

	clear(seen)
	step = 7
	for batch, err := range d.Epoch(context.Background(), 0, 0) {
		require.NoError(t, err)
		_, err = e.Backward(batch, step, nil)
		require.NoError(t, err)
	}
	assert.Len(t, seen, d.n)
}
