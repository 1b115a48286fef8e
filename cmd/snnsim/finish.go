package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// finish evaluates what validation has chosen on the test set, and writes and
// prints the end of the run.
func (j *job) finish(ctx context.Context, run *rundir.Run, w *metrics.Writer) error {
	best := j.check.Best()
	end := &metrics.End{
		Reason: metrics.ReasonEpochs, Epochs: j.trainer.Epoch, Steps: j.trainer.Steps,
		BestEpoch: best.Epoch, Best: best.Accuracy, ChosenOn: j.set, Weights: j.net.WeightsHash(),
	}
	if j.trainer.Stopped {
		end.Reason = metrics.ReasonEarlyStop
	}
	if j.set == tsslbp.ValidationSet && best.Epoch > 0 {
		ev, err := j.testBest(ctx, run)
		if err != nil {
			return err
		}
		end.Test = metrics.ResultOf(j.net, ev)
	}
	if n := j.net.Config.Network.Average; n > 0 && j.trainer.Epoch > 0 {
		m, err := j.average(ctx, run, n)
		if err != nil {
			return err
		}
		end.Average = m
	}
	c, err := j.cost(ctx)
	if err != nil {
		return err
	}
	end.Cost = c
	end.Seconds = j.recorder.Seconds()
	if err := w.End(end); err != nil {
		return err
	}
	j.view.end(end, best.Samples)
	j.view.done(run.Dir, end.Weights)
	return nil
}

// testBest evaluates the best checkpoint on the test set.
func (j *job) testBest(ctx context.Context, run *rundir.Run) (*tsslbp.Evaluation, error) {
	c, err := snn.LoadCheckpoint(run.Path(tsslbp.BestCheckpoint), j.net.Kernel())
	if err != nil {
		return nil, dataError{err}
	}
	return j.testOf(ctx, c.Network, "the best epoch")
}

// testOf evaluates another network than the trainer's on the test set.
func (j *job) testOf(ctx context.Context, net *snn.Network, what string) (*tsslbp.Evaluation, error) {
	s := &net.Config.Network
	loss, err := tsslbp.LossOf(s)
	if err != nil {
		return nil, err
	}
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: loss, Batch: s.BatchSize, Threads: j.f.threads, Inference: true})
	defer e.Close()
	defer j.view.clear()
	return e.Evaluate(ctx, j.test, func(n int) {
		j.view.status("testing %s: %d of %d samples", what, n, j.test.Samples())
	})
}

// average writes the mean of the weights of the last n epochs, or of all if
// there are fewer, and evaluates it on the test set. Nothing is chosen by that. There is none
// where a file of an epoch is missing.
func (j *job) average(ctx context.Context, run *rundir.Run, n int) (*metrics.Mean, error) {
	m := &metrics.Mean{From: max(1, j.trainer.Epoch+1-n), To: j.trainer.Epoch}
	var paths []string
	for e := m.From; e <= m.To; e++ {
		path := run.Path(tsslbp.EpochCheckpoint(e))
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			j.view.warn("%s is missing, so that there is no mean of the weights after epochs %d to %d", path, m.From, m.To)
			return nil, nil
		}
		paths = append(paths, path)
	}
	c, err := meanOf(paths, j.net.Kernel())
	if err != nil {
		return nil, err
	}
	ev, err := j.testOf(ctx, c.Network, "the mean of the last epochs")
	if err != nil {
		return nil, err
	}
	m.Test, m.Weights = metrics.ResultOf(c.Network, ev), c.Network.WeightsHash()
	c.Info = j.info
	c.Info.Epoch, c.Info.Accuracy, c.Info.Set = m.To, m.Test.Accuracy, tsslbp.TestSet
	if err := snn.SaveCheckpoint(run.Path(rundir.Average), c); err != nil {
		return nil, err
	}
	return m, nil
}

// end prints what the run has come to.
func (v *view) end(e *metrics.End, samples int) {
	if e.Reason == metrics.ReasonEarlyStop {
		v.line("stopped early: accuracy on the %s set no longer rose", e.ChosenOn)
	}
	v.best(e, samples)
	if m := e.Average; m != nil {
		epochs := fmt.Sprintf("epochs %d to %d", m.From, m.To)
		if m.From == m.To {
			epochs = fmt.Sprintf("epoch %d", m.To)
		}
		v.line("mean of the weights after %s: %.2f%% of the %d test samples, %s",
			epochs, 100*m.Test.Accuracy, m.Test.Samples, rundir.Average)
	}
	if e.Cost != nil {
		v.cost(e.Cost)
	}
}

// best prints the best epoch, if there is one, and which set chose it.
func (v *view) best(e *metrics.End, samples int) {
	if e.BestEpoch == 0 {
		return
	}
	of := fmt.Sprintf("best epoch %d: %.2f%%", e.BestEpoch, 100*e.Best)
	if samples > 0 {
		of += fmt.Sprintf(" of the %d %s samples", samples, e.ChosenOn)
	} else {
		of += " on the " + e.ChosenOn + " set"
	}
	if e.Test != nil {
		v.line("%s, by which it was chosen; %.2f%% of the %d test samples", of, 100*e.Test.Accuracy, e.Test.Samples)
		return
	}
	v.line("%s, by which it was chosen (--val 0.1 chooses by a part of the training set)", of)
}
