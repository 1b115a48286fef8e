package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// resumable are the flags that may be given again: none changes the result, but
// for more epochs, which add to it.
var resumable = []string{"resume", "epochs", "data", "skip-bad", "threads", "checkpoint-every", "verbose", "allow-other-backend", "tensorboard", "http", "plain", "report"}

// resume continues a run.
func resume(cmd *cobra.Command, args []string, f *trainFlags) (err error) {
	if err := onlyResumable(cmd, args); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	if err := f.http.check(); err != nil {
		return err
	}
	run, err := rundir.Open(f.resume)
	if err != nil {
		return dataError{err}
	}
	defer run.Close()
	env, err := rundir.ReadEnvironment(run.Dir)
	if err != nil {
		return dataError{err}
	}
	cfg, err := snn.LoadConfig(run.Path(rundir.Config))
	if err != nil {
		return dataError{err}
	}
	cfg.Source = env.Network
	from, err := lastCheckpoint(run, f)
	if err != nil {
		return err
	}
	longer := false
	if cmd.Flags().Changed("epochs") {
		if longer, err = addEpochs(run, from, &cfg, f.epochs); err != nil {
			return err
		}
	}
	text := cfg.Text() // as it is to be kept, whatever data this session reads
	f.data.skipBad = f.data.skipBad || env.SkipBad
	env.SkipBad = f.data.skipBad
	if f.data.path != "" {
		cfg.Network.DataPath = f.data.path
	}
	view := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), f.verbose).forTraining(f.plain)
	ctx := view.interruptible(cmd.Context())
	if err := view.logTo(run.Path(rundir.Log)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.closeLog(err)) }()
	if from != nil {
		if end := endOf(run); end != nil && (end.Epochs >= cfg.Network.Epochs || end.Reason == metrics.ReasonEarlyStop) {
			view.line("the run has ended: nothing is left to do")
			view.end(end, 0)
			view.done(run.Dir, from.Network.WeightsHash())
			return f.writeReport(cmd, run.Dir, view)
		}
	}
	var classes []string
	if from != nil {
		classes = from.Info.Classes
	}
	j, err := newJob(ctx, f, cfg, classes, view)
	if err != nil {
		return err
	}
	defer j.close()
	if err := j.continueFrom(run, from); err != nil {
		return err
	}
	if longer { // not before it is sure that the run goes on
		if err := run.WriteConfig(text); err != nil {
			return err
		}
	}
	env.Board = env.Board || f.board
	env.Sessions = append(env.Sessions, j.session())
	if err := run.WriteEnvironment(env); err != nil {
		return err
	}
	if err := j.train(ctx, run, env); err != nil {
		return err
	}
	return f.writeReport(cmd, run.Dir, view)
}

// addEpochs makes the configuration one of more epochs, and says whether it had
// fewer. That is the same as if the run had begun with them, unless its learning
// rate falls over all its epochs.
func addEpochs(run *rundir.Run, from *snn.Checkpoint, cfg *snn.Config, epochs int) (longer bool, err error) {
	s := &cfg.Network
	switch {
	case epochs < s.Epochs:
		return false, usagef("--epochs %d: the run is of %d, and can be given more", epochs, s.Epochs)
	case epochs == s.Epochs:
		return false, nil
	case s.Schedule == "cosine":
		return false, usagef("--epochs %d: the learning rate of this run falls over its %d epochs (schedule: cosine), so with more it would have been another from the start; a new run can begin with its weights: --weights %s",
			epochs, s.Epochs, quote(run.Dir))
	}
	if from != nil {
		state, err := tsslbp.StateOf(from)
		if err != nil {
			return false, dataError{err}
		}
		if state.Stopped {
			return false, usagef("--epochs %d: the run stopped early, after %d (patience: %d)", epochs, state.Epoch, s.Patience)
		}
	}
	s.Epochs = epochs
	if err := cfg.Validate(); err != nil {
		return false, usageError{err}
	}
	return true, nil
}

// onlyResumable refuses what would change the run.
func onlyResumable(cmd *cobra.Command, args []string) error {
	var changed []string
	cmd.Flags().Visit(func(fl *pflag.Flag) {
		if !slices.Contains(resumable, fl.Name) {
			changed = append(changed, "--"+fl.Name)
		}
	})
	if len(changed) > 0 {
		return usagef("%s: a run continues with the settings it began with (config.yaml)", strings.Join(changed, ", "))
	}
	if len(args) > 0 {
		return usagef("%s: a run continues with its own network", args[0])
	}
	return nil
}

// lastCheckpoint reads the checkpoint to continue from, nil if training had
// not come to the first.
func lastCheckpoint(run *rundir.Run, f *trainFlags) (*snn.Checkpoint, error) {
	k, err := kernel.Default()
	if err != nil {
		return nil, usageError{err}
	}
	c, err := snn.LoadCheckpoint(run.Path(tsslbp.LastCheckpoint), k)
	if errors.Is(err, fs.ErrNotExist) {
		c, err = snn.LoadCheckpoint(run.Path(rundir.Beginning), k)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, dataError{err}
	}
	if was := c.Info.Versions["kernel"]; was != k.Name && !f.anyBackend {
		return nil, fmt.Errorf("run folder %s: trained with back end %s, this is %s, and results are the same to the bit only within a back end: set %s=%s, or give --allow-other-backend",
			run.Dir, was, k.Name, kernel.EnvName, was)
	}
	return c, nil
}

// endOf returns the record of the run's end, nil if it has not come.
func endOf(run *rundir.Run) *metrics.End {
	recs, err := metrics.ReadFile(run.Path(rundir.Metrics))
	if err != nil || len(recs) == 0 {
		return nil
	}
	return recs[len(recs)-1].End
}

// continueFrom takes trainer and metrics to the position of the checkpoint.
func (j *job) continueFrom(run *rundir.Run, c *snn.Checkpoint) error {
	path := run.Path(rundir.Metrics)
	if c == nil {
		j.view.note("no checkpoint had been written: the run begins again")
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("metrics: %w", err)
		}
		return startFrom(j.net, j.info.Classes, j.view)
	}
	if err := j.trainer.Continue(c); err != nil {
		reasons := strings.ReplaceAll(err.Error(), "\n", "\n  ")
		return dataError{fmt.Errorf("run folder %s can't be continued:\n  %s", run.Dir, reasons)}
	}
	t := j.trainer
	if err := metrics.Cut(path, t.Steps, t.Epoch); err != nil {
		return err
	}
	if err := metrics.SetEpochs(path, t.Epochs); err != nil {
		return err
	}
	j.view.note("continuing in epoch %d after step %d", min(t.Epoch+1, t.Epochs), t.Steps)
	return nil
}

// session describes this process.
func (j *job) session() rundir.Session {
	return rundir.Session{
		Started: time.Now().Format(time.RFC3339), Command: os.Args,
		Versions: versions(j.net.Kernel()), CPU: processor(), Threads: j.f.threads,
	}
}
