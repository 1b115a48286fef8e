package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes of a page and of what stands on it.
const (
	pageWidth  = 17 * vg.Centimeter
	pageHeight = 10 * vg.Centimeter
	margin     = 10 // points
	titleSize  = 12
	textSize   = 10
	smallSize  = 8.5
	lineWidth  = 1.6
	hairline   = 0.6
	pngDPI     = 192
)

var (
	black = color.RGBA{A: 255}
	ink   = color.RGBA{R: 38, G: 38, B: 38, A: 255}
	faint = color.RGBA{R: 110, G: 110, B: 110, A: 255}
	grid  = color.RGBA{R: 225, G: 225, B: 225, A: 255}
	white = color.RGBA{R: 255, G: 255, B: 255, A: 255}
)

// palette is Okabe and Ito's, without its yellow, which is too pale for lines
// (Okabe & Ito 2008, https://jfly.uni-koeln.de/color/).
var palette = [...]color.RGBA{
	{R: 0, G: 114, B: 178, A: 255},   // blue
	{R: 213, G: 94, B: 0, A: 255},    // vermilion
	{R: 0, G: 158, B: 115, A: 255},   // bluish green
	{R: 204, G: 121, B: 167, A: 255}, // reddish purple
	{R: 230, G: 159, B: 0, A: 255},   // orange
	{R: 86, G: 180, B: 233, A: 255},  // sky blue
	{R: 0, G: 0, B: 0, A: 255},       // black
}

// colorOf returns the colour of series i.
func colorOf(i int) color.RGBA { return palette[i%len(palette)] }

// glyphOf returns the marker of series i; a second cue beside the colour.
func glyphOf(i int) draw.GlyphDrawer {
	return [...]draw.GlyphDrawer{
		draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{},
	}[i%len(palette)]
}

// textStyle returns the style of text of a size in points.
func textStyle(size float64, c color.Color, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{
		Color: c, XAlign: x, YAlign: y, Handler: plot.DefaultTextHandler,
		Font: font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, vg.Points(size)),
	}
}

func bold(s text.Style) text.Style {
	s.Font.Weight = 3 // bold, in golang.org/x/image/font's scale
	return s
}

func stroke(c color.Color, width float64) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: vg.Points(width)}
}
