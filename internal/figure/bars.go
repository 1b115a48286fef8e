package figure

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Bars is a plot of groups of bars: one group a category, one bar a series.
// The X of a series is not used; Y has one value a category, none below 0.
type Bars struct {
	Title      string
	Note       string // small print at the bottom, empty for none
	X, Y       Axis
	Categories []string
	Series     []Series
	// Digits writes every value above its bar with so many digits behind the
	// point, or as many as there is room for, if it is above 0; 0 for none.
	Digits int
}

const groupShare = 0.8 // of a category's width that its bars fill

// Write draws the plot into a file, .svg or .png.
func (b Bars) Write(path string) error {
	if err := b.check(); err != nil {
		return fmt.Errorf("figure %s: %w", path, err)
	}
	p := plot.New()
	p.BackgroundColor = nil
	ly := newLimits()
	ly.add(0)
	var keys []key
	for i := range b.Series {
		ly.add(b.Series[i].Y...)
		ly.add(b.Series[i].High...)
		keys = append(keys, key{b.Series[i].Name, box(colorOf(i, len(b.Series)))})
	}
	ly.whole = false
	b.Y.put(&p.Y, ly, true)
	p.X.Min, p.X.Max = -0.5, float64(len(b.Categories))-0.5
	ticks := make(plot.ConstantTicks, len(b.Categories))
	for i, c := range b.Categories {
		ticks[i] = plot.Tick{Value: float64(i), Label: c}
	}
	p.X.Tick.Marker = ticks
	b.X.style(&p.X)
	p.X.Tick.Length = 0
	p.X.Padding, p.Y.Padding = 0, 0
	p.X.Tick.Label = textStyle(textSize, ink, p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign)
	p.Add(gridLines(false), barPlot{&b})
	return write(path, pageWidth, pageHeight, func(c draw.Canvas) {
		p.Draw(layPage(c, b.Title, b.Note, keys))
	})
}

func (b *Bars) check() error {
	if len(b.Series) == 0 || len(b.Categories) == 0 {
		return fmt.Errorf("%d series and %d categories: expected some", len(b.Series), len(b.Categories))
	}
	if b.Y.Log {
		return fmt.Errorf("bars cannot stand on a logarithmic axis")
	}
	for i := range b.Series {
		s := &b.Series[i]
		n := len(b.Categories)
		if len(s.Y) != n || s.Low != nil && (len(s.Low) != n || len(s.High) != n) {
			return fmt.Errorf("series %q: %d values for %d categories", s.Name, len(s.Y), n)
		}
		for _, v := range [][]float64{s.Y, s.Low, s.High} {
			if err := b.Y.check(v...); err != nil {
				return fmt.Errorf("series %q: %w", s.Name, err)
			}
		}
	}
	return nil
}

// barPlot draws the bars.
type barPlot struct{ *Bars }

// Plot implements plot.Plotter.
func (b barPlot) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	width := (x(1) - x(0)) * groupShare / vg.Length(len(b.Series))
	label := textStyle(7, ink, text.XCenter, text.YBottom)
	for i := range b.Series {
		s := &b.Series[i]
		for k, v := range s.Y {
			left := x(float64(k)) + width*(vg.Length(i)-vg.Length(len(b.Series))/2)
			c.SetColor(colorOf(i, len(b.Series)))
			c.Fill(vg.Rectangle{Min: vg.Point{X: left, Y: y(0)}, Max: vg.Point{X: left + width*0.94, Y: y(v)}}.Path())
			mid, top := left+width*0.47, y(v)
			if s.Low != nil {
				c.StrokeLine2(stroke(ink, 1), mid, y(s.Low[k]), mid, y(s.High[k]))
				top = y(s.High[k])
			}
			for d := b.Digits; d >= 0 && b.Digits > 0 && v > 0; d-- {
				if txt := strconv.FormatFloat(v, 'f', d, 64); label.Width(txt) <= width*1.05 {
					c.FillText(label, vg.Point{X: mid, Y: top + 1}, txt)
					break
				}
			}
		}
	}
}
