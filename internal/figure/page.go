package figure

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// key is an entry of the legend: a name and how to draw its sign into a box.
type key struct {
	name string
	sign func(c draw.Canvas)
}

// layPage draws title and legend at the top and the note at the bottom, and
// returns what is left of the page.
func layPage(c draw.Canvas, title, note string, keys []key) draw.Canvas {
	c = draw.Crop(c, margin, -margin, margin, -margin)
	if title != "" {
		s := bold(textStyle(titleSize, ink, text.XLeft, text.YTop))
		title = wrap(s, title, c.Max.X-c.Min.X)
		c.FillText(s, vg.Point{X: c.Min.X, Y: c.Max.Y}, title)
		c.Max.Y -= s.Height(title) + 6
	}
	if note != "" {
		s := textStyle(smallSize, faint, text.XLeft, text.YBottom)
		note = wrap(s, note, c.Max.X-c.Min.X)
		c.FillText(s, vg.Point{X: c.Min.X, Y: c.Min.Y}, note)
		c.Min.Y += s.Height(note) + 6
	}
	return layKeys(c, keys)
}

// layKeys draws the legend in rows from left to right, over half the height at
// most; what does not fit is counted.
func layKeys(c draw.Canvas, keys []key) draw.Canvas {
	const sign, gap, between = 18, 5, 14 // widths, points
	s := textStyle(textSize, ink, text.XLeft, text.YCenter)
	height := s.FontExtents().Height + 2
	x, drawn := c.Min.X, false
	lowest := c.Max.Y - (c.Max.Y-c.Min.Y)/2
	for i, k := range keys {
		if k.name == "" {
			continue
		}
		w := sign + gap + s.Width(k.name) + between
		if drawn && x+w > c.Max.X {
			x = c.Min.X
			c.Max.Y -= height
		}
		if drawn && x == c.Min.X && c.Max.Y-2*height < lowest && i+1 < len(keys) {
			c.FillText(s, vg.Point{X: x, Y: c.Max.Y - height/2}, fmt.Sprintf("and %d more", len(keys)-i))
			break
		}
		mid := c.Max.Y - height/2
		k.sign(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: mid - 4}, Max: vg.Point{X: x + sign, Y: mid + 4},
		}})
		c.FillText(s, vg.Point{X: x + sign + gap, Y: mid}, k.name)
		x, drawn = x+w, true
	}
	if drawn {
		c.Max.Y -= height + 6
	}
	return c
}

// box returns a sign that is filled with a colour.
func box(fill color.Color) func(draw.Canvas) {
	return func(c draw.Canvas) {
		c.SetColor(fill)
		c.Fill(c.Rectangle.Path())
	}
}
