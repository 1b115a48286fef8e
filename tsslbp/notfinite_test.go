package tsslbp_test

import (
	"context"
	"iter"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// fault spoils numbers from the third training step on.
type fault struct {
	tsslbp.NoHook
	whole  tsslbp.Loss
	data   tsslbp.Loader
	on     bool
	rate   float64
	loss   func(e []float32, loss float64, label int) float64
	sample func(s *spikes.Sample)
	weight func(net *snn.Network)
	clamp  float64
	net    *snn.Network
}

// Batch implements Hook.
func (f *fault) Batch(_ *tsslbp.Trainer, p *tsslbp.Progress) error {
	f.on = p.Step >= 2
	return nil
}

// Loss implements Loss.
func (f *faultyLoss) Loss(e, a []float32, classes, label, batch int) float64 {
	loss := f.f.whole.Loss(e, a, classes, label, batch)
	if f.f.on && f.f.loss != nil {
		return f.f.loss(e, loss, label)
	}
	return loss
}

type faultyLoss struct{ f *fault }

// Rate implements Schedule.
func (f *fault) Rate(float64) float64 {
	if f.on && f.rate != 0 {
		return f.rate
	}
	return 0.01
}

// Epoch implements Loader.
func (f *faultyData) Epoch(ctx context.Context, epoch, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for batch, err := range f.f.data.Epoch(ctx, epoch, first) {
			if f.f.on && f.f.sample != nil {
				f.f.sample(&batch[1])
			}
			if f.f.on && f.f.weight != nil {
				f.f.weight(f.f.net)
				f.f.net.Prepare(true)
			}
			if !yield(batch, err) {
				return
			}
		}
	}
}

type faultyData struct{ f *fault }

func (f *faultyData) Batches() int { return f.f.data.Batches() }
func (f *faultyData) Samples() int { return f.f.data.Samples() }

// faultyTrainer makes a trainer that f spoils, with checkpoints after every step.
func faultyTrainer(t *testing.T, f *fault, dir string, threads int) *tsslbp.Trainer {
	cfg, err := snn.ParseConfig("conv.yaml", []byte(convNetwork))
	require.NoError(t, err)
	cfg.Network.WeightClamp, cfg.Network.GradClip = f.clamp, 0
	d := noise{kind: spikes.Image, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 8, batch: 4}
	net, err := snn.New(cfg, d.shape, backEnd(t))
	require.NoError(t, err)
	net.Init(9)
	f.data, f.net = d, net
	f.whole, err = tsslbp.LossOf(&cfg.Network)
	require.NoError(t, err)
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: &faultyLoss{f}, Batch: d.batch, Threads: threads, Seed: 5})
	t.Cleanup(e.Close)
	return &tsslbp.Trainer{
		Engine: e, Optimizer: tsslbp.NewAdamW(net), Schedule: f, Data: &faultyData{f}, Epochs: 2,
		Hooks: []tsslbp.Hook{&tsslbp.Checkpointer{Dir: dir, EverySteps: 1}, f},
	}
}

// A number that can't be computed with is found in the step in which it turns
// up, and named. The last checkpoint is that of the step before, and from
// there training goes on as if nothing had been.
func TestWhatIsNotFiniteIsNamedWithinTheStep(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	setWeight := func(stage int, v float32) func(*snn.Network) {
		return func(net *snn.Network) { net.Weights()[stage].Data[3] = v }
	}
	setValue := func(v float32) func(*spikes.Sample) {
		return func(s *spikes.Sample) { s.Values[5] = v }
	}
	setLoss := func(v float64) func([]float32, float64, int) float64 {
		return func(_ []float32, loss float64, label int) float64 {
			if label == 2 {
				return v
			}
			return loss
		}
	}
	// A gradient of the output that is v for one sample, or for all.
	setError := func(v float32, all bool) func([]float32, float64, int) float64 {
		return func(e []float32, loss float64, label int) float64 {
			if label == 3 || all {
				e[4] = v
			}
			return loss
		}
	}
	whole := faultyTrainer(t, &fault{}, t.TempDir(), 1)
	require.NoError(t, whole.Run(context.Background()))
	for name, c := range map[string]struct {
		fault *fault
		want  string
	}{
		"NaN in the data":       {&fault{sample: setValue(nan)}, "snn: sample 1: value 5 is NaN"},
		"infinity in the data":  {&fault{sample: setValue(-inf)}, "snn: sample 1: value 5 is -Inf"},
		"NaN loss":              {&fault{loss: setLoss(math.NaN())}, "tsslbp: step 3: sample 2: the loss is NaN"},
		"infinite loss":         {&fault{loss: setLoss(math.Inf(1))}, "tsslbp: step 3: sample 2: the loss is +Inf"},
		"NaN gradient":          {&fault{loss: setError(nan, false)}, "tsslbp: step 3: layer output: sample 3: the gradient is NaN"},
		"infinite gradient":     {&fault{loss: setError(inf, false)}, "tsslbp: step 3: layer output: sample 3: the gradient is "},
		"exploding gradient":    {&fault{loss: setError(1e30, true)}, "tsslbp: step 3: layer output: the norm of the gradients is "},
		"NaN weight below":      {&fault{weight: setWeight(0, nan)}, "tsslbp: step 3: layer conv_1: "},
		"NaN weight":            {&fault{weight: setWeight(1, nan)}, "tsslbp: step 3: layer hidden: "},
		"NaN weight, clamped":   {&fault{clamp: 4, weight: setWeight(1, nan)}, "tsslbp: step 3: layer hidden: "},
		"infinite weight":       {&fault{weight: setWeight(0, inf)}, "tsslbp: step 3: layer conv_1: "},
		"infinite output":       {&fault{weight: setWeight(2, -inf)}, "tsslbp: step 3: layer output: "},
		"exploding weight":      {&fault{weight: setWeight(1, 1e30)}, "tsslbp: step 3: layer conv_1: the norm of the gradients is "},
		"learning rate NaN":     {&fault{rate: math.NaN()}, "tsslbp: step 3: the learning rate is NaN"},
		"learning rate too big": {&fault{rate: 1e30}, "tsslbp: step 3: layer conv_1: the weight after the update is "},
		"rate over its bias":    {&fault{clamp: 4, rate: 3e38}, "tsslbp: step 3: the learning rate is 3e+38"},
	} {
		t.Run(name, func(t *testing.T) {
			var first string
			for _, threads := range []int{1, 3} {
				dir := t.TempDir()
				f := *c.fault
				err := faultyTrainer(t, &f, dir, threads).Run(context.Background())
				require.ErrorContains(t, err, c.want)
				if first == "" {
					first = err.Error()
				}
				assert.Equal(t, first, err.Error(), "%d threads", threads)

				list, err := filepath.Glob(filepath.Join(dir, "*"))
				require.NoError(t, err)
				last := filepath.Join(dir, tsslbp.LastCheckpoint)
				require.Equal(t, []string{last}, list)
				if f.clamp != 0 {
					continue
				}
				again := faultyTrainer(t, &fault{}, t.TempDir(), threads)
				require.NoError(t, again.Load(last))
				require.Equal(t, 2, again.Steps)
				require.NoError(t, again.Run(context.Background()))
				assert.Equal(t, whole.Engine.Network().WeightsHash(), again.Engine.Network().WeightsHash())
			}
		})
	}
}

// Evaluation finds what is not finite, too.
func TestEvaluationNamesTheSample(t *testing.T) {
	f := &fault{on: true, loss: func(_ []float32, loss float64, label int) float64 {
		if label == 2 {
			return math.NaN()
		}
		return loss
	}}
	tr := faultyTrainer(t, f, t.TempDir(), 1)
	_, err := tr.Engine.Evaluate(context.Background(), tr.Data, nil)
	require.EqualError(t, err, "tsslbp: sample 2: the loss is NaN")
	f = &fault{on: true, sample: func(s *spikes.Sample) { s.Values[0] = float32(math.NaN()) }}
	tr = faultyTrainer(t, f, t.TempDir(), 1)
	_, err = tr.Engine.Evaluate(context.Background(), tr.Data, nil)
	require.EqualError(t, err, "snn: sample 1: value 0 is NaN: expected a finite number")
}

// Neither weights nor moments that are not finite are loaded or written.
func TestStateThatIsNotFiniteIsRefused(t *testing.T) {
	tr := faultyTrainer(t, &fault{}, t.TempDir(), 1)
	s, err := tr.State()
	require.NoError(t, err)
	v := slices.IndexFunc(s.Moments, func(t snn.Tensor) bool { return t.Name == "adamw.v.hidden.weight" })
	s.Moments[v].Data[2] = float32(math.Inf(1))
	require.ErrorContains(t, tr.Restore(s), "tensor adamw.v.hidden.weight: number 2 is +Inf")
	ts := tr.Engine.Network().FieldTensors()
	ts[2].Data[4] = float32(math.NaN())
	require.ErrorContains(t, tr.Engine.Network().SetFieldTensors(ts), "tensor output.weight: number 4 is NaN")

	// Nor are they written over what is good.
	path := filepath.Join(t.TempDir(), "last.safetensors")
	require.NoError(t, tr.Save(path, snn.CheckpointInfo{}))
	tr.Engine.Network().Weights()[2].Data[0] = float32(math.NaN())
	require.ErrorContains(t, tr.Save(path, snn.CheckpointInfo{}), path+": tensor output.weight: number 0 is NaN")
	require.NoError(t, faultyTrainer(t, &fault{}, t.TempDir(), 1).Load(path))
	require.EqualError(t, tr.Run(context.Background()), "tsslbp: layer output: the weight before training is NaN")
}
