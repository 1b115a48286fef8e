package tsslbp_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// scenario is a tiny training run that can be interrupted.
type scenario struct {
	name     string
	network  string
	open     func(t *testing.T) datasets.Dataset
	val      bool
	patience int
	epochs   int
}

const resumeSettings = `Network:
  n_steps: 6
  n_class: 10
  batch_size: 4
  tau_m: 4
  tau_s: 2
  lr: 0.02
  schedule: %s
  loss: %s
  warm_up: %s
  warmup_epochs: 1
  epochs: 3
Layers:
  conv_1:
    type: conv
    in_channels: %d
    out_channels: 4
    kernel_size: 5
    stride: 4
    weight_scale: 3
  dropout_1:
    type: dropout
    p: 0.2
  hidden:
    type: linear
    n_inputs: %d
    n_outputs: 20
    weight_scale: 2
  dropout_2:
    type: dropout
    p: 0.3
  output:
    type: linear
    n_inputs: 20
    n_outputs: 10
`

func scenarios() []scenario {
	return []scenario{
		{name: "recordings with drop, shift and a split", network: fmt.Sprintf(resumeSettings, "cosine", "count", "per-neuron", 2, 256), open: openRecordings, val: true, epochs: 3},
		{name: "pictures with crops and flips", network: fmt.Sprintf(resumeSettings, "step", "kernel", "per-layer\n  sparsity: 0.5", 3, 196), open: openPictures, epochs: 3},
		{name: "early stop", network: fmt.Sprintf(resumeSettings, "constant", "softmax", "surrogate-only", 3, 196), open: openPictures, patience: 2, epochs: 30},
		// The targets are met from the start, so that every backward pass is skipped.
		{name: "nothing in error", network: fmt.Sprintf(resumeSettings, "constant", "count\n  desired_count: 0\n  undesired_count: 99", "none", 2, 256), open: openRecordings, epochs: 2},
	}
}

// openRecordings opens 22 recordings of random events.
func openRecordings(t *testing.T) datasets.Dataset {
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 22 {
		var ev []datasets.Event
		for at := range int32(150) {
			ev = append(ev, datasets.Event{X: uint16(rng.IntN(34)), Y: uint16(rng.IntN(34)), P: uint8(rng.IntN(2)), T: 100 * at})
		}
		b, err := datasets.AppendEvents(nil, ev)
		require.NoError(t, err)
		sub := filepath.Join(dir, "Train", fmt.Sprint(i%10))
		require.NoError(t, os.MkdirAll(sub, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(sub, fmt.Sprintf("%05d.bin", i+1)), b, 0o644))
	}
	o := datasets.DefaultNMNIST()
	o.NoCache, o.Stabilize, o.Shift, o.Drop = true, false, 2, 0.3
	o.Steps, o.BinMicros = 6, 2500
	set, err := datasets.OpenNMNIST(context.Background(), dir, datasets.Train, o)
	require.NoError(t, err)
	return set
}

// openPictures opens 18 pictures of noise.
func openPictures(t *testing.T) datasets.Dataset {
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(3, 4))
	var b []byte
	for i := range 18 {
		b = append(b, byte(i%10))
		for range 3072 {
			b = append(b, byte(rng.IntN(256)))
		}
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data_batch_1.bin"), b, 0o644))
	set, err := datasets.OpenCIFAR10(dir, datasets.Train)
	require.NoError(t, err)
	return set
}

// trainingRun is a trainer with what its run says.
type trainingRun struct {
	tsslbp.NoHook
	*tsslbp.Trainer
	check   *tsslbp.Checkpointer
	dir     string
	reports []string // of epochs
	stop    func(step int) bool
	cancel  func()
	steps   int // of this run
	// settled is called whenever the state is whole.
	settled func()
}

func (r *trainingRun) Batch(_ *tsslbp.Trainer, p *tsslbp.Progress) error {
	r.steps++
	if r.stop != nil && r.stop(p.Step) {
		r.cancel()
	}
	return nil
}

func (r *trainingRun) Epoch(_ context.Context, _ *tsslbp.Trainer, e *tsslbp.EpochReport) error {
	r.reports = append(r.reports, fmt.Sprintf("epoch %d lr %v train %+v %s %+v", e.Epoch, e.LR, e.Train, e.Set, e.Test.Stats))
	return nil
}

func (r *trainingRun) Settled(*tsslbp.Trainer) error {
	if r.settled != nil {
		r.settled()
	}
	return nil
}

// Memory makes the reports survive, too.
func (r *trainingRun) Memory() (string, any) { return "reports", &r.reports }

// newRun builds a trainer. The weights begin elsewhere where it is to continue.
func (s *scenario) newRun(t *testing.T, data datasets.Dataset, dir string, threads int, k *kernel.Set) *trainingRun {
	cfg, err := snn.ParseConfig("resume.yaml", []byte(s.network))
	require.NoError(t, err)
	net, err := snn.New(cfg, data.Info().Shape, k)
	require.NoError(t, err)
	net.Init(9)
	rule, err := tsslbp.RuleOf(&cfg.Network)
	require.NoError(t, err)
	loss, err := tsslbp.LossOf(&cfg.Network)
	require.NoError(t, err)
	schedule, err := tsslbp.ScheduleOf(&cfg.Network)
	require.NoError(t, err)
	e := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: loss, Batch: 4, Threads: threads, Seed: 5})
	t.Cleanup(e.Close)
	train, val, set := data, data, tsslbp.TestSet
	if s.val {
		train, val, err = splitOf(data)
		require.NoError(t, err)
		set = tsslbp.ValidationSet
	}
	r := &trainingRun{dir: dir, check: &tsslbp.Checkpointer{Dir: dir, EverySteps: 1}}
	r.Trainer = &tsslbp.Trainer{
		Engine: e, Optimizer: tsslbp.NewAdamW(net), Schedule: schedule, Epochs: s.epochs,
		Data:  &datasets.Loader{Data: train, Batch: 4, Seed: 5, Shuffle: true, Augment: true, Workers: threads},
		Hooks: []tsslbp.Hook{&tsslbp.Evaluator{Data: &datasets.Loader{Data: val, Batch: 4, Workers: threads}, Set: set}, r.check, r},
	}
	if s.patience > 0 {
		r.Hooks = append(r.Hooks, &tsslbp.EarlyStop{Patience: s.patience})
	}
	return r
}

func splitOf(d datasets.Dataset) (train, val datasets.Dataset, err error) {
	rest, part, err := datasets.Split(d, 0.3, 5)
	return rest, part, err
}

// result is what must be the same however often the run was interrupted.
func (r *trainingRun) result(t *testing.T, k *kernel.Set) []string {
	best := "none"
	if c, err := snn.LoadCheckpoint(filepath.Join(r.dir, tsslbp.BestCheckpoint), k); err == nil {
		best = fmt.Sprintf("%d %v %s %s", c.Info.Epoch, c.Info.Accuracy, c.Info.Set, c.Network.WeightsHash())
	}
	last, err := snn.LoadCheckpoint(filepath.Join(r.dir, tsslbp.LastCheckpoint), k)
	require.NoError(t, err)
	hash := r.Engine.Network().WeightsHash()
	assert.Equal(t, hash, last.Network.WeightsHash())
	return append([]string{hash, best, fmt.Sprintf("%+v %d %v", r.check.Best(), r.Trainer.Epoch, r.Stopped)}, r.reports...)
}

func (r *trainingRun) interruptible() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	return ctx
}

// TestInterruptedAnywhere interrupts a run after each of its steps and
// continues it on another number of threads.
func TestInterruptedAnywhere(t *testing.T) {
	k := kernel.Available()[len(kernel.Available())-1]
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			data := s.open(t)
			whole := s.newRun(t, data, t.TempDir(), 1, k)
			require.NoError(t, whole.Run(context.Background()))
			want := whole.result(t, k)
			assert.Equal(t, s.patience > 0, whole.Stopped)
			for step := 1; step <= whole.steps; step++ {
				threads := 1 + step%3
				dir := t.TempDir()
				first := s.newRun(t, data, dir, threads, k)
				first.check.EverySteps = 0
				first.stop = func(at int) bool { return at == step }
				err := first.Run(first.interruptible())
				if step < whole.steps {
					require.ErrorIs(t, err, context.Canceled)
				}
				second := s.newRun(t, data, dir, 1+(threads+1)%3, k)
				second.Engine.Network().Init(77)
				require.NoError(t, second.Load(filepath.Join(dir, tsslbp.LastCheckpoint)))
				require.NoError(t, second.Run(context.Background()))
				assert.Equal(t, want, second.result(t, k), "step %d", step)
				assert.Equal(t, whole.steps, first.steps+second.steps)
			}
		})
	}
}

// TestKilledAnywhere continues from the file that a run has left at each
// moment, as if it had been killed then.
func TestKilledAnywhere(t *testing.T) {
	k := kernel.Available()[len(kernel.Available())-1]
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			data := s.open(t)
			whole := s.newRun(t, data, t.TempDir(), 2, k)
			left := t.TempDir()
			n := 0
			whole.settled = func() {
				n++
				copyFiles(t, whole.dir, filepath.Join(left, fmt.Sprint(n)))
			}
			require.NoError(t, whole.Run(context.Background()))
			want := whole.result(t, k)
			for i := 1; i <= n; i++ {
				dir := filepath.Join(left, fmt.Sprint(i))
				again := s.newRun(t, data, dir, 1+i%3, k)
				require.NoError(t, again.Load(filepath.Join(dir, tsslbp.LastCheckpoint)))
				require.NoError(t, again.Run(context.Background()))
				assert.Equal(t, want, again.result(t, k), "after %d", i)
			}
		})
	}
}

func copyFiles(t *testing.T, from, to string) {
	require.NoError(t, os.CopyFS(to, os.DirFS(from)))
}

// TestInterruptedEveryStep goes on for a single step each time.
func TestInterruptedEveryStep(t *testing.T) {
	k := kernel.Available()[0]
	s := scenarios()[0]
	data := s.open(t)
	whole := s.newRun(t, data, t.TempDir(), 1, k)
	require.NoError(t, whole.Run(context.Background()))
	dir := t.TempDir()
	for i := 0; ; i++ {
		r := s.newRun(t, data, dir, 1+i%3, k)
		if i > 0 {
			require.NoError(t, r.Load(filepath.Join(dir, tsslbp.LastCheckpoint)))
		}
		r.stop = func(int) bool { return true }
		if err := r.Run(r.interruptible()); err == nil {
			assert.Equal(t, whole.result(t, k), r.result(t, k))
			assert.Equal(t, whole.steps, i)
			return
		}
		require.LessOrEqual(t, r.steps, 1)
	}
}

// TestInterruptedWhileEvaluating ends a run between the batches of an
// evaluation, when some hooks have seen the epoch's end and others have not.
func TestInterruptedWhileEvaluating(t *testing.T) {
	k := kernel.Available()[0]
	s := scenarios()[0]
	data := s.open(t)
	whole := s.newRun(t, data, t.TempDir(), 1, k)
	require.NoError(t, whole.Run(context.Background()))
	for _, first := range []bool{true, false} { // the recorder stands first or last
		dir := t.TempDir()
		r := s.newRun(t, data, dir, 2, k)
		r.check.EverySteps = 0
		ctx := r.interruptible()
		order := func(r *trainingRun) *tsslbp.Evaluator {
			ev := r.Hooks[0].(*tsslbp.Evaluator)
			if first {
				r.Hooks = append([]tsslbp.Hook{&counter{}}, r.Hooks...)
			} else {
				r.Hooks = append(r.Hooks, &counter{})
			}
			return ev
		}
		ev := order(r)
		ev.Progress = func(int) {
			if r.Trainer.Epoch == 1 {
				r.cancel()
			}
		}
		require.ErrorIs(t, r.Run(ctx), context.Canceled)
		assert.Equal(t, r.Data.Batches(), r.Trainer.Batch)
		again := s.newRun(t, data, dir, 1, k)
		order(again)
		require.NoError(t, again.Load(filepath.Join(dir, tsslbp.LastCheckpoint)))
		require.NoError(t, again.Run(context.Background()))
		assert.Equal(t, whole.result(t, k), again.result(t, k))
		for _, h := range again.Hooks {
			if c, ok := h.(*counter); ok {
				assert.Equal(t, s.epochs, c.epochs)
			}
		}
		// The trainer itself can go on, too.
		require.NoError(t, r.Run(context.Background()))
		assert.Equal(t, whole.result(t, k), r.result(t, k))
		for _, h := range r.Hooks {
			if c, ok := h.(*counter); ok {
				assert.Equal(t, s.epochs, c.epochs)
			}
		}
	}
}

// counter counts epochs.
type counter struct {
	tsslbp.NoHook
	epochs int
}

func (c *counter) Epoch(context.Context, *tsslbp.Trainer, *tsslbp.EpochReport) error {
	c.epochs++
	return nil
}

func (c *counter) Memory() (string, any) { return "counter", &c.epochs }
