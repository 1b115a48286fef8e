package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/snnsim/snnsim/spikes"
)

// Warp says how far augmented pictures are turned and zoomed about their
// centre. The zero value leaves them as they are.
type Warp struct {
	// Rotate is the largest angle, either way, in degrees.
	Rotate float64
	// Zoom is the largest change of size, either way, as a share: 0.1 for 90
	// to 110 %. Rows and columns are zoomed each by a factor of its own.
	Zoom float64
}

// check reports a turn or a zoom that no picture can have.
func (w Warp) check() error {
	if !(w.Rotate >= 0 && w.Rotate <= 360) || !(w.Zoom >= 0 && w.Zoom < 1) {
		return fmt.Errorf("datasets: pictures turned by up to %v degrees, zoomed by up to %v: expected 0 to 360, and 0 to below 1", w.Rotate, w.Zoom)
	}
	return nil
}

// affine maps a pixel of an augmented picture, relative to the centre, to a
// place in the original: [y x] · rows.
type affine struct {
	yy, yx, xy, xx float64
	cy, cx         float64 // centre
}

// draw chooses the turn and zoom of one picture.
func (w Warp) draw(sh spikes.Shape, aug *rand.Rand) affine {
	uniform := func(most float64) float64 { return (2*aug.Float64() - 1) * most }
	sin, cos := math.Sincos(uniform(w.Rotate) * math.Pi / 180)
	zy, zx := 1/(1+uniform(w.Zoom)), 1/(1+uniform(w.Zoom))
	return affine{
		yy: cos * zy, yx: sin * zy, xy: -sin * zx, xx: cos * zx,
		cy: float64(sh.H-1) / 2, cx: float64(sh.W-1) / 2,
	}
}

// warp writes a picture, mirrored, turned and zoomed, then moved by dy rows and
// dx columns, with bilinear interpolation; outside it is black.
func (s *ImageSet) warp(out []float32, px []byte, a affine, dy, dx int, flip bool) {
	sh := s.info.Shape
	for y := range sh.H {
		for x := range sh.W {
			oy, ox := float64(y+dy)-a.cy, float64(x+dx)-a.cx
			// The conversions forbid fused operations, which not all machines have.
			sy, sx := float64(a.yy*oy)+float64(a.yx*ox)+a.cy, float64(a.xy*oy)+float64(a.xx*ox)+a.cx
			if flip {
				sx = float64(sh.W-1) - sx
			}
			for c := range sh.C {
				v := s.between(px, sy, sx, c) / 255
				out[(y*sh.W+x)*sh.C+c] = (v - s.norm.Mean[c]) / s.norm.SD[c]
			}
		}
	}
}

// between interpolates channel c of a picture at a place between pixels.
func (s *ImageSet) between(px []byte, y, x float64, c int) float32 {
	sh := s.info.Shape
	fy, fx := math.Floor(y), math.Floor(x)
	at := func(dy, dx float64) float64 {
		py, pxl := fy+dy, fx+dx
		if py < 0 || pxl < 0 || py >= float64(sh.H) || pxl >= float64(sh.W) {
			return 0
		}
		return float64(px[(int(py)*sh.W+int(pxl))*sh.C+c])
	}
	wy, wx := y-fy, x-fx
	top := float64(at(0, 0)*(1-wx)) + float64(at(0, 1)*wx)
	bottom := float64(at(1, 0)*(1-wx)) + float64(at(1, 1)*wx)
	return float32(float64(top*(1-wy)) + float64(bottom*wy))
}
