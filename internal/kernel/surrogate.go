package kernel

// The surrogate of the warm-up is the derivative of a logistic of width 0.2 at
// distance d from the threshold, the distance bounded to 8 widths (released
// code). With y = |d|/0.2 it is 1/(0.4·(1 + cosh y)): even in d, and its
// inverse an even function, whose expansion in d² has positive terms only.
const maxDistance2 = 2.56 // (8·0.2)²

// inverseTerms are the coefficients in d² of the polynomial next to
// 0.4·(1 + cosh(5d)) in relative error on [0, 2.56]: 1.9e-8 before rounding.
// The assembly has its own copy of them in the generator.
var inverseTerms = [10]float32{
	0.7999999851569475, 5.000002448351586, 10.416608441154068, 8.681036929698891, 3.873398343212746,
	1.0802552598068806, 0.1994079921686758, 0.03108395404097412, 0.0017050257152412623, 0.0004813878317736175,
}

// surrogateInverse returns 1 over the surrogate at distance d, with a relative
// error below 5e-7, and NaN for NaN. Assembly fuses multiplications with
// additions, so sets agree within that error.
func surrogateInverse(d float32) float32 {
	w := float32(d * d)
	if maxDistance2 < w {
		w = maxDistance2
	}
	c := &inverseTerms
	w2 := float32(w * w)
	w4 := float32(w2 * w2)
	w8 := float32(w4 * w4)
	p01 := c[0] + float32(c[1]*w)
	p23 := c[2] + float32(c[3]*w)
	p45 := c[4] + float32(c[5]*w)
	p67 := c[6] + float32(c[7]*w)
	p89 := c[8] + float32(c[9]*w)
	p03 := p01 + float32(p23*w2)
	p47 := p45 + float32(p67*w2)
	return p03 + float32(p47*w4) + float32(p89*w8)
}

// surrogate returns the surrogate at distance d from the threshold.
func surrogate(d float32) float32 { return 1 / surrogateInverse(d) }
