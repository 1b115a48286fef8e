package bench

import (
	"fmt"
	"math/rand/v2"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// Workload is a network with an engine and a batch of input: given samples,
// random images, or random spikes of a given density.
type Workload struct {
	Net     *snn.Network
	Engine  *tsslbp.Engine
	Opt     *tsslbp.AdamW
	Batch   spikes.Batch
	options tsslbp.Options
	steps   uint64
	out     []tsslbp.Decision
}

// Spec says what a workload is made of.
type Spec struct {
	Network string      // a shipped network file
	Config  *snn.Config // or a network
	Density float64     // of random input, spikes per input and step; images ignore it
	// Samples take the place of random input, and Weights, stage by stage, of
	// initial ones. What they are from is Input, for the report. Values of another shape than the
	// data set's need the network's Config.Network.Input.
	Samples spikes.Batch
	Weights []*snn.Tensor
	Input   string
	Threads int
	Batch   int    // samples a step, 0 for the file's
	Steps   int    // time steps, 0 for the file's
	WarmUp  string // empty for the file's
	// Gain is a factor on the weights: more gain, more firing. 0 stands for 1; in Speed,
	// for random weights, and in Grow for one at which they fire as trained ones do.
	Gain float64
	Mode snn.Mode
}

// config returns the network's configuration with the spec's changes.
func (s *Spec) config() (snn.Config, error) {
	var cfg snn.Config
	if s.Config != nil {
		cfg = *s.Config
	} else {
		text, err := networks.Read(s.Network)
		if err != nil {
			return cfg, fmt.Errorf("bench: %w", err)
		}
		if cfg, err = snn.ParseConfig(s.Network, text); err != nil {
			return cfg, err
		}
	}
	c := &cfg.Network
	if s.Batch > 0 {
		c.BatchSize = s.Batch
	}
	if s.Samples != nil {
		c.BatchSize = len(s.Samples)
	}
	if s.Steps > 0 {
		c.Steps = s.Steps
	}
	if s.WarmUp != "" {
		c.WarmUp = s.WarmUp
	}
	return cfg, nil
}

// New builds a workload. Close must be called on its Engine.
func New(s Spec, k *kernel.Set) (*Workload, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	c := &cfg.Network
	shape, kind := s.input(c)
	net, err := snn.New(cfg, shape, k)
	if err != nil {
		return nil, err
	}
	net.Init(c.Seed)
	if s.Weights != nil {
		if err := s.fit(net); err != nil {
			return nil, err
		}
	}
	for i, w := range s.Weights {
		copy(net.Weights()[i].Data, w.Data)
	}
	if s.Gain > 0 {
		for _, w := range net.Weights() {
			for i := range w.Data {
				w.Data[i] *= float32(s.Gain)
			}
		}
	}
	rule, err := tsslbp.RuleOf(c)
	if err != nil {
		return nil, err
	}
	loss, err := tsslbp.LossOf(c)
	if err != nil {
		return nil, err
	}
	opt := tsslbp.Options{Rule: rule, Loss: loss, Batch: c.BatchSize, Threads: s.Threads, Mode: s.Mode}
	w := &Workload{
		Net:     net,
		Engine:  tsslbp.NewEngine(net, opt),
		Opt:     tsslbp.NewAdamW(net),
		Batch:   make(spikes.Batch, c.BatchSize),
		options: opt,
		out:     make([]tsslbp.Decision, c.BatchSize),
	}
	rng := newRand()
	for b := range w.Batch {
		if s.Samples != nil {
			w.Batch[b] = s.Samples[b]
			continue
		}
		fill(&w.Batch[b], b, kind, shape, c, s.Density, rng)
	}
	net.Prepare(true)
	return w, nil
}

// fit reports weights that are not those of the network.
func (s *Spec) fit(net *snn.Network) error {
	if len(s.Weights) != len(net.Stages) {
		return fmt.Errorf("bench: weights of %d layers: expected the network's %d", len(s.Weights), len(net.Stages))
	}
	for i, w := range net.Weights() {
		if len(s.Weights[i].Data) != len(w.Data) {
			return fmt.Errorf("bench: layer %s: %d weights: expected %d", net.Stages[i].Name, len(s.Weights[i].Data), len(w.Data))
		}
	}
	return nil
}

// check reports a network that can't be made.
func (s *Spec) check(k *kernel.Set) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	shape, _ := s.input(&cfg.Network)
	_, err = snn.New(cfg, shape, k)
	return err
}

// input returns the shape and kind of the samples.
func (s *Spec) input(c *snn.Settings) (spikes.Shape, spikes.Kind) {
	shape, kind := inputOf(c)
	if len(s.Samples) > 0 {
		kind = s.Samples[0].Kind
		if tr := s.Samples[0].Train; kind == spikes.Events && tr.Shape.Valid() {
			shape = tr.Shape
		}
	}
	return shape, kind
}

// inputOf returns the shape and kind of the samples of the network's data set,
// or spikes of the shape that the file gives.
func inputOf(c *snn.Settings) (spikes.Shape, spikes.Kind) {
	shape, kind := spikes.Shape{H: 28, W: 28, C: 1}, spikes.Image
	switch snn.DatasetKey(c.Dataset) {
	case "cifar10":
		shape = spikes.Shape{H: 32, W: 32, C: 3}
	case "mnist", "fashionmnist":
	default:
		shape, kind = spikes.Shape{H: 34, W: 34, C: 2}, spikes.Events
	}
	if in := c.Input; len(in) == 3 {
		shape = spikes.Shape{H: in[1], W: in[2], C: in[0]}
	}
	return shape, kind
}

func fill(s *spikes.Sample, i int, kind spikes.Kind, shape spikes.Shape, c *snn.Settings, density float64, rng *rand.Rand) {
	s.Kind, s.Index, s.Label = kind, i, i%c.Classes
	if kind == spikes.Image {
		s.Values = make([]float32, shape.Neurons())
		for j := range s.Values {
			s.Values[j] = float32(rng.NormFloat64())
		}
		return
	}
	fillEvents(s, shape, c.Steps, density, rng)
}

// fillEvents makes random spikes of the given density.
func fillEvents(s *spikes.Sample, shape spikes.Shape, steps int, density float64, rng *rand.Rand) {
	s.Train.Resize(shape, steps)
	for n := int(density*float64(steps*shape.Neurons()) + 0.5); n > 0; {
		t, y, x, ch := rng.IntN(steps), rng.IntN(shape.H), rng.IntN(shape.W), rng.IntN(shape.C)
		if !s.Train.Get(t, y, x, ch) {
			s.Train.Set(t, y, x, ch)
			n--
		}
	}
}

// Train takes one training step: forward, loss, backward, clipping, AdamW,
// weight clamp. The learning rate is zero, so that firing stays as it is while
// everything is computed.
func (w *Workload) Train() (tsslbp.Stats, error) {
	w.steps++
	sum, err := w.Engine.Backward(w.Batch, w.steps, nil)
	if err != nil {
		return sum, err
	}
	_, err = w.Opt.Step(w.Engine, int(w.steps), 0)
	return sum, err
}

// inputDensity returns the spikes per input and step of the batch.
func (w *Workload) inputDensity() float64 {
	sum := 0.0
	for i := range w.Batch {
		sum += w.Batch[i].Train.Density()
	}
	return sum / float64(len(w.Batch))
}

// Infer runs the batch forward only. Net.Prepare(false) must come first, and
// Net.Prepare(true) before the next Train.
func (w *Workload) Infer() (tsslbp.Stats, error) {
	return w.Engine.Infer(w.Batch, w.out)
}

// Density returns the spikes per neuron and step of every layer in sum.
func (w *Workload) Density(sum tsslbp.Stats) []float64 {
	d := make([]float64, len(sum.Spikes))
	for i, s := range w.Net.Stages {
		d[i] = float64(sum.Spikes[i]) / (float64(sum.Samples) * float64(w.Net.Steps) * float64(s.Out.Neurons()))
	}
	return d
}
