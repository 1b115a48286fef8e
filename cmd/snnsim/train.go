package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
)

// trainFlags are the flags of train. Those that override the network file
// count only if they were given.
type trainFlags struct {
	data       dataFlags
	epochs     int
	batch      int
	lr         float64
	seed       uint64
	warmup     string
	sparsity   float64
	threads    int
	limit      int
	val        float64
	out        string
	average    int
	patience   int
	weights    string
	verbose    bool
	resume     string
	every      interval
	logEvery   int
	anyBackend bool
	http       httpAddress
	plain      bool
	board      bool
	report     bool
}

func newTrain() *cobra.Command {
	f := trainFlags{every: interval{time: defaultCheckpointEvery}}
	cmd := &cobra.Command{
		Use:   "train [NETWORK.yaml]",
		Short: "Train a network",
		Long: `Train a network and write its run folder: the resolved configuration, metrics
and checkpoints. NETWORK.yaml is a file, or the name of one that comes with the
program. Without one, --dataset or what the folder in --data holds chooses:
mnist_cnn_tuned, fashion_cnn_tuned, cifar10_small or nmnist_cnn_tuned, which begins with
weights from simulation; recordings of a camera of your own (dataset: events) need
a file. Without arguments it trains the N-MNIST network on nmnist-sim, which is
simulated and embedded. The last line of standard output is the hash of
the weights.

A run that was interrupted, by Ctrl-C, kill -9 or a power cut, is continued from
its last checkpoint with --resume and ends with the same weights to the bit, for
any number of threads. Its settings are those that it began with; --epochs may give
it more epochs, unless its learning rate falls over all of them.`,
		Example: `  snnsim train
  snnsim train --data NMNIST-DIR
  snnsim train mnist_cnn --data DIR --epochs 10 --val 0.1
  snnsim train my.yaml --dataset nmnist-sim --warmup per-layer --out runs/try
  snnsim train --resume runs/try
  snnsim train --resume runs/try --epochs 200`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("resume") {
				return resume(cmd, args, &f)
			}
			return train(cmd, args, &f)
		},
	}
	fl := cmd.Flags()
	f.data.register(fl)
	fl.IntVar(&f.epochs, "epochs", 0, "passes over the training set")
	fl.IntVar(&f.batch, "batch", 0, "samples a training step")
	fl.Float64Var(&f.lr, "lr", 0, "learning rate")
	fl.Uint64Var(&f.seed, "seed", 0, "seed of weights, order, augmentation and dropout")
	fl.StringVar(&f.warmup, "warmup", "", "surrogate: per-neuron, per-layer, none, surrogate-only or output-only")
	fl.Float64Var(&f.sparsity, "sparsity", 0, "weight of the hidden layers' firing density in the loss, 0 for none")
	fl.IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "threads; the results do not depend on it")
	fl.IntVar(&f.limit, "limit", 0, "samples an epoch, 0 for all")
	fl.Float64Var(&f.val, "val", 0, "share of the training set kept for validation, which then chooses the best epoch")
	fl.StringVar(&f.out, "out", "", "run folder (default runs/TIME-NETWORK-SEED)")
	fl.IntVar(&f.average, "average", 0, "at the end, also the mean of the weights of so many last epochs, 0 for none")
	fl.IntVar(&f.patience, "patience", 0, "stop when accuracy has not risen for so many epochs, 0 for never")
	fl.StringVar(&f.weights, "weights", "", "start from the weights of this checkpoint, run folder or model instead of random ones; an output for another number of classes begins anew")
	fl.StringVar(&f.resume, "resume", "", "continue the run in this folder")
	fl.Var(&f.every, "checkpoint-every", "most time (30s) or steps (500) between checkpoints, 0 for the ends of epochs only")
	fl.IntVar(&f.logEvery, "log-every", 0, "steps of a record in metrics.jsonl (default a hundredth of an epoch)")
	fl.BoolVar(&f.board, "tensorboard", false, "also write TensorBoard's event files to the run folder")
	fl.BoolVar(&f.report, "report", false, "write report.html into the run folder at the end, as snnsim report does")
	fl.BoolVar(&f.anyBackend, "allow-other-backend", false, "continue on another back end, though not to the bit")
	fl.Var(&f.http, "http", "serve a live view in a browser at HOST:PORT, such as :8080 (this machine only unless HOST is given)")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "print lines, with gradient norms, forms, shards and the back end")
	fl.BoolVar(&f.plain, "plain", false, "print lines on a terminal too, as where there is none")
	return cmd
}

// apply puts the flags that were given over the settings of the file.
func (f *trainFlags) apply(cmd *cobra.Command, cfg *snn.Config) error {
	s := &cfg.Network
	was := s.Dataset
	for name, set := range map[string]func(){
		"epochs":   func() { s.Epochs = f.epochs },
		"batch":    func() { s.BatchSize = f.batch },
		"lr":       func() { s.LR = f.lr },
		"seed":     func() { s.Seed = f.seed },
		"warmup":   func() { s.WarmUp = f.warmup },
		"sparsity": func() { s.Sparsity = f.sparsity },
		"dataset":  func() { s.Dataset = f.data.name },
		"data":     func() { s.DataPath = f.data.path },
		"patience": func() { s.Patience = f.patience },
		"average":  func() { s.Average = f.average },
		"weights":  func() { s.Weights = f.weights },
		"limit":    func() { cfg.Data.Limit = f.limit },
		"val":      func() { cfg.Data.Val = f.val },
	} {
		if cmd.Flags().Changed(name) {
			set()
		}
	}
	if given := cmd.Flags().Changed; given("dataset") && !given("data") && onlyName(was, s.Dataset) {
		s.DataPath = ""
	}
	if given := cmd.Flags().Changed; given("data") && !given("dataset") && isNMNIST(s.Dataset) {
		// Either N-MNIST will do: what the folder holds decides.
		s.Dataset = eventSetOf(s.DataPath, s.Dataset)
	}
	if err := f.check(); err != nil {
		return err
	}
	absoluteWeights(s)
	src := cfg.Source
	cfg.Source = "command line and " + src
	err := cfg.Validate()
	cfg.Source = src
	return err
}

// train begins a run.
func train(cmd *cobra.Command, args []string, f *trainFlags) (err error) {
	if f.anyBackend {
		return usagef("--allow-other-backend goes with --resume")
	}
	if len(args) == 0 {
		name, err := f.data.networkFor()
		if err != nil {
			return err
		}
		args = []string{name}
	}
	cfg, err := loadNetwork(args)
	if err != nil {
		return err
	}
	if err := f.apply(cmd, &cfg); err != nil {
		return err
	}
	view := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), f.verbose).forTraining(f.plain)
	ctx := view.interruptible(cmd.Context())
	if err := checkOut(f.out); err != nil {
		return err
	}
	if err := f.http.check(); err != nil {
		return err
	}
	j, err := newJob(ctx, f, cfg, nil, view)
	if err != nil {
		return err
	}
	defer j.close()
	if err := startFrom(j.net, j.info.Classes, view); err != nil {
		return err
	}
	if cfg.Network.Weights != "" && cfg.Data.Val > 0 {
		view.note("the weights to start from may have been trained on the samples that are kept for validation, unless that run kept the same: same --val, same --seed")
	}
	view.continues(&cfg)
	run, err := createRun(f.out, &cfg)
	if err != nil {
		return err
	}
	defer run.Close()
	env := &rundir.EnvironmentFile{
		Network: cfg.Source, LogEvery: f.logEvery, SkipBad: f.data.skipBad, Board: f.board, Sessions: []rundir.Session{j.session()},
	}
	if err := j.begin(run, env); err != nil {
		return err
	}
	if err := view.logTo(run.Path(rundir.Log)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.closeLog(err)) }()
	if err := j.train(ctx, run, env); err != nil {
		return err
	}
	return f.writeReport(cmd, run.Dir, view)
}

// writeReport writes the report of a run that has ended, if it is asked for.
// The last line of the output remains the hash of the weights.
func (f *trainFlags) writeReport(cmd *cobra.Command, dir string, v *view) error {
	if !f.report {
		return nil
	}
	path, err := writeReport(cmd, dir, &reportFlags{data: dataFlags{path: f.data.path, skipBad: f.data.skipBad}, out: dir, mistakes: reportMistakes, threads: f.threads})
	if err == nil {
		v.note("%s", path)
	}
	return err
}

// createRun makes the run folder that was asked for, or one with a new name.
func createRun(out string, cfg *snn.Config) (*rundir.Run, error) {
	if out == "" {
		return rundir.CreateNew(filepath.Join("runs", runName(cfg, time.Now())))
	}
	return rundir.Create(out)
}

// runName makes the default name of a run folder.
func runName(cfg *snn.Config, now time.Time) string {
	return fmt.Sprintf("%s-%s-%d", now.Format("20060102-150405"), bareName(cfg.Source), cfg.Network.Seed)
}
