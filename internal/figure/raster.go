package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Raster shows which neurons fire when: one panel a population, on a common
// axis of time.
type Raster struct {
	Title  string
	Note   string // small print at the bottom, empty for none
	Steps  int    // time steps
	Panels []Panel
}

// Panel is one population of a raster.
type Panel struct {
	Name    string
	Neurons int
	Spikes  []Spike
}

// Spike is a spike of neuron 0 … Neurons-1 at time step 0 … Steps-1.
type Spike struct{ Step, Neuron int }

const (
	rasterRows  = 100 // most rows of a panel
	panelHeight = 2.6 * vg.Centimeter
	panelLabel  = 3.1 * vg.Centimeter
	panelGap    = 6
)

// Write draws the raster into a file, .svg or .png. Populations too large for
// a row a neuron show several neighbouring ones in a row, as a shade.
func (r Raster) Write(path string) error {
	if err := r.check(); err != nil {
		return fmt.Errorf("figure %s: %w", path, err)
	}
	h := 2.6*vg.Centimeter + vg.Length(len(r.Panels))*(panelHeight+panelGap)
	return write(path, pageWidth, h, func(c draw.Canvas) {
		c = layPage(c, r.Title, r.Note, nil)
		r.axis(&c)
		h := (c.Max.Y - c.Min.Y) / vg.Length(len(r.Panels))
		for i := range r.Panels {
			top := c.Max.Y - vg.Length(i)*h
			r.Panels[i].draw(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
				Min: vg.Point{X: c.Min.X, Y: top - h + panelGap}, Max: vg.Point{X: c.Max.X, Y: top},
			}}, r.Steps)
		}
	})
}

func (r *Raster) check() error {
	if r.Steps < 1 || len(r.Panels) == 0 {
		return fmt.Errorf("%d steps of %d panels: expected some", r.Steps, len(r.Panels))
	}
	for i := range r.Panels {
		p := &r.Panels[i]
		if p.Neurons < 1 {
			return fmt.Errorf("panel %q: %d neurons", p.Name, p.Neurons)
		}
		for _, s := range p.Spikes {
			if s.Step < 0 || s.Step >= r.Steps || s.Neuron < 0 || s.Neuron >= p.Neurons {
				return fmt.Errorf("panel %q: spike of neuron %d at step %d: beyond %d neurons or %d steps", p.Name, s.Neuron, s.Step, p.Neurons, r.Steps)
			}
		}
	}
	return nil
}

// axis draws the axis of time under the panels and takes its room.
func (r *Raster) axis(c *draw.Canvas) {
	name := textStyle(textSize, ink, text.XCenter, text.YBottom)
	left := c.Min.X + panelLabel
	width := c.Max.X - left
	c.FillText(name, vg.Point{X: left + width/2, Y: c.Min.Y}, "time step")
	c.Min.Y += name.Height("time step") + 4
	tick := textStyle(smallSize, ink, text.XCenter, text.YBottom)
	step := tickStep(0, float64(r.Steps), true)
	for _, t := range linearTicks(1, float64(r.Steps), step) {
		x := left + width*vg.Length(t.Value-0.5)/vg.Length(r.Steps)
		c.FillText(tick, vg.Point{X: x, Y: c.Min.Y}, t.Label)
	}
	c.Min.Y += tick.Height("0") + 1
}

func (p *Panel) draw(c draw.Canvas, steps int) {
	cells, group, darkest := p.cells(steps)
	name := bold(textStyle(textSize, ink, text.XLeft, text.YTop))
	small := textStyle(smallSize, faint, text.XLeft, text.YTop)
	c.FillText(name, vg.Point{X: c.Min.X, Y: c.Max.Y}, p.Name)
	y := c.Max.Y - name.Height(p.Name) - 3
	lines := []string{fmt.Sprintf("%d neurons", p.Neurons), fmt.Sprintf("%.3g %% density", 100*float64(len(p.Spikes))/float64(p.Neurons)/float64(steps))}
	if group > 1 {
		lines = append(lines, fmt.Sprintf("%d a row", group))
		if darkest > 0 {
			lines = append(lines, fmt.Sprintf("strongest: %.2g %% fire", 100*darkest))
		}
	}
	for _, l := range lines {
		c.FillText(small, vg.Point{X: c.Min.X, Y: y}, l)
		y -= small.Height(l) + 2
	}
	c.Min.X += panelLabel
	fillCells(c, cells, ink)
	c.StrokeLines(stroke(faint, hairline), append(corners(c.Rectangle), c.Min))
}

// cells counts the spikes of groups of neighbouring neurons and scales them to
// shades; darkest is the share of a group's neurons that the last shade means.
func (p *Panel) cells(steps int) (cells [][]int, group int, darkest float64) {
	group = (p.Neurons + rasterRows - 1) / rasterRows
	cells = make([][]int, (p.Neurons+group-1)/group)
	for i := range cells {
		cells[i] = make([]int, steps)
	}
	most := 0
	for _, s := range p.Spikes {
		v := &cells[s.Neuron/group][s.Step]
		*v++
		most = max(most, *v)
	}
	for _, row := range cells {
		for k, v := range row {
			if v > 0 {
				row[k] = max(1, int(math.Round(shades*float64(v)/float64(most))))
			}
		}
	}
	return cells, group, float64(most) / float64(group)
}

func corners(r vg.Rectangle) []vg.Point {
	return []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
}
