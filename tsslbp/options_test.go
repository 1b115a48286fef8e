package tsslbp_test

import (
	"context"
	"iter"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// TestImpossibleOptionsAreReported by training and by inference.
func TestImpossibleOptionsAreReported(t *testing.T) {
	net, _ := newEngine(t, tsslbp.Options{Batch: 3}, func(*snn.Settings) {})
	loss, err := tsslbp.LossOf(&net.Config.Network)
	require.NoError(t, err)
	for want, edit := range map[string]func(o *tsslbp.Options){
		"no Loss":                          func(o *tsslbp.Options) { o.Loss = nil },
		"a batch of -1 samples":            func(o *tsslbp.Options) { o.Batch = -1 },
		"slope clamp of -1":                func(o *tsslbp.Options) { o.Rule.SlopeClamp = -1 },
		"density of NaN":                   func(o *tsslbp.Options) { o.Rule.Density = math.NaN() },
		"sparsity of +Inf":                 func(o *tsslbp.Options) { o.Rule.Sparsity = math.Inf(1) },
		"WarmUp(99): expected one of":      func(o *tsslbp.Options) { o.Rule.WarmUp = 99 },
		"a batch of 10000000: 6400000":     func(o *tsslbp.Options) { o.Batch = 10_000_000 },
		"target of 4 steps: expected the ": func(o *tsslbp.Options) { o.Loss = &tsslbp.KernelLoss{Target: make([]float32, 4)} },
	} {
		o := tsslbp.Options{Loss: loss, Batch: 3}
		edit(&o)
		e := tsslbp.NewEngine(net, o)
		batch := spikes.Batch{{Train: *spikes.NewTrain(net.Input, net.Steps)}}
		net.Prepare(true)
		_, err := e.Backward(batch, 1, nil)
		assert.ErrorContains(t, err, want)
		net.Prepare(false)
		_, err = e.Infer(batch, make([]tsslbp.Decision, 1))
		assert.ErrorContains(t, err, want)
		e.Close()
	}
}

func TestImpossibleConstantsOfAdamW(t *testing.T) {
	net, e := newEngine(t, tsslbp.Options{Batch: 3}, func(*snn.Settings) {})
	for want, edit := range map[string]func(o *tsslbp.AdamW){
		"eps of 0":          func(o *tsslbp.AdamW) { o.Eps = 0 },
		"betas of 1":        func(o *tsslbp.AdamW) { o.Beta1 = 1 },
		"0.9 and NaN":       func(o *tsslbp.AdamW) { o.Beta2 = math.NaN() },
		"decay of -1":       func(o *tsslbp.AdamW) { o.WeightDecay = -1 },
		"bounds of NaN":     func(o *tsslbp.AdamW) { o.GradClip = math.NaN() },
		"and -4 on weights": func(o *tsslbp.AdamW) { o.WeightClamp = -4 },
		"0, 0 and 0 stages": func(o *tsslbp.AdamW) { o.M, o.V = nil, nil },
		"1, 1 and 2 stages": func(o *tsslbp.AdamW) { o.Frozen = make([]bool, 2) },
		"8 and 9 moments":   func(o *tsslbp.AdamW) { o.M[0] = o.M[0][1:] },
	} {
		o := tsslbp.NewAdamW(net)
		edit(o)
		hash := net.WeightsHash()
		_, err := o.Step(e, 1, 0.1)
		assert.ErrorContains(t, err, want)
		assert.Equal(t, hash, net.WeightsHash())
	}
}

func TestAMaskOfAnotherSize(t *testing.T) {
	net, e := newEngine(t, tsslbp.Options{Batch: 3}, func(*snn.Settings) {})
	net.Weights()[0].Mask = make([]float32, 5)
	_, err := tsslbp.NewAdamW(net).Step(e, 1, 0.1)
	assert.ErrorContains(t, err, "layer output: a mask of 5 numbers: expected one for each of 9 weights")
}

func TestMomentsAreOfOneRun(t *testing.T) {
	net, e := newEngine(t, tsslbp.Options{Batch: 3}, func(*snn.Settings) {})
	o := tsslbp.NewAdamW(net)
	_, err := o.Step(e, 0, 0.1)
	assert.ErrorContains(t, err, "step 0 with moments of 0 steps: expected a later step")
	_, err = o.Step(e, 1, 0.1)
	require.NoError(t, err)

	first, second := newTrainer(t, lines{10, 3}), newTrainer(t, lines{10, 3})
	require.NoError(t, first.Run(context.Background()))
	start, err := newTrainer(t, lines{10, 3}).State()
	require.NoError(t, err)
	second.Optimizer = first.Optimizer
	hash := second.Engine.Network().WeightsHash()
	require.ErrorContains(t, second.Run(context.Background()), "step 1 with moments of 2 steps: expected a later step, or another AdamW for another run")
	assert.Equal(t, hash, second.Engine.Network().WeightsHash())
	require.NoError(t, second.Restore(start), "back to no step and no moments")
	require.NoError(t, second.Run(context.Background()))
	assert.Equal(t, first.Engine.Network().WeightsHash(), second.Engine.Network().WeightsHash())
}

func TestANegativeRate(t *testing.T) {
	net, e := newEngine(t, tsslbp.Options{Batch: 3}, func(*snn.Settings) {})
	_, err := tsslbp.NewAdamW(net).Step(e, 1, -0.1)
	assert.ErrorContains(t, err, "step 1: learning rate of -0.1: expected a number not below 0")
}

// What is frozen stays, also under weight decay, and its gradient is no part of the norm.
func TestFrozenStagesStay(t *testing.T) {
	tr := newTrainer(t, lines{10, 3})
	net := tr.Engine.Network()
	adam := tr.Optimizer.(*tsslbp.AdamW)
	adam.WeightDecay, adam.Frozen = 0.5, []bool{true}
	before := net.WeightsHash()
	var norms []float64
	tr.Hooks = append(tr.Hooks, &normsOf{norms: &norms})
	require.NoError(t, tr.Run(context.Background()))
	assert.Equal(t, before, net.WeightsHash())
	require.NotEmpty(t, norms)
	for _, n := range norms {
		assert.Zero(t, n)
	}
}

type normsOf struct {
	tsslbp.NoHook
	norms *[]float64
}

func (n *normsOf) Batch(_ *tsslbp.Trainer, p *tsslbp.Progress) error {
	*n.norms = append(*n.norms, p.Norm)
	return nil
}

func TestDefaultRuleIsThatOfTheDefaults(t *testing.T) {
	cfg := snn.DefaultConfig()
	r, err := tsslbp.RuleOf(&cfg.Network)
	require.NoError(t, err)
	assert.Equal(t, r, tsslbp.DefaultRule())
}

func TestCaptureOfAnotherSize(t *testing.T) {
	net, e := newEngine(t, tsslbp.Options{Batch: 3, Threads: 2, InputGrad: true}, func(*snn.Settings) {})
	net.Prepare(true)
	var batch spikes.Batch
	for range 2 {
		batch = append(batch, spikes.Sample{Train: *spikes.NewTrain(net.Input, net.Steps)})
	}
	_, err := e.Backward(batch, 1, tsslbp.NewCapture(net, 1))
	assert.ErrorContains(t, err, "expected that of NewCapture for this network and 2 samples")
	_, err = e.Backward(batch, 1, tsslbp.NewCapture(net, 2))
	assert.NoError(t, err)
}

// oddLoader yields so many batches, whatever Batches says.
type oddLoader struct {
	lines
	yields, says int
}

func (o oddLoader) Batches() int { return o.says }

func (o oddLoader) Epoch(ctx context.Context, epoch, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for range o.yields - first {
			for b, err := range o.lines.Epoch(ctx, epoch, 0) {
				if !yield(b, err) {
					return
				}
			}
		}
	}
}

// TestLoadersThatEndEarlyOrLate make no epoch and no evaluation.
func TestLoadersThatEndEarlyOrLate(t *testing.T) {
	for _, c := range []struct {
		yields int
		want   string
	}{{1, "yielded 1 batches of an epoch: expected 2"}, {3, "yielded more than the 2 batches of an epoch"}} {
		data := oddLoader{lines{10, 3}, c.yields, 2}
		tr := newTrainer(t, data)
		assert.ErrorContains(t, tr.Run(context.Background()), c.want)
		assert.Zero(t, tr.Epoch)
		_, err := tr.Engine.Evaluate(context.Background(), data, nil)
		assert.ErrorContains(t, err, c.want)
	}

	// What a loader says itself is heard, also if it has no batch.
	_, err := newTrainer(t, lines{10, 3}).Engine.Evaluate(context.Background(), &datasets.Loader{}, nil)
	assert.ErrorContains(t, err, "loader without Data")
	_, err = newTrainer(t, lines{10, 3}).Engine.Evaluate(context.Background(), oddLoader{lines{10, 3}, 1, 0}, nil)
	assert.ErrorContains(t, err, "more than the 0 batches")

	// A loader that just ends with the context has not been through the data.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	data := oddLoader{lines{10, 3}, 0, 2}
	tr := newTrainer(t, data)
	assert.ErrorIs(t, tr.Run(ctx), context.Canceled)
	_, err = tr.Engine.Evaluate(ctx, data, nil)
	assert.ErrorIs(t, err, context.Canceled)
}

// firstOnly yields the first sample of every batch.
type firstOnly struct{ lines }

func (f firstOnly) Epoch(ctx context.Context, epoch, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for b, err := range f.lines.Epoch(ctx, epoch, first) {
			if !yield(b[:1], err) {
				return
			}
		}
	}
}

// TestAHookMayEvaluate between the other hooks' looks at a step.
func TestAHookMayEvaluate(t *testing.T) {
	data := lines{10, 3}
	var engine *tsslbp.Engine
	var before, after []int64
	first := &recorder{batch: func(p *tsslbp.Progress) error {
		before = append(before, p.Sum.Spikes...)
		_, err := engine.Evaluate(context.Background(), firstOnly{data}, nil)
		return err
	}}
	second := &recorder{batch: func(p *tsslbp.Progress) error {
		after = append(after, p.Sum.Spikes...)
		return nil
	}}
	tr := newTrainer(t, data, first, second)
	engine = tr.Engine
	require.NoError(t, tr.Run(context.Background()))
	require.NotZero(t, before[0])
	assert.Equal(t, before, after)
}

// sparseLoss writes only what is wrong of the true class.
type sparseLoss struct{}

func (sparseLoss) Loss(e, a []float32, classes, label, _ int) (sum float64) {
	for t := range len(a) / classes {
		i := t*classes + label
		e[i] = a[i] - 1
		sum += float64(e[i]) * float64(e[i]) / 2
	}
	return sum
}

// TestALossMayWriteOnlyWhatIsNotZero: nothing is left of another sample, so that
// gradients do not depend on the threads.
func TestALossMayWriteOnlyWhatIsNotZero(t *testing.T) {
	var want [][]float32
	for _, threads := range []int{1, 3} {
		net, other := newEngine(t, tsslbp.Options{Batch: 9, Threads: 1}, func(*snn.Settings) {})
		other.Close()
		e := tsslbp.NewEngine(net, tsslbp.Options{Batch: 9, Threads: threads, Loss: sparseLoss{}})
		net.Prepare(true)
		var batch spikes.Batch
		for i := range 9 {
			s := spikes.Sample{Index: i, Label: i % 3, Train: *spikes.NewTrain(net.Input, net.Steps)}
			for step := range net.Steps {
				s.Train.Set(step, 0, 0, i%3)
			}
			batch = append(batch, s)
		}
		_, err := e.Backward(batch, 1, nil)
		require.NoError(t, err)
		// The sum over samples of their own gradients.
		sum := make([]float64, len(e.Gradients()[0]))
		got := append([]float32{}, e.Gradients()[0]...)
		for i := range batch {
			_, err := e.Backward(batch[i:i+1], 1, nil)
			require.NoError(t, err)
			for j, g := range e.Gradients()[0] {
				sum[j] += float64(g)
			}
		}
		for j := range sum {
			assert.InDelta(t, sum[j], got[j], 1e-5)
		}
		want = append(want, got)
		e.Close()
	}
	assert.Equal(t, want[0], want[1])
}

// wildLoss has an error that is not finite for one label.
type wildLoss struct{ label int }

func (w wildLoss) Loss(e, _ []float32, _, label, _ int) float64 {
	if label == w.label {
		e[0] = float32(math.NaN())
	}
	return 1
}

// TestNobodyObservesWhatIsRetraced: the batch of a gradient that is not finite runs
// again, sample by sample, to name the one.
func TestNobodyObservesWhatIsRetraced(t *testing.T) {
	net, _ := newEngine(t, tsslbp.Options{Batch: 3}, func(*snn.Settings) {})
	seen := 0
	e := tsslbp.NewEngine(net, tsslbp.Options{Batch: 3, Threads: 1, Loss: wildLoss{1}, Observe: func(int, *spikes.Sample, *snn.Activity, int) { seen++ }})
	defer e.Close()
	net.Prepare(true)
	for batch, err := range (lines{10, 3}).Epoch(context.Background(), 0, 0) {
		require.NoError(t, err)
		_, err = e.Backward(batch, 1, nil)
		require.NoError(t, err)
	}
	_, err := tsslbp.NewAdamW(net).Step(e, 1, 0.1)
	var wild *tsslbp.NotFiniteError
	require.ErrorAs(t, err, &wild)
	assert.Equal(t, 1, wild.Sample)
	assert.Equal(t, 3, seen)
}

// TestInputSpikesOfPictures are none, whatever the record held before.
func TestInputSpikesOfPictures(t *testing.T) {
	net, e := newEngine(t, tsslbp.Options{Batch: 3, Threads: 1}, func(*snn.Settings) {})
	net.Prepare(false)
	d := make([]tsslbp.Decision, 3)
	for batch, err := range (lines{10, 3}).Epoch(context.Background(), 0, 0) {
		require.NoError(t, err)
		sum, err := e.Infer(batch, d)
		require.NoError(t, err)
		assert.EqualValues(t, 30, sum.InputSpikes)
	}
	sum, err := e.Infer(spikes.Batch{{Kind: spikes.Image, Values: make([]float32, 3)}}, d)
	require.NoError(t, err)
	assert.Zero(t, sum.InputSpikes)
}
