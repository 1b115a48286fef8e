package bench

import (
	"context"
	"fmt"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// Growth is how the time of a training step grows with firing density and with
// the number of time steps.
type Growth struct {
	Machine Machine `json:"machine"`
	Peak    Peak    `json:"peak"`
	Network string  `json:"network"`
	Kernel  string  `json:"kernel"`
	Threads int     `json:"threads"`
	Batch   int     `json:"batch"`
	Density []Curve `json:"density"`
	Steps   []Curve `json:"steps"`
}

// Curve is the time of a training step in one way of computing it.
type Curve struct {
	Name   string        `json:"name"`
	Points []GrowthPoint `json:"points"`
}

// GrowthPoint is one measurement.
type GrowthPoint struct {
	Steps        int     `json:"steps"`
	InputDensity float64 `json:"input_density"` // spikes per input and step
	// Activity is the share of a dense step's synaptic operations whose input
	// is a spike: the densities of the layers' inputs, weighted by their
	// operations.
	Activity float64 `json:"activity"`
	// Of a sample.
	Milliseconds      float64 `json:"ms_per_sample"` // median
	BestMilliseconds  float64 `json:"best_ms_per_sample"`
	WorstMilliseconds float64 `json:"worst_ms_per_sample"`
}

// growthWays are the curves: the rule with its surrogate and without, events
// and dense forms.
var growthWays = []struct {
	name, warmUp string
	mode         snn.Mode
}{
	{"no warm-up, events", "none", snn.ForceEvents},
	{"no warm-up, chosen", "none", snn.Auto},
	{"released rule, chosen", "per-neuron", snn.Auto},
	{"released rule, dense", "per-neuron", snn.ForceDense},
}

// What Grow varies, and keeps where it varies the other.
var (
	growthDensities = []float64{0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08}
	growthSteps     = []int{5, 10, 20, 40, 60, 80, 100}
)

const (
	growthDensity = 0.03
	growthBatch   = 10
)

// Grow measures a network that takes events. An error of ctx ends it early.
func Grow(ctx context.Context, s Spec, o SpeedOptions) (*Growth, error) {
	progress := o.Progress
	if progress == nil {
		progress = func(string) {}
	}
	if s.Batch == 0 {
		s.Batch = growthBatch
	}
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	if _, kind := s.input(&cfg.Network); kind != spikes.Events {
		return nil, fmt.Errorf("bench: %s takes images: growth with density needs a network that takes events", cfg.Source)
	}
	g := &Growth{Machine: ThisMachine(), Network: cfg.Source, Kernel: o.Kernel.Name, Threads: max(1, s.Threads), Batch: s.Batch}
	progress("the machine's limits")
	if g.Peak, err = MeasurePeak(ctx, o.Effort, g.Threads); err != nil {
		return nil, err
	}
	// The ways take turns, so that a slow moment of the machine meets them all.
	for _, way := range growthWays {
		g.Density, g.Steps = append(g.Density, Curve{Name: way.name}), append(g.Steps, Curve{Name: way.name})
	}
	turns := func(s Spec, curves []Curve, what string) error {
		for i, way := range growthWays {
			progress(what + ", " + way.name)
			s.WarmUp, s.Mode = way.warmUp, way.mode
			p, err := grown(ctx, s, o.Effort, o.Kernel)
			if err != nil {
				return err
			}
			curves[i].Points = append(curves[i].Points, p)
		}
		return nil
	}
	for _, d := range growthDensities {
		s.Density = d
		if err := turns(s, g.Density, fmt.Sprintf("input density %g %%", 100*d)); err != nil {
			return nil, err
		}
	}
	s.Density = growthDensity
	for _, t := range growthSteps {
		s.Steps = t
		if err := turns(s, g.Steps, fmt.Sprintf("%d steps", t)); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func grown(ctx context.Context, s Spec, e Effort, k *kernel.Set) (GrowthPoint, error) {
	if s.Gain == 0 {
		s.Gain = eventGain
	}
	w, err := New(s, k)
	if err != nil {
		return GrowthPoint{}, err
	}
	defer w.Engine.Close()
	var r Rate
	if _, err := r.measure(ctx, e, w.Train, len(w.Batch), 0); err != nil {
		return GrowthPoint{}, err
	}
	p := GrowthPoint{
		Steps: w.Net.Steps, InputDensity: w.inputDensity(),
		Milliseconds: r.Milliseconds, BestMilliseconds: r.BestMilliseconds,
		WorstMilliseconds: 1e3 * r.Step.Worst / float64(len(w.Batch)),
	}
	var all, hit float64
	for i, f := range w.Engine.TrainForms() {
		macs := float64(w.Net.Stages[i].Conn.MACs())
		all += macs
		hit += macs * f.Density()
	}
	p.Activity = hit / all
	return p, nil
}
