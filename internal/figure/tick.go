package figure

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

const (
	wantedTicks = 6 // on a linear axis, about
	maxTicks    = 1000
)

// tickStep returns 1, 2 or 5 times a power of ten.
func tickStep(lo, hi float64, whole bool) float64 {
	raw := (hi - lo) / wantedTicks
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * power
	for _, m := range []float64{1, 2, 5} {
		if m*power >= raw*0.999 {
			step = m * power
			break
		}
	}
	if whole {
		step = math.Max(1, step)
	}
	return step
}

func linearTicks(lo, hi, step float64) []plot.Tick {
	var ts []plot.Tick
	first := math.Ceil(lo/step - 1e-9)
	for i := range maxTicks {
		v := (first + float64(i)) * step
		if v > hi+step*1e-9 {
			break
		}
		ts = append(ts, plot.Tick{Value: v, Label: number(v, step)})
	}
	return ts
}

// logTicks marks powers of ten, and what lies between where there is room.
func logTicks(lo, hi float64) []plot.Tick {
	var ts []plot.Tick
	decades := math.Log10(hi / lo)
	for e := math.Floor(math.Log10(lo)); e <= math.Ceil(math.Log10(hi)); e++ {
		for m := 1.0; m < 10; m++ {
			v := m * math.Pow(10, e)
			if v < lo || v > hi {
				continue
			}
			t := plot.Tick{Value: v}
			if m == 1 || decades < 2.5 && (m == 2 || m == 5) || decades < 0.7 {
				t.Label = number(v, v)
			}
			ts = append(ts, t)
		}
	}
	return ts
}

// number writes a value with no more digits than a step needs, large ones
// with the prefixes k, M, G and T.
func number(v, step float64) string {
	if v == 0 {
		return "0"
	}
	a := math.Abs(v)
	for _, p := range []struct {
		unit float64
		sign string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if a >= p.unit && a >= 1e4 {
			return decimals(v/p.unit, step/p.unit) + p.sign
		}
	}
	if a < 1e-4 {
		digits := math.Floor(math.Log10(a)+1e-9) - math.Floor(math.Log10(step)+1e-9)
		return strconv.FormatFloat(v, 'e', max(0, int(digits)), 64)
	}
	return decimals(v, step)
}

func decimals(v, step float64) string {
	n := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	return strconv.FormatFloat(v, 'f', n, 64)
}
