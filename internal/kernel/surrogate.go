package kernel

import "math"

// Constants of the surrogate and of its exponential. The assembly has its own
// copy of them in the generator.
const (
	slope    = 5.0 // 1/0.2: inverse width of the logistic, released code
	maxZ     = 8.0 // bound of the exponent, released code
	negLog2E = -1.44269504088896341
	ln2Hi    = 0.693359375     // 9 bits of ln 2: n*ln2Hi is exact
	ln2Lo    = -2.12194440e-4  // the rest
	magic    = 3<<22 + 127     // adding it rounds to a whole number, biased by 127
	expC2    = 0.4999923110008 // minimax on |r| <= ln(2)/2 given 1+r, error 1.05e-7
	expC3    = 0.1666711568832
	expC4    = 0.0418903492391
	expC5    = 0.0083125131205
	maxG     = 8.0 // bound of 1/du, released code
)

// expNeg returns exp(-y) for 0 <= y <= 8 with a relative error below 3e-7, and
// NaN for NaN. With n = round(-y/ln 2) and r = -y - n·ln 2 it is
//
//	2ⁿ · ((1 + r) + r²·((c2 + r·c3) + r²·(c4 + r·c5)))
//
// in this order, whose chain of dependent operations is shorter than Horner's.
func expNeg(y float32) float32 {
	t := float32(y*negLog2E) + magic
	n := t - magic
	r := -y - float32(n*ln2Hi)
	r -= float32(n * ln2Lo)
	r2 := float32(r * r)
	lo := float32(r*expC3) + expC2
	hi := float32(r*expC5) + expC4
	p := float32(hi*r2) + lo
	p = float32(p*r2) + (r + 1)
	return float32(p * math.Float32frombits(math.Float32bits(t)<<23))
}

// surrogate returns the derivative of the logistic of width 0.2 at distance
// d = V_th-u from the threshold, the distance bounded to 8 widths:
//
//	q/((1+q)²·0.2), q = exp(-min(|d/0.2|, 8))
//
// The expression is even in d, so the exponent may be taken negative.
func surrogate(d float32) float32 {
	y := float32(math.Abs(float64(d * slope)))
	if maxZ < y {
		y = maxZ
	}
	q := expNeg(y)
	s := q + 1
	return q / float32(float32(s*s)*0.2)
}
