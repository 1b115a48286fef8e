package figure

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const shades = 8 // steps of grey of a raster

// shade mixes white and a colour; share 1 is the colour.
func shade(to color.RGBA, share float64) color.RGBA {
	mix := func(c uint8) uint8 { return uint8(255 - share*(255-float64(c)) + 0.5) }
	return color.RGBA{R: mix(to.R), G: mix(to.G), B: mix(to.B), A: 255}
}

// fillCells fills cells of a regular grid in one path a shade, so that files
// stay small. cells is [rows][columns], row 0 at the bottom, in 0 … shades.
func fillCells(c draw.Canvas, cells [][]int, to color.RGBA) {
	if len(cells) == 0 {
		return
	}
	w, h := c.Max.X-c.Min.X, c.Max.Y-c.Min.Y
	dx, dy := w/vg.Length(len(cells[0])), h/vg.Length(len(cells))
	for level := 1; level <= shades; level++ {
		var path vg.Path
		for r, row := range cells {
			for k, v := range row {
				if v != level {
					continue
				}
				x0, y0 := c.Min.X+dx*vg.Length(k), c.Min.Y+dy*vg.Length(r)
				path.Move(vg.Point{X: x0, Y: y0})
				path.Line(vg.Point{X: x0 + dx, Y: y0})
				path.Line(vg.Point{X: x0 + dx, Y: y0 + dy})
				path.Line(vg.Point{X: x0, Y: y0 + dy})
				path.Close()
			}
		}
		if len(path) > 0 {
			c.SetColor(shade(to, float64(level)/shades))
			c.Fill(path)
		}
	}
}
