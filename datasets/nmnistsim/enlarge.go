package nmnistsim

const (
	small   = 8  // cells of a UCI digit's edge
	full    = 16 // value of a cell that is all ink
	box     = 20 // pixels that the digit's edge takes of the 28, as in MNIST
	fine    = 4  // samples per pixel and axis
	samples = box * fine
	unity   = 48000 // sum of the spline's weights

	// Ink below low is paper and above high is a full stroke, in 255ths of a
	// full cell. The strokes come out bolder than MNIST's: a mean intensity of
	// 0.16 against 0.12. Whoever changes this changes every recording of the
	// embedded digits and must raise version.
	low, high = 80, 150
)

// enlarge brings an 8×8 digit to 28×28 pixels in the style of MNIST: a smooth
// outline within 20×20 pixels, dark inside, grey at its edge, the centre of
// mass in the middle. It computes with integers only.
func enlarge(cell []byte) []byte {
	var soft [box][box]int
	for y := range samples {
		for x := range samples {
			soft[y/fine][x/fine] += ink(cell, x, y)
		}
	}
	var mass, mx, my int
	for y, row := range soft {
		for x, v := range row {
			mass += v
			mx += v * (2*x + 1)
			my += v * (2*y + 1)
		}
	}
	image := make([]byte, imageLen)
	if mass == 0 {
		return image
	}
	// Offsets of the box, rounded, kept inside the picture.
	dx := min(max((side*mass-mx+mass)/(2*mass), 0), side-box)
	dy := min(max((side*mass-my+mass)/(2*mass), 0), side-box)
	for y, row := range soft {
		for x, v := range row {
			image[(y+dy)*side+x+dx] = byte(v / (fine * fine))
		}
	}
	return image
}

// ink returns the stroke at a fine sample, 0..255.
func ink(cell []byte, x, y int) int {
	cx, wx := spline(x)
	cy, wy := spline(y)
	sum := 0
	for j, b := range wy {
		for i, a := range wx {
			r, c := cy+j, cx+i
			if r >= 0 && r < small && c >= 0 && c < small {
				sum += a * b / unity * int(cell[r*small+c])
			}
		}
	}
	v := sum * 255 / (unity * full)
	return min(max((v-low)*255/(high-low), 0), 255)
}

// spline returns the first of the four cells that a fine sample lies between
// and their weights in the uniform cubic B-spline, times 6·20³.
func spline(k int) (first int, w [4]int) {
	// The sample is at (2k+1)/(2·fine·box/small) - 1/2 = (2k-9)/20 cells.
	const unit = 2 * fine * box / small
	u := 2*k + 1 - unit/2 + unit // one cell more, to divide a positive number
	first, t := u/unit-2, u%unit
	s := unit - t
	w[0] = s * s * s
	w[3] = t * t * t
	w[1] = 3*t*t*t - 6*t*t*unit + 4*unit*unit*unit
	w[2] = unity - w[0] - w[1] - w[3]
	return first, w
}
