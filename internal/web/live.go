package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// Live publishes a training run in a hub. It stores values and never waits for
// a reader.
type Live struct {
	Hub     *Hub
	Tracer  *Tracer          // may be nil
	Sample  datasets.Dataset // whose firing is counted, may be nil
	Earlier *History         // of a run that is continued, may be nil

	net     *snn.Network
	samples int       // of an epoch
	sizes   []float64 // per layer, neurons times time steps
	start   time.Time
	status  Status
	history *History
	point   stepPoint     // of the last step
	behind  bool          // the tracer waits for the weights of the last epoch
	testing time.Duration // of the last evaluation
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
	var names []string
	for _, s := range l.net.Stages {
		names = append(names, s.Name)
		l.sizes = append(l.sizes, float64(l.net.Steps*s.Out.Neurons()))
	}
	if l.history = l.Earlier; l.history == nil {
		l.history = NewHistory(names)
	}
	l.history.Publish(l.Hub, t.Epochs)
	if e := l.history.Evaluation(); e != nil {
		l.Hub.Put(TopicEvaluation, e)
	}
	l.status = *l.history.status(t.Epochs)
	// A run that is continued goes on from the time that it had taken.
	l.start = l.start.Add(-time.Duration(float64(l.status.Seconds) * float64(time.Second)))
	l.status.Phase, l.status.Batches, l.status.Step = Waiting, t.Data.Batches(), t.Steps
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
	l.add(p)
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
	s.SecondsLeft = Float(float64((t.Epochs-p.Epoch)*l.samples-p.Total.Samples)/max(rate, 1e-9) + float64(t.Epochs-p.Epoch)*l.testing.Seconds())
	s.Loss, s.Accuracy, s.LR = Float(p.Total.Loss/float64(n)), Float(p.Total.Accuracy()), Float(p.LR)
	s.Density = make([]Float, len(l.sizes))
	for i, size := range l.sizes {
		s.Density[i] = Float(float64(p.Total.Spikes[i]) / (float64(n) * size))
	}
	l.publish()
	if now.Sub(l.drawn) >= curvesEvery {
		l.drawn = now
		l.Hub.Put(TopicSteps, l.history.steps.curves())
	}
	return nil
}

// add adds a step to the curve.
func (l *Live) add(p *tsslbp.Progress) {
	l.point = stepPoint{
		steps: 1, last: p.Step, epoch: float64(p.Epoch) + float64(p.Batch+1)/float64(max(1, p.Batches)),
		samples: float64(p.Sum.Samples), correct: float64(p.Sum.Correct), loss: p.Sum.Loss, norm: p.Norm, lr: p.LR,
		density: append(l.point.density[:0], l.sizes...),
	}
	for i, size := range l.sizes {
		l.point.density[i] = float64(p.Sum.Spikes[i]) / size
	}
	l.history.steps.add(&l.point)
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
	e := metrics.Epoch{
		Epoch: r.Epoch + 1, Step: t.Steps, Seconds: time.Since(l.start).Seconds(), LR: r.LR,
		TrainLoss: r.Train.Loss / float64(max(1, r.Train.Samples)), TrainAccuracy: r.Train.Accuracy(),
		TrainSamplesPerS: float64(r.Train.Samples) / max(r.Elapsed.Seconds(), 1e-9), TrainDensity: l.densities(&r.Train),
	}
	if v := r.Test; v != nil {
		result := &metrics.Result{Samples: v.Samples, Accuracy: v.Accuracy(), Ties: v.Ties, Silent: v.Silent, Density: l.densities(&v.Stats), Confusion: v.Confusion}
		if e.Test = result; r.Set == tsslbp.ValidationSet {
			e.Test, e.Validation = nil, result
		}
	}
	l.testing = r.TestElapsed
	l.history.addEpoch(&e)
	if r.Test != nil {
		l.Hub.Put(TopicEvaluation, l.history.Evaluation())
		s := l.history.status(t.Epochs)
		l.status.Set, l.status.TestAccuracy, l.status.Best, l.status.BestEpoch = s.Set, s.TestAccuracy, s.Best, s.BestEpoch
	}
	l.Hub.Put(TopicEpochs, curves(l.history.epochs, l.history.layers))
	l.Hub.Put(TopicSteps, l.history.steps.curves())
	if l.Tracer != nil {
		l.update(t.Steps)
	}
	l.status.Phase = Stepping
	l.publish()
	return nil
}

func (l *Live) densities(s *tsslbp.Stats) metrics.Densities {
	var d metrics.Densities
	for i, name := range l.history.layers {
		d = append(d, metrics.Density{Layer: name, Value: float64(s.Spikes[i]) / (float64(max(1, s.Samples)) * l.sizes[i])})
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
	l.Hub.Put(TopicSteps, l.history.steps.curves())
	l.publish()
	return nil
}
