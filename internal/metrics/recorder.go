package metrics

import (
	"context"
	"slices"
	"time"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// Recorder is a hook that writes a record every few steps and after every
// epoch. It must stand behind the Evaluator whose results it writes.
type Recorder struct {
	tsslbp.NoHook
	W *Writer
	// Every is the steps of a window, 0 for a hundredth of an epoch. The last
	// window of an epoch may be shorter.
	Every int

	net    *snn.Network
	memory memory
	since  time.Time // this session began
	before float64   // seconds of earlier ones
	rec    Step
}

// memory is what must outlive an interruption within a window or an epoch.
type memory struct {
	Window window
	Norm   float64 // sum over the epoch's steps
	Steps  int     // of the epoch
	// Seconds since the run began, pauses left out.
	Seconds float64
}

// window sums up steps.
type window struct {
	Samples, Correct, Steps int
	Loss, Norm              float64
	Spikes                  []int64
	Times                   tsslbp.Times
	Elapsed                 time.Duration // of the epoch, when the window began
}

var _ tsslbp.Keeper = (*Recorder)(nil)

// Memory implements tsslbp.Keeper.
func (r *Recorder) Memory() (string, any) { return "recorder", &r.memory }

// Begin implements tsslbp.Hook.
func (r *Recorder) Begin(t *tsslbp.Trainer) error {
	r.net, r.since, r.before = t.Engine.Network(), time.Now(), r.memory.Seconds
	if m := &r.memory; len(m.Window.Spikes) != len(r.net.Stages) {
		m.Window.Spikes = make([]int64, len(r.net.Stages))
	}
	r.rec.Density = Silence(r.net)
	return nil
}

// Seconds returns the time since the run began, pauses left out.
func (r *Recorder) Seconds() float64 {
	r.memory.Seconds = r.before + time.Since(r.since).Seconds()
	return r.memory.Seconds
}

// Batch implements tsslbp.Hook.
func (r *Recorder) Batch(_ *tsslbp.Trainer, p *tsslbp.Progress) error {
	m := &r.memory
	m.Norm += p.Norm
	m.Steps++
	w := &m.Window
	w.Samples += p.Sum.Samples
	w.Correct += p.Sum.Correct
	w.Loss += p.Sum.Loss
	w.Norm += p.Norm
	w.Steps++
	w.Times.Add(p.Times)
	for i, n := range p.Sum.Spikes {
		w.Spikes[i] += n
	}
	seconds := r.Seconds()
	if !WindowEnds(p, r.Every) {
		return nil
	}
	s := &r.rec
	s.Epoch, s.Step, s.Batch, s.Batches, s.Samples = p.Epoch+1, p.Step, p.Batch+1, p.Batches, w.Samples
	n := float64(max(1, w.Samples))
	s.Loss, s.Accuracy = w.Loss/n, float64(w.Correct)/n
	s.LR, s.GradNorm = p.LR, w.Norm/float64(w.Steps)
	fillDensities(s.Density, r.net, w.Spikes, w.Samples)
	s.Seconds, s.SamplesPerS, s.Time = seconds, rate(w.Samples, p.Elapsed-w.Elapsed), timeOf(w.Times, 0)
	spikes := w.Spikes
	clear(spikes)
	*w = window{Spikes: spikes, Elapsed: p.Elapsed}
	return r.W.Step(s)
}

// WindowEnds reports whether a window of every steps ends with this one; 0 stands for a
// hundredth of an epoch, whose end ends one too.
func WindowEnds(p *tsslbp.Progress, every int) bool {
	if every <= 0 {
		every = max(1, p.Batches/100)
	}
	return (p.Batch+1)%every == 0 || p.Batch+1 == p.Batches
}

// Epoch implements tsslbp.Hook.
func (r *Recorder) Epoch(_ context.Context, t *tsslbp.Trainer, e *tsslbp.EpochReport) error {
	m := &r.memory
	rec := &Epoch{
		Epoch: e.Epoch + 1, Step: t.Steps, LR: e.LR,
		TrainLoss: e.Train.Loss / float64(max(1, e.Train.Samples)), TrainAccuracy: e.Train.Accuracy(),
		TrainTies: e.Train.Ties, TrainSilent: e.Train.Silent,
		TrainDensity: DensitiesOf(r.net, &e.Train), TrainGradNorm: m.Norm / float64(max(1, m.Steps)),
		Seconds: r.Seconds(), TrainSamplesPerS: rate(e.Train.Samples, e.Elapsed), Time: timeOf(e.Times, e.TestElapsed),
	}
	if e.Test != nil {
		res := ResultOf(r.net, e.Test)
		if e.Set == tsslbp.ValidationSet {
			rec.Validation = res
		} else {
			rec.Test = res
		}
	}
	m.Norm, m.Steps = 0, 0
	m.Window.Elapsed = 0
	return r.W.Epoch(rec)
}

// maxConfusion is the most classes of which a record has the confusion matrix:
// two of them fit into the longest line that is read.
const maxConfusion = 500

// ResultOf returns an evaluation as a record has it.
func ResultOf(net *snn.Network, e *tsslbp.Evaluation) *Result {
	r := &Result{
		Samples: e.Samples, Loss: e.Loss / float64(max(1, e.Samples)), Accuracy: e.Accuracy(),
		Ties: e.Ties, Silent: e.Silent, Density: DensitiesOf(net, &e.Stats),
	}
	if len(e.Confusion) <= maxConfusion {
		r.Confusion = slices.Clone(e.Confusion)
	}
	return r
}

// DensitiesOf returns spikes per neuron and step of every layer of neurons.
func DensitiesOf(net *snn.Network, s *tsslbp.Stats) Densities {
	d := Silence(net)
	fillDensities(d, net, s.Spikes, s.Samples)
	return d
}

// Silence returns zeros for every layer of neurons.
func Silence(net *snn.Network) Densities {
	d := make(Densities, len(net.Stages))
	for i, st := range net.Stages {
		d[i].Layer = st.Name
	}
	return d
}

func fillDensities(d Densities, net *snn.Network, spikes []int64, samples int) {
	for i, st := range net.Stages {
		d[i].Value = 0
		if n := float64(samples) * float64(net.Steps) * float64(st.Out.Neurons()); n > 0 && i < len(spikes) {
			d[i].Value = float64(spikes[i]) / n
		}
	}
}

func rate(samples int, d time.Duration) float64 {
	return float64(samples) / max(d.Seconds(), 1e-9)
}

func timeOf(t tsslbp.Times, evaluate time.Duration) Time {
	return Time{
		Data: t.Data.Seconds(), Forward: t.Forward.Seconds(), Backward: t.Backward.Seconds(),
		Update: t.Update.Seconds(), Evaluate: evaluate.Seconds(),
	}
}
