package nmnistsim

import "math"

const (
	side     = 28 // pixels of a picture's edge
	imageLen = side * side
	width    = 34 // pixels of the sensor's edge
	cells    = 48 // edge of the blurred picture, in sensor pixels
	margin   = 10 // cells before the picture's first pixel
)

// optics is the lens: it blurs a picture and scales it around its centre onto
// a grid with the pitch of the sensor. Blur and scale are one linear map, the
// same for rows and columns.
type optics struct {
	start  [cells]int       // first picture pixel that a cell sees
	weight [cells][]float32 // of the pixels from start on
}

// newOptics computes the weights exp(-(i-u)²/2σ²), normalised, of picture
// pixel i in a cell whose centre is at u in the picture.
func newOptics(p Params) *optics {
	o := new(optics)
	const centre = float64(side-1) / 2
	radius := float64(3 * p.BlurSigma)
	for c := range cells {
		u := (float64(c-margin)-centre)/p.Scale + centre
		lo, hi := int(math.Ceil(u-radius)), int(math.Floor(u+radius))
		sum := 0.0
		w := make([]float64, 0, hi-lo+1)
		for i := lo; i <= hi; i++ {
			d := (float64(i) - u) / p.BlurSigma
			g := exp(float64(-d*d) / 2)
			w = append(w, g)
			sum += g
		}
		// What lies beyond the picture's edge is background and weighs in the
		// sum only.
		o.start[c] = max(lo, 0)
		for i := o.start[c]; i <= min(hi, side-1); i++ {
			o.weight[c] = append(o.weight[c], float32(w[i-lo]/sum))
		}
	}
	return o
}

// scene is a blurred picture in the range 0..1 and where in it the digit is.
type scene struct {
	value  [cells][cells]float32
	lo, hi [cells]int // columns of each row outside of [lo, hi) are zero
	rows   [side][cells]float32
}

// blur fills the scene with a picture.
func (o *optics) blur(sc *scene, image []byte) {
	for y := range side {
		in := image[y*side : (y+1)*side]
		for c := range cells {
			sum := float32(0)
			for k, w := range o.weight[c] {
				sum += float32(w * float32(in[o.start[c]+k]))
			}
			sc.rows[y][c] = sum / 255
		}
	}
	for r := range cells {
		out := &sc.value[r]
		*out = [cells]float32{}
		for k, w := range o.weight[r] {
			in := &sc.rows[o.start[r]+k]
			for c := range out {
				out[c] += float32(w * in[c])
			}
		}
		sc.lo[r], sc.hi[r] = extent(out)
	}
}

// extent returns the range of the non-zero values, [cells, 0) if there is
// none.
func extent(v *[cells]float32) (lo, hi int) {
	lo = cells
	for i, x := range v {
		if x != 0 {
			lo, hi = min(lo, i), i+1
		}
	}
	return lo, hi
}
