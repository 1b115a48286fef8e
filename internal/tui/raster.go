package tui

import (
	"fmt"
	"strings"
)

// rowPerNeuron is the most neurons that get a row of text each.
const rowPerNeuron = 16

// rasterRows returns the rows that a raster can use, the title included.
func rasterRows(r *Raster) int {
	if r.Neurons <= rowPerNeuron {
		return 1 + max(r.Shown, 2)
	}
	return 1 + rasterNeurons/4 // whatever fires, so that nothing jumps
}

// rasterBlock shows the spikes of one sample: neurons downwards, time to the
// right.
func rasterBlock(s *Snapshot, t Theme, w, h int) []string {
	r := &s.Raster
	title := t.paint(strong, "raster")
	if len(r.Steps) == 0 {
		return block([]string{title, t.paint(faint, "no sample yet")}, w, h)
	}
	about := fmt.Sprintf(" · %s, class %d", clean(r.Layer), r.Label)
	if r.Shown < r.Neurons {
		about += fmt.Sprintf(", %d of %d that fired", r.Shown, r.Fired)
	}
	about += fmt.Sprintf(", %d steps", len(r.Steps))
	lines := []string{title + t.paint(faint, about)}
	if r.Shown == r.Neurons && r.Shown <= rowPerNeuron && h-1 >= r.Shown {
		lines = append(lines, r.rows(t, w)...)
	} else {
		lines = append(lines, r.dots(w, h-1)...)
	}
	return block(lines, w, h)
}

// perCell returns how many steps share one of w places so that all fit.
func perCell(steps, w int) int { return max(1, (steps+w-1)/max(1, w)) }

// rows draws every neuron as a row of text; two places in a character where
// time would not fit otherwise. A place is marked if any of its steps has a
// spike.
func (r *Raster) rows(t Theme, w int) []string {
	var lines []string
	for j := range r.Shown {
		name := fmt.Sprintf("%2d ", j)
		if r.Output && j == r.Label {
			name = fmt.Sprintf("%2d▸", j)
		}
		places := w - 3
		var b strings.Builder
		if len(r.Steps) <= places {
			for i := range r.Steps {
				b.WriteRune(pick(r.fired(j, i, 1), '┃', '·'))
			}
		} else {
			n := perCell(len(r.Steps), 2*places)
			for i := 0; i < len(r.Steps); i += 2 * n {
				left, right := r.fired(j, i, n), r.fired(j, i+n, n)
				switch {
				case left && right:
					b.WriteRune('█')
				case left:
					b.WriteRune('▌')
				case right:
					b.WriteRune('▐')
				default:
					b.WriteRune('·')
				}
			}
		}
		role := plain
		if r.Output && j == r.Label {
			role = trained
		}
		lines = append(lines, t.paint(role, name+b.String()))
	}
	return lines
}

// dots draws neurons and steps as braille dots.
func (r *Raster) dots(w, h int) []string {
	b := newBraille(w, h)
	across, down := perCell(len(r.Steps), 2*w), perCell(r.Shown, 4*h)
	for i, step := range r.Steps {
		for j := range r.Shown {
			if step>>j&1 != 0 {
				b.set(i/across, j/down)
			}
		}
	}
	var lines []string
	for i := range h {
		lines = append(lines, string(b.row(i)))
	}
	return lines
}

// fired reports whether neuron j fires in steps lo to lo+n.
func (r *Raster) fired(j, lo, n int) bool {
	for i := lo; i < min(lo+n, len(r.Steps)); i++ {
		if r.Steps[i]>>j&1 != 0 {
			return true
		}
	}
	return false
}

func pick(yes bool, a, b rune) rune {
	if yes {
		return a
	}
	return b
}
