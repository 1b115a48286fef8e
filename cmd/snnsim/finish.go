package main

import (
	"context"
	"fmt"

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
		Reason: metrics.ReasonEpochs, Epochs: j.trainer.Epoch, Steps: j.trainer.Optimizer.Steps,
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
	s := &c.Network.Config.Network
	loss, err := tsslbp.LossOf(s)
	if err != nil {
		return nil, err
	}
	e := tsslbp.NewEngine(c.Network, tsslbp.Options{Loss: loss, Batch: s.BatchSize, Threads: j.f.threads})
	defer e.Close()
	return e.Evaluate(ctx, j.test, func(n int) {
		j.view.status("testing the best epoch: %d of %d samples", n, j.test.Samples())
	})
}

// end prints what the run has come to, and which set chose the best epoch.
func (v *view) end(e *metrics.End, samples int) {
	if e.Reason == metrics.ReasonEarlyStop {
		v.line("stopped early: accuracy on the %s set no longer rose", e.ChosenOn)
	}
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
