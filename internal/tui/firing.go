package tui

import (
	"fmt"
)

// firingScales are the full lengths of the bars.
var firingScales = []float64{0.05, 0.1, 0.25, 0.5, 1}

// firingBlock shows how densely every layer fires: a bar, the share of neurons
// that fire in a step, and its course.
func firingBlock(s *Snapshot, t Theme, w, h int) []string {
	most, name := 0.0, 0
	for _, l := range s.Layers {
		most = max(most, l.Density)
		name = max(name, width(clean(l.Name)))
	}
	top := firingScales[len(firingScales)-1]
	for _, f := range firingScales {
		if most <= f {
			top = f
			break
		}
	}
	lines := []string{t.paint(strong, "firing") + t.paint(faint, fmt.Sprintf(" · spikes a neuron and step, bars to %s", percent(top, 0)))}
	if w < 44 {
		lines[0] = t.paint(strong, "firing") + t.paint(faint, fmt.Sprintf(" · bars to %s", percent(top, 0)))
	}
	name = min(name, max(4, w/4))
	room := max(0, w-name-10) // beside the name and the number
	bars := room / 2
	curve := min(room-bars-1, 40)
	bars = room - curve - 1
	for i, l := range s.Layers {
		if len(lines) == h-1 && i < len(s.Layers)-1 {
			lines = append(lines, t.paint(faint, fmt.Sprintf("and %d more layers", len(s.Layers)-i)))
			break
		}
		full, empty := bar(l.Density/top, bars, '·')
		lines = append(lines, pad(clean(l.Name), name)+" "+t.paint(firing, full)+t.paint(faint, empty)+
			fmt.Sprintf(" %7s ", percent(l.Density, 2))+t.paint(firing, spark(l.Curve, highest(l.Curve), max(0, curve))))
	}
	return block(lines, w, h)
}

// highest returns the largest value: every layer's course has its own scale.
func highest(v []float32) float64 {
	_, hi := span(v)
	return hi
}
