package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// job is a training run with its data, begun anew or about to continue.
type job struct {
	f       *trainFlags
	view    *view
	net     *snn.Network
	src     *source
	sets    []dataset // training set and test set
	trainer *tsslbp.Trainer
	// chooses is what the best epoch is chosen on; test is the test set, the
	// same where no validation set is kept apart.
	chooses, test *datasets.Loader
	set           string // what chooses is
	check         *tsslbp.Checkpointer
	recorder      *metrics.Recorder
	info          snn.CheckpointInfo
}

// newJob opens the data and builds network and trainer; nothing is written. classes are
// those of a run that is continued, where its data have names of their own.
func newJob(ctx context.Context, f *trainFlags, cfg snn.Config, classes []string, v *view) (*job, error) {
	k, err := kernel.Default()
	if err != nil {
		return nil, usageError{err}
	}
	j := &job{f: f, view: v}
	if s := &cfg.Network; s.Loss == "kernel" && s.Steps == 1 {
		v.note("in a single time step the kernel loss wants no spike, of the true class neither: count and softmax do")
	}
	if j.src, err = resolveSource(&cfg); err != nil {
		return nil, err
	}
	j.src.skipBad, j.src.classes = f.data.skipBad, classes
	j.src.noteAugmentation(&cfg.Data, v)
	if !j.src.sizeInFiles() {
		if err := checkShapes(cfg, j.src, k); err != nil {
			return nil, err
		}
	}
	sets, err := j.src.open(ctx, &cfg, []string{datasets.Train, datasets.Test}, v)
	if err != nil {
		return nil, asData(err)
	}
	noteOutputs(&cfg, sets[0], v)
	if j.net, err = snn.New(cfg, sets[0].Info().Shape, k); err != nil {
		return nil, err
	}
	if err := j.net.CheckOutput(); err != nil {
		return nil, err
	}
	j.net.Init(cfg.Network.Seed)
	return j, j.build(sets)
}

// checkShapes builds the network for the data set's known shape before any
// data are read, so that a network that does not fit is refused at once.
func checkShapes(cfg snn.Config, src *source, k *kernel.Set) error {
	net, err := snn.New(cfg, src.shape, k)
	if err != nil {
		return err
	}
	return net.CheckOutput()
}

// build makes the trainer and its hooks.
func (j *job) build(sets []dataset) error {
	cfg := &j.net.Config
	s := &cfg.Network
	rule, err := tsslbp.RuleOf(s)
	if err != nil {
		return usageError{err}
	}
	loss, err := tsslbp.LossOf(s)
	if err != nil {
		return usageError{err}
	}
	schedule, err := tsslbp.ScheduleOf(s)
	if err != nil {
		return usageError{err}
	}
	j.sets = sets
	train, val := sets[0], dataset(nil)
	if cfg.Data.Val > 0 {
		rest, part, err := datasets.Split(sets[0], cfg.Data.Val, s.Seed)
		if err != nil {
			return usagef("validation: %w", err)
		}
		train, val = rest, part
	}
	j.test = j.src.loader(sets[1], cfg, j.f.threads, 0, false)
	j.chooses, j.set = j.test, tsslbp.TestSet
	if val != nil {
		j.chooses, j.set = j.src.loader(val, cfg, j.f.threads, 0, false), tsslbp.ValidationSet
	}
	info := sets[0].Info()
	j.view.simulated = info.Simulated
	j.info = snn.CheckpointInfo{
		Dataset: info.Name, Simulated: info.Simulated, Kind: info.Kind,
		Seed: s.Seed, Versions: versions(j.net.Kernel()),
	}
	if f, ok := sets[0].(*datasets.FolderSet); ok {
		j.info.Classes = f.Classes
	}
	j.check = &tsslbp.Checkpointer{Info: j.info, Every: j.f.every.time, EverySteps: j.f.every.steps, Keep: s.Average}
	j.recorder = &metrics.Recorder{}
	j.trainer = &tsslbp.Trainer{
		Engine: tsslbp.NewEngine(j.net, tsslbp.Options{
			Rule: rule, Loss: loss, Batch: s.BatchSize, Threads: j.f.threads, Seed: s.Seed,
			Observe: j.view.observer(),
		}),
		Optimizer: tsslbp.NewAdamW(j.net), Schedule: schedule, Epochs: s.Epochs,
		Data:       j.src.loader(train, cfg, j.f.threads, cfg.Data.Limit, true),
		AnyBackend: j.f.anyBackend,
	}
	j.trainer.Hooks = []tsslbp.Hook{
		&tsslbp.Evaluator{Data: j.chooses, Set: j.set, Progress: j.view.testing}, j.check, j.recorder, j.view.hook(j),
	}
	if j.test != j.chooses {
		j.trainer.Hooks = append(j.trainer.Hooks, &tsslbp.SameData{Data: j.test})
	}
	if s.Patience > 0 {
		j.trainer.Hooks = append(j.trainer.Hooks, &tsslbp.EarlyStop{Patience: s.Patience})
	}
	return nil
}

func (j *job) close() { j.trainer.Engine.Close() }

// train trains to the end and writes how it came.
func (j *job) train(ctx context.Context, run *rundir.Run, env *rundir.EnvironmentFile) error {
	w, err := metrics.NewWriter(run.Path(rundir.Metrics))
	if err != nil {
		return err
	}
	err = errors.Join(j.trainTo(ctx, run, env, w), w.Close())
	if errors.Is(err, context.Canceled) {
		return andThen(j.interrupted(run), withoutCancel(err))
	}
	return err
}

// trainTo is train with the metrics' writer.
func (j *job) trainTo(ctx context.Context, run *rundir.Run, env *rundir.EnvironmentFile, w *metrics.Writer) error {
	if st, err := os.Stat(run.Path(rundir.Metrics)); err == nil && st.Size() == 0 {
		if err := w.Start(j.start()); err != nil {
			return err
		}
	}
	j.recorder.W, j.recorder.Every = w, env.LogEvery
	j.check.Dir, j.check.Before = run.Dir, w.Sync
	j.trainer.Hooks = append(j.trainer.Hooks, &beginning{run: run})
	if j.f.http != "" {
		j.trainer.Hooks = append(j.trainer.Hooks, newHTTPView(j.f.http, run.Dir, j.sets, j.view))
	}
	if env.Board {
		j.trainer.Hooks = append(j.trainer.Hooks, &tensorboard{dir: run.Dir, every: env.LogEvery})
	}
	if err := j.trainer.Run(ctx); err != nil {
		return err
	}
	return j.finish(ctx, run, w)
}

// start describes the run in its metrics.
func (j *job) start() *metrics.Start {
	s := &j.net.Config.Network
	st := &metrics.Start{
		Network: j.net.Config.Source, Dataset: j.info.Dataset, Simulated: j.info.Simulated, Seed: s.Seed,
		Backend: j.net.Kernel().Name, Parameters: j.net.Parameters(), Epochs: s.Epochs,
		Samples: j.trainer.Data.Samples(), Batches: j.trainer.Data.Batches(), Set: j.set, SetSamples: j.chooses.Samples(),
	}
	for _, stage := range j.net.Stages {
		st.Layers = append(st.Layers, stage.Name)
	}
	return st
}

// interrupted says how far training came and how it goes on.
func (j *job) interrupted(run *rundir.Run) error {
	t := j.trainer
	where := fmt.Sprintf("in epoch %d of %d after step %d", min(t.Epoch+1, t.Epochs), t.Epochs, t.Steps)
	if t.Steps == 0 {
		where = "before the first step"
	}
	return fmt.Errorf("%w %s; to continue: %s", errInterrupted, where, j.resumeCommand(run.Dir))
}

// resumeCommand returns the command line that continues the run.
func (j *job) resumeCommand(dir string) string {
	words := []string{"snnsim", "train", "--resume", quote(dir)}
	if j.f.resume != "" && j.f.data.path != "" {
		words = append(words, "--data", quote(j.f.data.path))
	}
	return strings.Join(words, " ")
}

// quote makes a word safe for a shell where it needs it.
func quote(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=+,@%") == "" && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
