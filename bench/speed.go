package bench

import (
	"cmp"
	"context"
	"fmt"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// Defaults are the networks that Speed is for: the published ones that fit a
// short benchmark.
func Defaults() []string {
	return []string{"nmnist_cnn.yaml", "mnist_cnn.yaml", "fashion_400_400.yaml", "fashion_cnn.yaml"}
}

// Random input drives a fresh network less than its own data does a trained
// one. With these factors on the initial weights the layers of the default
// networks fire at 5 to 25 % of the steps, as trained ones do.
const (
	imageGain = 1.7
	eventGain = 5
)

// SpeedReport is the speed of training and inference beside the machine's peak.
type SpeedReport struct {
	Machine  Machine       `json:"machine"`
	Peak     Peak          `json:"peak"`
	Networks []SpeedResult `json:"networks"`
}

// SpeedResult is the speed of one network.
type SpeedResult struct {
	Network      string  `json:"network"`
	Kernel       string  `json:"kernel"`
	Threads      int     `json:"threads"`
	Batch        int     `json:"batch"`
	Steps        int     `json:"steps"` // time steps of a sample
	WarmUp       string  `json:"warm_up"`
	Mode         string  `json:"mode"`
	Gain         float64 `json:"gain"`                    // factor on the weights
	Input        string  `json:"input"`                   // where samples and weights are from
	InputDensity float64 `json:"input_density,omitempty"` // spikes per input and step; images have none
	// Skipped is the share of the batch that goes no way back, for no output is in error:
	// GFLOPS of Train count it as if it did.
	Skipped float64      `json:"skipped,omitempty"`
	Train   Rate         `json:"train"`
	Infer   Rate         `json:"infer"`
	Layers  []LayerSpeed `json:"layers"`
	Memory  Memory       `json:"memory"`
}

// LayerSpeed is what a layer does.
type LayerSpeed struct {
	Name    string  `json:"name"`
	Neurons int     `json:"neurons"`
	MACs    int64   `json:"macs"`    // of a dense time step
	Density float64 `json:"density"` // spikes per neuron and step
	// Input is the spikes per input cell and step, pooled cells counting every
	// spike of their window; nil for images.
	Input *float64 `json:"input,omitempty"`
	// Events is the share of steps in which the training step's parts took the
	// event-driven form; a part that is not computed is left out.
	Events map[string]float64 `json:"events"`
}

// SpeedOptions say how Speed measures.
type SpeedOptions struct {
	Effort Effort
	Kernel *kernel.Set // back end, one of lif.Backends, not nil
	// Progress is told what is measured next; it may be nil.
	Progress func(what string)
}

// Speed times training steps and inference of every network, all on the same
// number of threads. An error of ctx ends it early.
func Speed(ctx context.Context, specs []Spec, o SpeedOptions) (*SpeedReport, error) {
	progress := o.Progress
	if progress == nil {
		progress = func(string) {}
	}
	r := &SpeedReport{Machine: ThisMachine()}
	if len(specs) == 0 {
		return r, nil
	}
	for i := range specs { // what does not fit is found before anything is measured
		if err := specs[i].check(o.Kernel); err != nil {
			return nil, err
		}
	}
	progress("the machine's limits")
	var err error
	if r.Peak, err = MeasurePeak(ctx, o.Effort, max(1, specs[0].Threads)); err != nil {
		return nil, err
	}
	for _, s := range specs {
		res, err := speedOf(ctx, s, o, progress)
		if err != nil {
			return nil, err
		}
		r.Networks = append(r.Networks, *res)
		// Again, for the best of several moments.
		if err := r.Peak.measureArithmetic(ctx, o.Effort); err != nil {
			return nil, err
		}
	}
	for i := range r.Networks {
		n := &r.Networks[i]
		n.Train.Fraction, n.Infer.Fraction = n.Train.GFLOPS/r.Peak.GFLOPS, n.Infer.GFLOPS/r.Peak.GFLOPS
	}
	return r, nil
}

func speedOf(ctx context.Context, s Spec, o SpeedOptions, progress func(string)) (*SpeedResult, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	_, kind := s.input(&cfg.Network)
	if s.Gain == 0 && s.Weights != nil {
		s.Gain = 1
	}
	if s.Gain == 0 {
		s.Gain = imageGain
		if kind == spikes.Events {
			s.Gain = eventGain
		}
	}
	restarted := restartResident()
	w, err := New(s, o.Kernel)
	if err != nil {
		return nil, err
	}
	defer w.Engine.Close()
	c := &w.Net.Config.Network
	r := &SpeedResult{
		Network: w.Net.Config.Source, Kernel: o.Kernel.Name, Threads: max(1, s.Threads), Batch: c.BatchSize,
		Steps: c.Steps, WarmUp: c.WarmUp, Mode: ModeName(s.Mode), Gain: s.Gain,
		Input: cmp.Or(s.Input, "random input, initial weights"),
	}
	if kind == spikes.Events {
		r.InputDensity = w.inputDensity()
	}
	train, infer := w.Operations()
	progress(fmt.Sprintf("training %s", r.Network))
	sum, err := r.Train.measure(ctx, o.Effort, w.Train, len(w.Batch), train)
	if err != nil {
		return nil, err
	}
	r.Skipped = float64(sum.Skipped) / float64(max(1, sum.Samples))
	forms := w.Engine.TrainForms()
	progress(fmt.Sprintf("inference of %s", r.Network))
	w.Net.Prepare(false)
	if _, err = r.Infer.measure(ctx, o.Effort, w.Infer, len(w.Batch), infer); err != nil {
		return nil, err
	}
	for i, d := range w.Density(sum) {
		st := w.Net.Stages[i]
		l := LayerSpeed{
			Name: st.Name, Neurons: st.Out.Neurons(), MACs: st.Conn.MACs(), Density: d,
			Events: map[string]float64{},
		}
		if forms[i].Slots > 0 {
			in := forms[i].Density()
			l.Input = &in
		}
		for _, p := range snn.Parts() {
			if share, ok := forms[i].EventShare(p); ok {
				l.Events[p.String()] = share
			}
		}
		r.Layers = append(r.Layers, l)
	}
	r.Memory = memoryOf(w, restarted)
	return r, nil
}
