package figure

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Series is a named row of values.
type Series struct {
	Name string // in the legend; empty for none
	X, Y []float64
	// Low and High are the ends of the error bars of Y, in Y's unit; both nil
	// for none.
	Low, High []float64
	// Dashed draws the line broken, for a limit or a reference.
	Dashed bool
	// Points leaves out the line between the points.
	Points bool
}

// Lines is a plot of values against values.
type Lines struct {
	Title  string
	Note   string // small print at the bottom, empty for none
	X, Y   Axis
	Series []Series
}

// manyPoints is the length of a series from which on it gets no markers.
const manyPoints = 41

// Write draws the plot into a file, .svg or .png.
func (l Lines) Write(path string) error {
	if err := l.check(); err != nil {
		return fmt.Errorf("figure %s: %w", path, err)
	}
	p := plot.New()
	p.BackgroundColor = nil
	lx, ly := newLimits(), newLimits()
	for i := range l.Series {
		s := &l.Series[i]
		lx.add(s.X...)
		ly.add(s.Y...)
		ly.add(s.Low...)
		ly.add(s.High...)
	}
	l.X.put(&p.X, lx, false)
	l.Y.put(&p.Y, ly, true)
	p.Add(gridLines(true))
	var keys []key
	for i := range l.Series {
		s := &l.Series[i]
		look := seriesLook(i, len(l.Series), s)
		p.Add(seriesPlot{s, look})
		keys = append(keys, key{s.Name, look.sign})
	}
	return write(path, pageWidth, pageHeight, func(c draw.Canvas) {
		p.Draw(layPage(c, l.Title, l.Note, keys))
	})
}

func (l *Lines) check() error {
	if len(l.Series) == 0 {
		return fmt.Errorf("no series")
	}
	for i := range l.Series {
		s := &l.Series[i]
		n := len(s.X)
		if n == 0 || len(s.Y) != n {
			return fmt.Errorf("series %q: %d values of x and %d of y: expected as many, and some", s.Name, n, len(s.Y))
		}
		if (s.Low != nil || s.High != nil) && (len(s.Low) != n || len(s.High) != n) {
			return fmt.Errorf("series %q: error bars %d below and %d above %d points", s.Name, len(s.Low), len(s.High), n)
		}
		if err := l.X.check(s.X...); err != nil {
			return fmt.Errorf("series %q: %w", s.Name, err)
		}
		for _, v := range [][]float64{s.Y, s.Low, s.High} {
			if err := l.Y.check(v...); err != nil {
				return fmt.Errorf("series %q: %w", s.Name, err)
			}
		}
	}
	return nil
}

// look is how a series is drawn.
type look struct {
	line  draw.LineStyle
	glyph draw.GlyphStyle
}

func seriesLook(i, n int, s *Series) look {
	k := look{line: stroke(colorOf(i, n), lineWidth), glyph: draw.GlyphStyle{Color: colorOf(i, n), Radius: 3, Shape: glyphOf(i)}}
	if s.Dashed {
		k.line.Dashes = []vg.Length{5, 3}
	}
	if len(s.X) >= manyPoints && !s.Points || s.Dashed && len(s.X) > 1 {
		k.glyph.Radius = 0
	}
	if s.Points {
		k.line.Width = 0
	}
	return k
}

func (k look) sign(c draw.Canvas) {
	mid := c.Center()
	if k.line.Width > 0 {
		c.StrokeLine2(k.line, c.Min.X, mid.Y, c.Max.X, mid.Y)
	}
	if k.glyph.Radius > 0 {
		c.DrawGlyphNoClip(k.glyph, mid)
	}
}

// seriesPlot draws one series.
type seriesPlot struct {
	*Series
	look
}

// Plot implements plot.Plotter.
func (s seriesPlot) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	pts := make([]vg.Point, len(s.X))
	for i := range pts {
		pts[i] = vg.Point{X: x(s.X[i]), Y: y(s.Y[i])}
	}
	if s.line.Width > 0 {
		c.StrokeLines(s.line, c.ClipLinesXY(pts)...)
	}
	const cap = 3 // half of an error bar's end, points
	bar := stroke(s.line.Color, 1)
	for i := range s.Low {
		lo, hi, at := y(s.Low[i]), y(s.High[i]), pts[i].X
		c.StrokeLines(bar, c.ClipLinesY(
			[]vg.Point{{X: at, Y: lo}, {X: at, Y: hi}},
			[]vg.Point{{X: at - cap, Y: lo}, {X: at + cap, Y: lo}},
			[]vg.Point{{X: at - cap, Y: hi}, {X: at + cap, Y: hi}})...)
	}
	if s.glyph.Radius > 0 {
		for _, pt := range pts {
			if c.Contains(pt) {
				c.DrawGlyphNoClip(s.glyph, pt)
			}
		}
	}
}

// gridLines draws faint lines at the labelled ticks of the vertical axis, and
// of the horizontal one if it is true.
type gridLines bool

// Plot implements plot.Plotter.
func (g gridLines) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	s := stroke(grid, hairline)
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if !t.IsMinor() {
			c.StrokeLine2(s, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
		}
	}
	if !g {
		return
	}
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if !t.IsMinor() {
			c.StrokeLine2(s, x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
		}
	}
}
