package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/term"

	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/internal/tui"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// fullView is what a view needs to fill the terminal while training.
type fullView struct {
	file   *os.File // the terminal; nil: print lines
	tap    tui.Tap
	live   *tui.Live // while it is shown
	turns  int       // of the raster, from the last layer on
	cancel context.CancelFunc
	tested func(samples int)
}

// forTraining chooses how a run is shown: over the whole terminal where that
// can be done, in lines where it cannot or plain or the verbose flag is set.
func (v *view) forTraining(plain bool) *view {
	v.logs = true
	if plain || v.verbose {
		v.terminal = false
	}
	if f, ok := v.live.(*os.File); ok && v.terminal && tui.Fit(f, os.Getenv) {
		v.full.file = f
	}
	return v
}

// interruptible returns a context that the keys of the view can end.
func (v *view) interruptible(ctx context.Context) context.Context {
	if v.full.file != nil {
		ctx, v.full.cancel = context.WithCancel(ctx)
	}
	return ctx
}

// observer returns what picks the samples for the raster, nil if there is
// nothing to see them on.
func (v *view) observer() tsslbp.Observer {
	if v.full.file == nil {
		return nil
	}
	f := &v.full
	return func(index int, s *spikes.Sample, a *snn.Activity, b int) {
		if index != 0 || !f.tap.Asked() {
			return
		}
		stages := a.Network().Stages
		stage := stages[(len(stages)-1+f.turns)%len(stages)]
		f.tap.Take(tui.Raster{Layer: stage.Name, Label: s.Label, Output: stage.Index == len(stages)-1},
			a.Spikes(stage.Index, b), stage.Out)
	}
}

// testing reports on an evaluation.
func (v *view) testing(samples int) {
	if v.full.tested != nil {
		v.full.tested(samples)
	}
}

// liveHook shows training over the whole terminal. What is printed meanwhile
// is held back until the view has gone.
type liveHook struct {
	*trainView
	snap   tui.Snapshot // what the next one begins from
	series *runSeries
	sent   time.Time
	held   holder
	began  time.Time // of the running test
}

// Begin implements tsslbp.Hook.
func (h *liveHook) Begin(t *tsslbp.Trainer) error {
	if err := h.trainView.Begin(t); err != nil {
		return err
	}
	f, s := &h.full, &h.net.Config.Network
	h.clear()
	h.series = newRunSeries(h.net)
	h.snap = tui.Snapshot{
		Network: bareName(h.net.Config.Source), Data: s.Dataset, Simulated: h.simulated, Seed: s.Seed, Set: h.set,
		Epoch: t.Epoch + 1, Epochs: t.Epochs, Batches: h.train.Batches(), Left: -1,
		Step: t.Steps, Begun: t.Steps,
	}
	h.snap.Finished = earlierEpochs(filepath.Join(h.check.Dir, rundir.Metrics), t.Epoch)
	opt := tui.Options{Output: f.file, Env: os.Environ(), Color: tui.Colored(os.Getenv), Interrupt: f.cancel}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		opt.Input = os.Stdin
	}
	h.held.hold(h.view)
	f.live, f.tested = tui.Start(opt), h.tested
	f.tap.Ask()
	h.publish(time.Now())
	return nil
}

// earlierEpochs reads the epochs that earlier sessions of a run have ended. It
// only shows them: what can't be read is left out.
func earlierEpochs(path string, epochs int) (all []tui.Epoch) {
	if epochs == 0 {
		return nil
	}
	records, err := metrics.ReadFile(path)
	if err != nil {
		return nil
	}
	var before float64 // seconds
	for _, rec := range records {
		e := rec.Epoch
		if e == nil || e.Epoch > epochs {
			continue
		}
		row := tui.Epoch{Number: e.Epoch, Loss: e.TrainLoss, Train: e.TrainAccuracy, Test: -1, Took: time.Duration((e.Seconds - before) * float64(time.Second))}
		if r, _ := e.Evaluation(); r != nil {
			row.Test = r.Accuracy
		}
		all, before = append(all, row), e.Seconds
	}
	return all
}

// Batch implements tsslbp.Hook.
func (h *liveHook) Batch(t *tsslbp.Trainer, p *tsslbp.Progress) error {
	h.series.add(h.net, p)
	if h.full.live == nil {
		return h.trainView.Batch(t, p)
	}
	now := time.Now()
	if now.Sub(h.sent) < tui.Interval {
		return nil
	}
	h.snap.Epoch, h.snap.Epochs, h.snap.Batch, h.snap.Batches = p.Epoch+1, t.Epochs, p.Batch+1, p.Batches
	h.snap.Step, h.snap.LR, h.snap.Norm = p.Step, p.LR, p.Norm
	h.snap.Loss, h.snap.Accuracy = perSample(&p.Total), p.Total.Accuracy()
	h.snap.Rate = float64(p.Total.Samples) / max(p.Elapsed.Seconds(), 1e-9)
	h.estimate(h.train.Samples()-p.Total.Samples, t.Epochs-p.Epoch)
	h.publish(now)
	return nil
}

// Epoch implements tsslbp.Hook.
func (h *liveHook) Epoch(ctx context.Context, t *tsslbp.Trainer, r *tsslbp.EpochReport) error {
	e := tui.Epoch{Number: r.Epoch + 1, Loss: perSample(&r.Train), Train: r.Train.Accuracy(), Test: -1, Took: r.Elapsed + r.TestElapsed}
	if r.Test != nil {
		e.Test = r.Test.Accuracy()
		h.snap.Tests = append(h.snap.Tests, tui.Test{Step: t.Steps, Accuracy: e.Test})
	}
	h.snap.Epoch, h.snap.Batch, h.snap.Step = r.Epoch+1, h.snap.Batches, t.Steps
	h.snap.Loss, h.snap.Accuracy, h.snap.LR = e.Loss, e.Train, r.LR
	h.snap.Finished = append(h.snap.Finished, e)
	h.snap.Tested, h.snap.TestSamples, h.began = 0, 0, time.Time{}
	h.tests = r.TestElapsed // before the estimate
	h.estimate(0, t.Epochs-(r.Epoch+1))
	if h.full.live != nil {
		h.publish(time.Now())
	}
	return h.trainView.Epoch(ctx, t, r)
}

// End implements tsslbp.Hook.
func (h *liveHook) End(t *tsslbp.Trainer, err error) error {
	h.leave()
	return h.trainView.End(t, err)
}

// estimate sets how much of the run is done and how long the rest takes, at
// the present rate and with the last test's time, when so many samples of the
// epoch and so many tests are to come.
func (h *liveHook) estimate(rest, tests int) {
	s := &h.snap
	rest += (s.Epochs - s.Epoch) * h.train.Samples()
	if all := s.Epochs * h.train.Samples(); all > 0 {
		s.Done = 1 - float64(rest)/float64(all)
	}
	s.Left = -1
	if s.Rate > 0 {
		s.Left = time.Duration(float64(rest)/s.Rate*float64(time.Second)) + time.Duration(tests)*h.tests
	}
}

// tested is the progress of the test after an epoch.
func (h *liveHook) tested(samples int) {
	now := time.Now()
	if h.began.IsZero() {
		h.began = now
	}
	h.snap.Tested, h.snap.TestSamples = samples, h.chooses.Samples()
	if h.full.live != nil && now.Sub(h.sent) >= tui.Interval {
		h.publish(now)
	}
}

// publish hands the view a snapshot, and goes on in lines if the view is gone.
func (h *liveHook) publish(now time.Time) {
	f := &h.full
	if f.live.Gone() {
		err := f.live.Err()
		h.leave()
		h.note("the live view has ended, training goes on: %v", err)
		return
	}
	h.sent = now
	s := h.snap
	s.At, s.Elapsed = now, time.Duration(h.recorder.Seconds()*float64(time.Second))
	best := h.check.Best()
	s.BestEpoch, s.BestAccuracy = best.Epoch, best.Accuracy
	s.Raster, s.Notice = f.tap.Raster(), h.held.last
	h.series.fill(&s)
	f.turns = f.live.Layer()
	f.live.Publish(&s)
	f.tap.Ask()
}

// leave takes the view off the terminal and prints what was held back.
func (h *liveHook) leave() {
	if h.full.live == nil {
		return
	}
	h.full.live.Close()
	h.full.live, h.full.tested = nil, nil
	h.held.release(h.view)
}
