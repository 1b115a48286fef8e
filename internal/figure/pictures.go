package figure

import (
	"fmt"
	"image"
	"image/color"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Pictures is a sheet of small pictures, such as kernels, samples, or a
// recording in slices of time.
type Pictures struct {
	Title    string
	Note     string // small print at the bottom, empty for none
	Columns  int    // of pictures, 0 for as many as go well
	Pictures []Picture
}

// Picture is one of them.
type Picture struct {
	Caption string
	Image   *image.RGBA
}

// mostPictures keeps a sheet, and its file, in bounds.
const mostPictures = 1024

// Write draws the sheet into a file, .svg or .png.
func (p Pictures) Write(path string) error {
	if err := p.check(); err != nil {
		return fmt.Errorf("figure %s: %w", path, err)
	}
	n := len(p.Pictures)
	columns := min(n, p.Columns)
	if columns <= 0 {
		columns = min(n, 8)
		for columns < 32 && columns*columns < n {
			columns++
		}
	}
	caption := textStyle(smallSize, ink, text.XCenter, text.YTop)
	under := vg.Length(3)
	for _, pic := range p.Pictures {
		if pic.Caption != "" {
			under = caption.Height("0") + 6
		}
	}
	const gap = 5
	cell := (pageWidth - 2*margin + gap) / vg.Length(max(columns, 4))
	tallest := 0.0
	for _, pic := range p.Pictures {
		b := pic.Image.Bounds()
		tallest = max(tallest, float64(b.Dy())/float64(b.Dx()))
	}
	side := cell - gap
	row := side*vg.Length(min(tallest, 4)) + under + gap
	rows := (n + columns - 1) / columns
	return write(path, pageWidth, vg.Length(rows)*row+2*vg.Centimeter, func(c draw.Canvas) {
		c = layPage(c, p.Title, p.Note, nil)
		for i, pic := range p.Pictures {
			x, y := c.Min.X+vg.Length(i%columns)*cell, c.Max.Y-vg.Length(i/columns)*row
			box := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
				Min: vg.Point{X: x, Y: y - row + gap + under}, Max: vg.Point{X: x + side, Y: y},
			}}
			pic.draw(box)
			c.FillText(caption, vg.Point{X: x + side/2, Y: box.Min.Y - 3}, pic.Caption)
		}
	})
}

func (p *Pictures) check() error {
	if n := len(p.Pictures); n == 0 || n > mostPictures {
		return fmt.Errorf("%d pictures: expected 1 to %d", n, mostPictures)
	}
	for i, pic := range p.Pictures {
		if pic.Image == nil || pic.Image.Bounds().Empty() {
			return fmt.Errorf("picture %d (%q) is empty", i, pic.Caption)
		}
	}
	return nil
}

// draw fills the box as far as the picture's proportions allow, pixel by
// pixel, so that SVG and PNG show the same and no pixel is smoothed; runs of
// equal pixels are one rectangle.
func (p *Picture) draw(c draw.Canvas) {
	b := p.Image.Bounds()
	w, h := vg.Length(b.Dx()), vg.Length(b.Dy())
	scale := min((c.Max.X-c.Min.X)/w, (c.Max.Y-c.Min.Y)/h)
	left, top := c.Min.X+(c.Max.X-c.Min.X-w*scale)/2, c.Max.Y
	paths := map[color.RGBA]*vg.Path{}
	var order []color.RGBA
	for y := range b.Dy() {
		for x := 0; x < b.Dx(); {
			clr := p.Image.RGBAAt(b.Min.X+x, b.Min.Y+y)
			from := x
			for x < b.Dx() && p.Image.RGBAAt(b.Min.X+x, b.Min.Y+y) == clr {
				x++
			}
			path := paths[clr]
			if path == nil {
				path = new(vg.Path)
				paths[clr] = path
				order = append(order, clr)
			}
			// A little overlap keeps seams from showing where edges are smoothed.
			const seam = 0.2
			x0, x1 := left+vg.Length(from)*scale, min(left+w*scale, left+vg.Length(x)*scale+seam)
			y0, y1 := top-vg.Length(y)*scale, max(top-h*scale, top-vg.Length(y+1)*scale-seam)
			path.Move(vg.Point{X: x0, Y: y0})
			path.Line(vg.Point{X: x1, Y: y0})
			path.Line(vg.Point{X: x1, Y: y1})
			path.Line(vg.Point{X: x0, Y: y1})
			path.Close()
		}
	}
	for _, clr := range order {
		c.SetColor(clr)
		c.Fill(*paths[clr])
	}
	frame := vg.Rectangle{Min: vg.Point{X: left, Y: top - h*scale}, Max: vg.Point{X: left + w*scale, Y: top}}
	c.StrokeLines(stroke(grid, hairline), append(corners(frame), frame.Min))
}

// On and Off are the colours of events of either polarity.
func On() color.RGBA  { return palette[0] }
func Off() color.RGBA { return palette[1] }

// Diverging returns a colour for a value between -1 and 1: white at 0, towards
// the colour of On above and of Off below.
func Diverging(v float64) color.RGBA {
	v = max(-1, min(1, v))
	if v < 0 {
		return shade(palette[1], -v)
	}
	return shade(palette[0], v)
}
