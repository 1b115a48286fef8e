package main

import (
	"fmt"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/internal/report"
)

// namedFigure is a figure and the stem of its file.
type namedFigure struct {
	name string
	draw interface{ Write(path string) error }
}

func (r *sparsityReport) figures() []namedFigure {
	fs := []namedFigure{
		{"spike_counts", r.countBars()}, {"density", r.densityLines()},
		{"accuracy_steps", r.accuracyLines(false)}, {"accuracy_operations", r.accuracyLines(true)},
	}
	if r.Example != nil {
		fs = append(fs, namedFigure{"raster", r.raster()})
	}
	return fs
}

// note is the small print of every figure.
func (r *sparsityReport) note() string { return r.Model + " on " + r.source() }

// layerFirings returns the layers without the sums.
func (r *sparsityReport) layerFirings() []*bench.Firing {
	var fs []*bench.Firing
	for i := range r.Layers {
		fs = append(fs, &r.Layers[i].Firing)
	}
	return fs
}

func (r *sparsityReport) countBars() figure.Bars {
	b := figure.Bars{
		Title: "Spikes per neuron and sample", Note: r.note(), Digits: 1,
		X: figure.Axis{Label: fmt.Sprintf("spikes in the window of %d steps", r.Steps)},
		Y: figure.Axis{Label: "share of neurons and samples (%)", Min: 0, Max: 100},
	}
	for _, bin := range r.All.F {
		b.Categories = append(b.Categories, bin.Spikes)
	}
	for _, f := range append(r.layerFirings(), r.All) {
		s := figure.Series{Name: f.Name}
		for _, bin := range f.F {
			s.Y = append(s.Y, 100*bin.Share)
		}
		b.Series = append(b.Series, s)
	}
	return b
}

func (r *sparsityReport) densityLines() figure.Lines {
	l := figure.Lines{
		Title: "Firing over time", Note: r.note(),
		X: figure.Axis{Label: "time step"}, Y: figure.Axis{Label: "neurons that fire (%)"},
	}
	fs := r.layerFirings()
	if r.Input != nil {
		fs = append(fs, r.Input)
	}
	for _, f := range fs {
		s := figure.Series{Name: f.Name, Dashed: f == r.Input}
		for t, d := range f.DensityPerStep {
			s.X, s.Y = append(s.X, float64(t+1)), append(s.Y, 100*d)
		}
		l.Series = append(l.Series, s)
	}
	return l
}

// accuracyLines draws accuracy against time steps or operations.
func (r *sparsityReport) accuracyLines(operations bool) figure.Lines {
	l := figure.Lines{
		Title: "Accuracy if decided after a step", Note: r.note(),
		X: figure.Axis{Label: "time step"}, Y: figure.Axis{Label: "accuracy (%)", Min: 0, Max: 100},
	}
	if operations {
		l.Title = "Accuracy against synaptic operations"
		l.X.Label = "synaptic operations per sample up to the decision"
		l.Note += fmt.Sprintf("; one dense pass of this network takes %s", short3(r.Operations.Dense/float64(r.Steps)))
	}
	s := figure.Series{}
	const mostBars = 40 // error bars that can be told apart
	for i := range r.Latency {
		t := &r.Latency[i]
		x := float64(t.Step)
		if operations {
			x = t.Operations
		}
		s.X, s.Y = append(s.X, x), append(s.Y, 100*t.Accuracy)
		if len(r.Latency) <= mostBars {
			low, high := accuracyInterval(t.Correct, r.Samples, confidence)
			s.Low, s.High = append(s.Low, 100*low), append(s.High, 100*high)
		}
	}
	if s.Low != nil {
		l.Note += "; bars: 95 % interval"
	}
	l.Series = []figure.Series{s}
	return l
}

func (r *sparsityReport) raster() figure.Raster {
	e := r.Example
	f := figure.Raster{
		Title: fmt.Sprintf("Spikes of sample %d, class %d, decided as %d", e.Index, e.Label, e.Decision),
		Note:  r.note() + "; a line is a neuron, or a few neighbours, the stronger the more of them fire", Steps: r.Steps,
	}
	if e.Input != nil {
		f.Panels = append(f.Panels, report.Panel("input", e.Input))
	}
	for i, tr := range e.Layers {
		f.Panels = append(f.Panels, report.Panel(e.Names[i], tr))
	}
	return f
}
