package bench

import (
	"context"
	"fmt"
	"math"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// Sweep compares the event-driven with the dense form of one part of a layer
// over firing densities.
type Sweep struct {
	Kernel  string  `json:"kernel"` // back end
	Case    string  `json:"case"`
	Threads int     `json:"threads"`
	Points  []Point `json:"points"`
	// BreakEven is the density at which both forms take the same time,
	// interpolated; 0 if events never win in the range, 1 if they always do.
	BreakEven float64 `json:"break_even"`
}

// Point is one density of a sweep. Times are those of one sample step.
type Point struct {
	Density float64 `json:"density"` // spikes per input and step
	Events  Timing  `json:"events"`
	Dense   Timing  `json:"dense"`
	Speedup float64 `json:"speedup"` // of events over dense, from the best times
	// The fractions of the machine's peak count the dense form's operations for
	// both, so that of events may be above 1. In a Calibration, which measures no
	// peak, they are 10⁹ operations a second.
	EventsFraction float64 `json:"events_fraction"`
	DenseFraction  float64 `json:"dense_fraction"`
}

// sweepCase is one part of a layer.
type sweepCase struct {
	name    string
	layer   snn.Layer
	in      spikes.Shape
	outputs int // neurons
	samples int
	part    snn.Part
	// even is the break-even that the case tells of.
	even func(b *snn.BreakEvens) *float64
}

const sweepSteps = 10

func sweepCases(e Effort) []sweepCase {
	var all []sweepCase
	add := func(name string, l snn.Layer, in spikes.Shape, outputs, samples int, part snn.Part, even func(b *snn.BreakEvens) *float64) {
		all = append(all, sweepCase{name + ", " + part.String(), l, in, outputs, samples, part, even})
	}
	thin, wide := spikes.Shape{H: 34, W: 34, C: 2}, spikes.Shape{H: 16, W: 16, C: 12}
	for _, part := range snn.Parts() {
		conv, linear := convEven(part), linearEven(part)
		add("dense layer 784-400", denseLayer(784, 400), spikes.Flat(784), 400, 10, part, linear)
		if part == snn.Current {
			add("dense layer 2304-10", denseLayer(2304, 10), spikes.Flat(2304), 10, 10, part,
				func(b *snn.BreakEvens) *float64 { return &b.Narrow })
		}
		if part != snn.DataGradient {
			add("convolution 2-12 5x5", convLayer(2, 12, 1), thin, 32*32*12, 1, part, conv)
		}
		add("convolution 12-64 5x5", convLayer(12, 64, 0), wide, 12*12*64, 1, part, conv)
	}
	if e.LargestProduct > 0 {
		return all[2:3]
	}
	return all
}

func convEven(p snn.Part) func(b *snn.BreakEvens) *float64 {
	return func(b *snn.BreakEvens) *float64 {
		return []*float64{&b.Conv, &b.ConvGradient, &b.DataGradient}[p]
	}
}

func linearEven(p snn.Part) func(b *snn.BreakEvens) *float64 {
	return func(b *snn.BreakEvens) *float64 {
		return []*float64{&b.Linear, &b.Linear, &b.DataGradient}[p]
	}
}

func denseLayer(in, out int) snn.Layer {
	l := snn.DefaultLayer("dense", snn.TypeLinear)
	l.Inputs, l.Outputs = in, out
	return l
}

func convLayer(in, out, padding int) snn.Layer {
	l := snn.DefaultLayer("conv", snn.TypeConv)
	l.InChannels, l.OutChannels, l.Kernel, l.Padding = in, out, [2]int{5, 5}, [2]int{padding, padding}
	return l
}

// network is a network of that layer alone.
func (c *sweepCase) network(k *kernel.Set) (*snn.Network, error) {
	cfg := snn.DefaultConfig()
	cfg.Source = c.name
	cfg.Network.Steps = sweepSteps
	cfg.Layers = []snn.Layer{c.layer}
	cfg.Network.Classes = c.outputs
	net, err := snn.New(cfg, c.in, k)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	net.Init(1)
	net.InputGrad = c.part == snn.DataGradient
	net.Prepare(net.InputGrad)
	return net, nil
}

func (c *sweepCase) measure(ctx context.Context, e Effort, k *kernel.Set, threads int) (*Sweep, error) {
	net, err := c.network(k)
	if err != nil {
		return nil, err
	}
	s := &Sweep{Kernel: k.Name, Case: c.name, Threads: threads}
	steps := float64(c.samples * sweepSteps)
	flops := 2 * float64(net.Stages[0].Conn.MACs()) * float64(threads) / 1e9
	for _, d := range densities {
		p := Point{Density: d}
		for _, form := range []struct {
			mode     snn.Mode
			timing   *Timing
			fraction *float64
		}{{snn.ForceEvents, &p.Events, &p.EventsFraction}, {snn.ForceDense, &p.Dense, &p.DenseFraction}} {
			calls := make([]func(), threads)
			for i := range calls {
				if calls[i], err = c.prepare(net, form.mode, d); err != nil {
					return nil, err
				}
			}
			t, err := e.time(ctx, threads, func(w int) { calls[w]() })
			if err != nil {
				return nil, err
			}
			*form.timing = Timing{Best: t.Best / steps, Median: t.Median / steps, Worst: t.Worst / steps}
			*form.fraction = flops / form.timing.Best
		}
		p.Speedup = p.Dense.Best / p.Events.Best
		s.Points = append(s.Points, p)
	}
	s.BreakEven = breakEven(s.Points)
	return s, nil
}

// compare turns rates into fractions of the peak.
func (p *Point) compare(peak float64) {
	p.EventsFraction /= peak
	p.DenseFraction /= peak
}

// prepare makes spikes for one thread and returns the call. The lists of
// spikes are made beforehand: both forms start from them.
func (c *sweepCase) prepare(net *snn.Network, mode snn.Mode, density float64) (func(), error) {
	act := net.NewActivity(c.samples, false, mode)
	batch := make(spikes.Batch, c.samples)
	rng := newRand()
	for b := range batch {
		batch[b].Kind = spikes.Events
		fillEvents(&batch[b], c.in, sweepSteps, density, rng)
	}
	if err := act.Forward(batch, snn.Pass{}); err != nil {
		return nil, fmt.Errorf("bench: %s: %w", c.name, err)
	}
	conn := net.Stages[0].Conn
	in := make([]snn.Input, c.samples)
	for b := range in {
		in[b] = *act.Input(0, b)
	}
	if c.part == snn.Current {
		return func() { conn.Currents(act.Scratch(0), in, nowhere{}) }, nil
	}
	lay := conn.Deltas()
	length := sweepSteps * lay.Plane
	r := normal(rng, c.samples*length+conn.Out().Pitch())
	if c.part == snn.DataGradient {
		cells := sweepSteps * conn.In().Neurons()
		q := make([]float32, c.samples*cells+64)
		return func() {
			if mode == snn.ForceDense {
				conn.DataGrad(act.Scratch(0), q, r, c.samples*sweepSteps)
				return
			}
			for b := range in {
				conn.DataGradAt(act.Scratch(0), q[b*cells:], r[b*length:], &in[b])
			}
		}, nil
	}
	dw := make([]float32, conn.GradLen())
	if w, ok := conn.(snn.RangeConnection); ok && w.Wide() {
		s := w.NewRangeScratch(net.Kernel(), mode, net.BreakEvens, c.samples, sweepSteps)
		return func() {
			for lo := 0; lo < conn.In().Neurons(); lo += w.RangeStep() {
				w.WeightGradRange(s, dw, in, r, lo, min(lo+w.RangeStep(), conn.In().Neurons()))
			}
		}, nil
	}
	return func() { conn.WeightGrad(act.Scratch(0), dw, in, r) }, nil
}

// nowhere is a sink that keeps no current.
type nowhere struct{}

var _ snn.CurrentSink = nowhere{}

func (nowhere) Current(int, int, []float32, int) {}

// breakEven interpolates where the speedup passes 1, straight between the
// logarithms.
func breakEven(p []Point) float64 {
	if len(p) == 0 || p[0].Speedup < 1 {
		return 0
	}
	for i := 1; i < len(p); i++ {
		if p[i].Speedup >= 1 {
			continue
		}
		a, b := math.Log(p[i-1].Speedup), math.Log(p[i].Speedup)
		x, y := math.Log(p[i-1].Density), math.Log(p[i].Density)
		return math.Exp(x + (y-x)*a/(a-b))
	}
	return 1
}
