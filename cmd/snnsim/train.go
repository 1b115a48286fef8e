package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// trainFlags are the flags of train. Those that override the network file
// count only if they were given.
type trainFlags struct {
	data     dataFlags
	epochs   int
	batch    int
	lr       float64
	seed     uint64
	warmup   string
	threads  int
	limit    int
	out      string
	patience int
	verbose  bool
}

func newTrain() *cobra.Command {
	var f trainFlags
	cmd := &cobra.Command{
		Use:   "train [NETWORK.yaml]",
		Short: "Train a network",
		Long: `Train a network and write its run folder: the resolved configuration, metrics
and checkpoints. NETWORK.yaml is a file, or the name of one that comes with the
program. Without arguments it trains the N-MNIST network on nmnist-sim, which is
simulated and embedded. The last line of the output is the hash of the weights.`,
		Example: `  snnsim train
  snnsim train mnist_cnn --data DIR --epochs 10
  snnsim train my.yaml --dataset nmnist-sim --warmup per-layer --out runs/try`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return train(cmd, args, &f)
		},
	}
	fl := cmd.Flags()
	f.data.register(fl)
	fl.IntVar(&f.epochs, "epochs", 0, "passes over the training set")
	fl.IntVar(&f.batch, "batch", 0, "samples a training step")
	fl.Float64Var(&f.lr, "lr", 0, "learning rate")
	fl.Uint64Var(&f.seed, "seed", 0, "seed of weights, order, augmentation and dropout")
	fl.StringVar(&f.warmup, "warmup", "", "surrogate: per-neuron, per-layer, none or surrogate-only")
	fl.IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "threads; the results do not depend on it")
	fl.IntVar(&f.limit, "limit", 0, "samples an epoch, 0 for all")
	fl.StringVar(&f.out, "out", "", "run folder (default runs/<time>-<network>-<seed>)")
	fl.IntVar(&f.patience, "patience", 0, "stop when test accuracy has not risen for so many epochs, 0 for never")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "also print gradient norms, shards and the back end")
	return cmd
}

// apply puts the flags that were given over the settings of the file.
func (f *trainFlags) apply(cmd *cobra.Command, cfg *snn.Config) error {
	s := &cfg.Network
	for name, set := range map[string]func(){
		"epochs":  func() { s.Epochs = f.epochs },
		"batch":   func() { s.BatchSize = f.batch },
		"lr":      func() { s.LR = f.lr },
		"seed":    func() { s.Seed = f.seed },
		"warmup":  func() { s.WarmUp = f.warmup },
		"dataset": func() { s.Dataset = f.data.name },
		"data":    func() { s.DataPath = f.data.path },
	} {
		if cmd.Flags().Changed(name) {
			set()
		}
	}
	if given := cmd.Flags().Changed; given("data") && !given("dataset") && isEvents(s.Dataset) {
		// Either N-MNIST will do: what the folder holds decides.
		s.Dataset = eventSetOf(s.DataPath, s.Dataset)
	}
	src := cfg.Source
	cfg.Source = "command line and " + src
	err := cfg.Validate()
	cfg.Source = src
	return err
}

func train(cmd *cobra.Command, args []string, f *trainFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	cfg, err := loadNetwork(args)
	if err != nil {
		return err
	}
	if err := f.apply(cmd, &cfg); err != nil {
		return err
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	view := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), f.verbose)
	src, err := resolveSource(&cfg)
	if err != nil {
		return err
	}
	src.skipBad = f.data.skipBad
	if err := checkShapes(cfg, src, k); err != nil {
		return err
	}
	if err := checkOut(f.out); err != nil {
		return err
	}
	sets, err := src.open(cmd.Context(), &cfg, []string{"train", "test"}, view)
	if err != nil {
		return asData(err)
	}
	net, err := snn.New(cfg, sets[0].Info().Shape, k)
	if err != nil {
		return err
	}
	net.Init(cfg.Network.Seed)
	return runTraining(cmd.Context(), f, net, src, sets, view)
}

// checkShapes builds the network for the data set's known shape before any
// data are read, so that a network that does not fit is refused at once.
func checkShapes(cfg snn.Config, src *source, k *kernel.Set) error {
	_, err := snn.New(cfg, src.shape, k)
	return err
}

func runTraining(ctx context.Context, f *trainFlags, net *snn.Network, src *source, sets []dataset, view *view) error {
	cfg := &net.Config
	rule, err := tsslbp.RuleOf(&cfg.Network)
	if err != nil {
		return usageError{err}
	}
	loss, err := tsslbp.LossOf(&cfg.Network)
	if err != nil {
		return usageError{err}
	}
	schedule, err := tsslbp.ScheduleOf(&cfg.Network)
	if err != nil {
		return usageError{err}
	}
	out := f.out
	if out == "" {
		out = filepath.Join("runs", runName(cfg, time.Now()))
	}
	if err := rundir.Create(out, cfg.Text()); err != nil {
		return err
	}
	metrics, err := newMetrics(filepath.Join(out, rundir.Metrics))
	if err != nil {
		return err
	}
	engine := tsslbp.NewEngine(net, tsslbp.Options{
		Rule: rule, Loss: loss, Batch: cfg.Network.BatchSize, Threads: f.threads, Seed: cfg.Network.Seed,
	})
	defer engine.Close()
	trainSet := src.loader(sets[0], cfg, f.threads, f.limit, true)
	testSet := src.loader(sets[1], cfg, f.threads, 0, false)
	tr := &tsslbp.Trainer{
		Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: schedule,
		Data: trainSet, Epochs: cfg.Network.Epochs,
	}
	info := snn.CheckpointInfo{
		Dataset: sets[0].Info().Name, Simulated: sets[0].Info().Simulated, Kind: sets[0].Info().Kind,
		Seed: cfg.Network.Seed, Versions: versions(net.Kernel()),
	}
	tr.Hooks = []tsslbp.Hook{
		&tsslbp.Evaluator{Data: testSet},
		&tsslbp.Checkpointer{Dir: out, Info: info},
		metrics,
		view.hook(net, trainSet, testSet, out, f.threads),
	}
	if f.patience > 0 {
		tr.Hooks = append(tr.Hooks, &tsslbp.EarlyStop{Patience: f.patience})
	}
	err = tr.Run(ctx)
	if errors.Is(err, context.Canceled) && tr.Optimizer.Steps == 0 {
		return errors.New("interrupted before the first step")
	}
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("interrupted in epoch %d: the weights so far are in %s", min(tr.Epoch+1, tr.Epochs), filepath.Join(out, tsslbp.LastCheckpoint))
	}
	if err != nil {
		return err
	}
	view.done(net, out)
	return nil
}

// runName makes the default name of a run folder.
func runName(cfg *snn.Config, now time.Time) string {
	name := strings.TrimSuffix(filepath.Base(cfg.Source), filepath.Ext(cfg.Source))
	return fmt.Sprintf("%s-%s-%d", now.Format("20060102-150405"), name, cfg.Network.Seed)
}
