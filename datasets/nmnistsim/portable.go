package nmnistsim

import "math"

// log returns the natural logarithm of x > 0 with the same bits on every
// machine, which math.Log does not: it is assembly on some, and on others the
// compiler may fuse a product with a sum. Explicit conversions forbid that.
//
//	log(m·2^e) = e·ln 2 + 2·(z + z³/3 + z⁵/5 + ...), z = (m-1)/(m+1)
func log(x float64) float64 {
	m, e := math.Frexp(x) // m in [0.5, 1)
	if m < math.Sqrt2/2 {
		m, e = m*2, e-1
	}
	z := (m - 1) / (m + 1) // |z| < 0.172
	zz := float64(z * z)
	sum := 0.0
	for k := 21; k >= 1; k -= 2 { // 0.172^23/23 is below the last bit of z
		sum = 1/float64(k) + float64(zz*sum)
	}
	return float64(float64(e)*math.Ln2) + float64(2*float64(z*sum))
}

// exp returns e to the x, for -700 < x < 700, with the same bits on every
// machine: the Taylor series of the fraction, times a power of two.
func exp(x float64) float64 {
	e := math.Floor(x/math.Ln2 + 0.5)
	r := x - float64(e*math.Ln2) // |r| < 0.35
	sum := 1.0
	for k := 16; k >= 1; k-- {
		sum = 1 + float64(r*sum)/float64(k)
	}
	return math.Ldexp(sum, int(e))
}
