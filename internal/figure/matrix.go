package figure

import (
	"fmt"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Matrix is a confusion matrix: Counts[label][decision], drawn with the labels
// downwards and each row shaded by the share of its sum.
type Matrix struct {
	Title  string
	Note   string   // small print at the bottom, empty for none
	X, Y   string   // what columns and rows are, such as "decided" and "true class"
	Names  []string // of the classes; nil for 0, 1, …
	Counts [][]int
}

const matrixSide = 13 * vg.Centimeter

// Write draws the matrix into a file, .svg or .png.
func (m Matrix) Write(path string) error {
	n := len(m.Counts)
	if n == 0 || m.Names != nil && len(m.Names) != n {
		return fmt.Errorf("figure %s: %d rows with %d names: expected some, and as many", path, n, len(m.Names))
	}
	for i, row := range m.Counts {
		if len(row) != n {
			return fmt.Errorf("figure %s: row %d has %d columns of %d", path, i, len(row), n)
		}
		for j, v := range row {
			if v < 0 {
				return fmt.Errorf("figure %s: row %d, column %d: %d: must not be negative", path, i, j, v)
			}
		}
	}
	return write(path, matrixSide, matrixSide+vg.Centimeter, func(c draw.Canvas) {
		m.draw(layPage(c, m.Title, m.Note, nil))
	})
}

const longestName = 14 // characters of a class's name

// names returns the names of the classes as they are drawn: long ones cut, behind their
// labels where they then look alike.
func (m *Matrix) names() []string {
	names, seen, alike := make([]string, len(m.Counts)), map[string]bool{}, false
	for i := range names {
		names[i] = fmt.Sprint(i)
		if m.Names != nil {
			names[i] = cut(m.Names[i], longestName)
		}
		alike = alike || seen[names[i]]
		seen[names[i]] = true
	}
	if alike {
		for i := range names {
			label := fmt.Sprint(i) + ": "
			names[i] = label + cut(m.Names[i], longestName-len(label))
		}
	}
	return names
}

// cut shortens a text to n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func (m *Matrix) draw(c draw.Canvas) {
	n := vg.Length(len(m.Counts))
	label := textStyle(textSize, ink, text.XCenter, text.YBottom)
	side := label
	side.Rotation = 1.5707963267948966 // π/2
	side.YAlign = text.YTop
	corner := c.Min
	c.Min.X += label.Height(m.Y) + 4
	c.Min.Y += label.Height(m.X) + 4

	tick := textStyle(smallSize, ink, text.XRight, text.YCenter)
	var widest vg.Length
	names := m.names()
	for _, name := range names {
		widest = max(widest, tick.Width(name))
	}
	c.Min.X += widest + 4
	under := textStyle(smallSize, ink, text.XCenter, text.YTop)
	if widest > (c.Max.X-c.Min.X)/n-2 {
		under = textStyle(smallSize, ink, text.XRight, text.YCenter)
		under.Rotation = side.Rotation
		c.Min.Y += widest + 4
	} else {
		c.Min.Y += tick.Height("0") + 4
	}
	c.FillText(side, vg.Point{X: corner.X, Y: c.Center().Y}, m.Y)
	c.FillText(label, vg.Point{X: c.Center().X, Y: corner.Y}, m.X)
	dx, dy := (c.Max.X-c.Min.X)/n, (c.Max.Y-c.Min.Y)/n
	for i, row := range m.Counts {
		sum := 0
		for _, v := range row {
			sum += v
		}
		y := c.Max.Y - dy*(vg.Length(i)+0.5)
		c.FillText(tick, vg.Point{X: c.Min.X - 4, Y: y}, names[i])
		c.FillText(under, vg.Point{X: c.Min.X + dx*(vg.Length(i)+0.5), Y: c.Min.Y - 3}, names[i])
		for j, v := range row {
			x := c.Min.X + dx*vg.Length(j)
			m.cell(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
				Min: vg.Point{X: x, Y: y - dy/2}, Max: vg.Point{X: x + dx, Y: y + dy/2},
			}}, v, sum)
		}
	}
	c.StrokeLines(stroke(faint, hairline), append(corners(c.Rectangle), c.Min))
}

func (m *Matrix) cell(c draw.Canvas, v, sum int) {
	if v == 0 {
		return
	}
	share := float64(v) / float64(sum)
	c.SetColor(shade(palette[0], 0.08+0.92*share)) // the rarest mistake can be seen
	c.Fill(c.Rectangle.Path())
	clr := ink
	if share > 0.6 {
		clr = white
	}
	s := textStyle(smallSize, clr, text.XCenter, text.YCenter)
	for s.Font.Size > 3 && s.Width(fmt.Sprint(v)) > c.Max.X-c.Min.X-2 {
		s.Font.Size--
	}
	c.FillText(s, c.Center(), fmt.Sprint(v))
}
