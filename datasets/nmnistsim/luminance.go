package nmnistsim

// brackets is the number of pieces of the luminance table. With 1024, linear
// interpolation errs by less than 1e-6 at the default ε.
const brackets = 1024

// luminance is a table of log(ε+1-v), piecewise linear in the picture's
// intensity v in 0..1.
type luminance [brackets + 1]struct{ base, slope float32 }

func newLuminance(epsilon float64) *luminance {
	t := new(luminance)
	at := func(i int) float64 { return log(epsilon + 1 - float64(i)/brackets) }
	for i := range brackets {
		t[i].base = float32(at(i))
		t[i].slope = float32(at(i+1) - at(i))
	}
	t[brackets].base = float32(at(brackets))
	return t
}

// at returns the table's value for an intensity, which rounding may have put
// slightly above 1.
func (t *luminance) at(v float32) float32 {
	f := v * brackets
	i := min(uint32(f), brackets)
	b := &t[i]
	return b.base + float32(b.slope*(f-float32(i)))
}
