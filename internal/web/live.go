package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// Live publishes a training run in a hub. It stores values and never waits for
// a reader.
type Live struct {
	Hub     *Hub
	Tracer  *Tracer          // may be nil
	Sample  datasets.Dataset // whose firing is counted, may be nil
	Earlier []Epoch          // of a run that is continued

	net     *snn.Network
	samples int // of an epoch
	names   []string
	start   time.Time
	status  Status
	curve   stepCurve
	epochs  []Epoch
	behind  bool // the tracer waits for the weights of the last epoch
	shown   time.Time
	drawn   time.Time
	stop    context.CancelFunc
	done    sync.WaitGroup
}

var _ tsslbp.Hook = (*Live)(nil)

// How often training publishes at most.
const (
	statusEvery = 200 * time.Millisecond
	curvesEvery = time.Second
	firingEvery = time.Second
)

// Begin implements tsslbp.Hook.
func (l *Live) Begin(t *tsslbp.Trainer) error {
	l.net, l.samples, l.start = t.Engine.Network(), t.Data.Samples(), time.Now()
	l.curve.width = 1
	for _, s := range l.net.Stages {
		l.names = append(l.names, s.Name)
		l.curve.sizes = append(l.curve.sizes, float64(l.net.Steps*s.Out.Neurons()))
	}
	l.epochs = append(l.epochs, l.Earlier...)
	l.status = *StatusOf(l.epochs, t.Epochs, l.names)
	l.status.Phase, l.status.Batches, l.status.Step = Waiting, t.Data.Batches(), t.Optimizer.Steps
	l.Hub.Put(TopicEpochs, Curves(l.epochs, l.names))
	l.publish()
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	if l.Tracer != nil && l.Sample != nil && l.Sample.Len() > 0 {
		l.done.Add(1)
		go func() {
			defer l.done.Done()
			l.count(ctx)
		}()
	}
	return nil
}

// count publishes the firing of a few samples whenever the tracer has new
// weights and somebody watches.
func (l *Live) count(ctx context.Context) {
	tick := time.NewTicker(firingEvery)
	defer tick.Stop()
	last := -1
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if l.Hub.Readers() == 0 || l.Tracer.at() == last {
			continue
		}
		f, err := l.Tracer.Firing(ctx, l.Sample)
		if err != nil {
			return // the page shows none; training must not suffer from it
		}
		last = f.Step
		l.Hub.Put(TopicFiring, f)
	}
}

// Batch implements tsslbp.Hook.
func (l *Live) Batch(t *tsslbp.Trainer, p *tsslbp.Progress) error {
	l.curve.add(p)
	if l.Tracer != nil && (l.behind || l.Tracer.due()) {
		l.update(p.Step)
	}
	now := time.Now()
	last := p.Batch+1 == p.Batches
	if now.Sub(l.shown) < statusEvery && !last {
		return nil
	}
	s := &l.status
	n := max(1, p.Total.Samples)
	rate := float64(p.Total.Samples) / max(p.Elapsed.Seconds(), 1e-9)
	s.Phase = Stepping
	if last {
		s.Phase = Evaluating
	}
	s.Epoch, s.Epochs, s.Batch, s.Batches, s.Step = p.Epoch+1, t.Epochs, p.Batch+1, p.Batches, p.Step
	s.SamplesPerS = Float(rate)
	s.SecondsLeft = Float(float64((t.Epochs-p.Epoch)*l.samples-p.Total.Samples) / max(rate, 1e-9))
	s.Loss, s.Accuracy, s.LR = Float(p.Total.Loss/float64(n)), Float(p.Total.Accuracy()), Float(p.LR)
	s.Density = make([]Float, len(l.names))
	for i, size := range l.curve.sizes {
		s.Density[i] = Float(float64(p.Total.Spikes[i]) / (float64(n) * size))
	}
	l.publish()
	if now.Sub(l.drawn) >= curvesEvery {
		l.drawn = now
		l.Hub.Put(TopicSteps, l.curve.curves())
	}
	return nil
}

func (l *Live) publish() {
	l.shown = time.Now()
	s := l.status
	s.Seconds = Float(l.shown.Sub(l.start).Seconds())
	l.Hub.Put(TopicStatus, &s)
}

// update gives the tracer the present weights if it is not at work.
func (l *Live) update(step int) {
	if l.behind = !l.Tracer.Update(l.net, step); !l.behind {
		l.Hub.Put(TopicWeights, &Weights{Step: step})
	}
}

// Epoch implements tsslbp.Hook.
func (l *Live) Epoch(_ context.Context, t *tsslbp.Trainer, r *tsslbp.EpochReport) error {
	loss := r.Train.Loss / float64(max(1, r.Train.Samples))
	e := Epoch{
		Epoch: r.Epoch + 1, Seconds: time.Since(l.start).Seconds(), LR: r.LR, TrainLoss: &loss, TrainAccuracy: r.Train.Accuracy(),
		SamplesPerS:  float64(r.Train.Samples) / max(r.Elapsed.Seconds(), 1e-9),
		TrainDensity: l.density(&r.Train),
	}
	if v := r.Test; v != nil {
		e.TestSamples, e.TestAccuracy, e.TestTies, e.TestSilent = v.Samples, v.Accuracy(), v.Ties, v.Silent
		e.TestDensity = l.density(&v.Stats)
		l.Hub.Put(TopicEvaluation, &Evaluation{
			Epoch: r.Epoch + 1, Samples: v.Samples, Correct: v.Correct, Ties: v.Ties, Silent: v.Silent, Confusion: v.Confusion, Set: -1,
		})
		l.status.TestAccuracy = Float(v.Accuracy())
		if l.status.BestEpoch == 0 || l.status.TestAccuracy > l.status.Best {
			l.status.Best, l.status.BestEpoch = l.status.TestAccuracy, r.Epoch+1
		}
	}
	if len(l.epochs) < maxEpochs {
		l.epochs = append(l.epochs, e)
	}
	l.Hub.Put(TopicEpochs, Curves(l.epochs, l.names))
	l.Hub.Put(TopicSteps, l.curve.curves())
	if l.Tracer != nil {
		l.update(t.Optimizer.Steps)
	}
	l.status.Phase = Stepping
	l.publish()
	return nil
}

func (l *Live) density(s *tsslbp.Stats) map[string]float64 {
	d := map[string]float64{}
	for i, name := range l.names {
		d[name] = float64(s.Spikes[i]) / (float64(max(1, s.Samples)) * l.curve.sizes[i])
	}
	return d
}

// End implements tsslbp.Hook: it publishes how training ended.
func (l *Live) End(_ *tsslbp.Trainer, err error) error {
	l.stop()
	l.done.Wait()
	switch {
	case err == nil:
		l.status.Phase, l.status.SecondsLeft = Finished, 0
	case errors.Is(err, context.Canceled):
		l.status.Phase = Interrupted
	default:
		l.status.Phase, l.status.Message = Failed, err.Error()
	}
	l.Hub.Put(TopicSteps, l.curve.curves())
	l.publish()
	return nil
}
