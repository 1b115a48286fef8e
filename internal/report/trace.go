package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/spikes"
)

// Raster draws the spikes of a sample in every layer, or in one; class names classes.
func Raster(t *inspect.Trace, layer string, class func(label int) string) (figure.Raster, error) {
	f := figure.Raster{
		Title: "Spikes of " + verdict(t, class), Steps: t.Steps,
		Note: "a line is a neuron, or a few neighbours, the stronger the more of them fire",
	}
	if t.Kind == spikes.Events && (layer == "" || layer == "input") {
		f.Panels = append(f.Panels, Panel("input", &t.Input))
	}
	for i := range t.Layers {
		if l := &t.Layers[i]; layer == "" || layer == l.Name {
			f.Panels = append(f.Panels, Panel(l.Name, &l.Spikes))
		}
	}
	if len(f.Panels) == 0 {
		return f, noLayer(t, layer)
	}
	return f, nil
}

// Membranes draws the membrane potentials of the n neurons of a layer that fire
// most in a sample, and the threshold.
func Membranes(t *inspect.Trace, layer string, n int, class func(label int) string) (figure.Lines, error) {
	f := figure.Lines{
		Title: "Membrane potentials in " + layer + ", " + verdict(t, class), Note: "before the reset; the neurons of the layer that fire most in this sample",
		X: figure.Axis{Label: "time step"}, Y: figure.Axis{Label: "membrane potential"},
	}
	for i := range t.Layers {
		l := &t.Layers[i]
		if l.Name != layer {
			continue
		}
		counts := l.Counts()
		order := make([]int, len(counts))
		for k := range order {
			order[k] = k
		}
		slices.SortStableFunc(order, func(a, b int) int { return counts[b] - counts[a] })
		for _, k := range order[:min(n, len(order))] {
			s := figure.Series{Name: fmt.Sprintf("neuron %d", k)}
			for step := range t.Steps {
				s.X, s.Y = append(s.X, float64(step+1)), append(s.Y, float64(l.Potential[step*len(counts)+k]))
			}
			f.Series = append(f.Series, s)
		}
		f.Series = append(f.Series, figure.Series{
			Name: "threshold", Dashed: true, X: []float64{1, float64(max(2, t.Steps))}, Y: []float64{l.Threshold, l.Threshold},
		})
		return f, nil
	}
	return f, noLayer(t, layer)
}

func noLayer(t *inspect.Trace, layer string) error {
	var names []string
	for i := range t.Layers {
		names = append(names, t.Layers[i].Name)
	}
	return fmt.Errorf("layer %q: expected one of %s", layer, strings.Join(names, ", "))
}

// verdict names a sample, what it is and what the network took it for.
func verdict(t *inspect.Trace, class func(label int) string) string {
	return fmt.Sprintf("sample %d, class %s, decided as %s", t.Index, class(t.Label), class(t.Decision.Class))
}

// Panel is the part of a raster that shows the spikes of a population.
func Panel(name string, tr *spikes.Train) figure.Panel {
	p := figure.Panel{Name: name, Neurons: tr.Shape.Neurons()}
	row, c := tr.Shape.Row(), tr.Shape.C
	for t := range tr.T {
		for i := range p.Neurons {
			if tr.Get(t, i/row, i%row/c, i%c) {
				p.Spikes = append(p.Spikes, figure.Spike{Step: t, Neuron: i})
			}
		}
	}
	return p
}

// Slices draws a recording of a class as pictures of n stretches of time.
func Slices(s *spikes.Sample, n int, class string) figure.Pictures {
	f := figure.Pictures{
		Title: fmt.Sprintf("Sample %d, class %s", s.Index, class),
		Note:  "events in each stretch of time steps; on blue, off orange",
	}
	if s.Train.Shape.C != 2 {
		f.Note = "events in each stretch of time steps"
	}
	steps := s.Train.T
	n = min(n, steps)
	for i := range n {
		from, to := i*steps/n, (i+1)*steps/n
		caption := fmt.Sprintf("%d–%d", from+1, to)
		if to == from+1 {
			caption = fmt.Sprint(to)
		}
		f.Pictures = append(f.Pictures, figure.Picture{Caption: caption, Image: EventPicture(&s.Train, from, to)})
	}
	return f
}
