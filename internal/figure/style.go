package figure

import (
	"image/color"
	"strings"

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

// ramp is five colours of viridis, dark to light, for more series than the
// palette has (Smith & van der Walt 2015, https://bids.github.io/colormap/).
var ramp = [...]color.RGBA{
	{R: 68, G: 1, B: 84, A: 255},
	{R: 59, G: 82, B: 139, A: 255},
	{R: 33, G: 145, B: 140, A: 255},
	{R: 94, G: 201, B: 98, A: 255},
	{R: 212, G: 190, B: 20, A: 255}, // darker than viridis ends, to be seen on white
}

// colorOf returns the colour of series i of n: one of the palette, or of the
// ramp if they are too many.
func colorOf(i, n int) color.RGBA {
	if n <= len(palette) {
		return palette[i]
	}
	at := float64(i) / float64(n-1) * float64(len(ramp)-1)
	k := min(int(at), len(ramp)-2)
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + (at-float64(k))*(float64(b)-float64(a)) + 0.5) }
	a, b := ramp[k], ramp[k+1]
	return color.RGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}

// glyphOf returns the marker of series i; a second cue beside the colour.
func glyphOf(i int) draw.GlyphDrawer {
	return [...]draw.GlyphDrawer{
		draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{},
	}[i%len(palette)]
}

// wrap breaks text between words so that it is no wider than room.
func wrap(s text.Style, txt string, room vg.Length) string {
	var b strings.Builder
	line := ""
	for _, word := range strings.Fields(txt) {
		if line != "" && s.Width(line+" "+word) > room {
			b.WriteString(line + "\n")
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return b.String() + line
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
