package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Axis is an axis of a plot.
type Axis struct {
	Label string // what is shown, with its unit
	Log   bool   // logarithmic; values must be above 0
	// Min and Max are the range; if they are equal it is chosen to hold the
	// values.
	Min, Max float64
}

// limits is the extent of the values on an axis.
type limits struct {
	min, max float64
	whole    bool // all are whole numbers
}

func newLimits() limits { return limits{min: math.Inf(1), max: math.Inf(-1), whole: true} }

func (l *limits) add(vs ...float64) {
	for _, v := range vs {
		l.min, l.max = min(l.min, v), max(l.max, v)
		l.whole = l.whole && v == math.Trunc(v)
	}
}

// check reports values that the axis cannot show.
func (a *Axis) check(vs ...float64) error {
	for i, v := range vs {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%s: value %d is %v: expected a number", a.Label, i, v)
		}
		if a.Log && v <= 0 {
			return fmt.Errorf("%s: value %d is %v: a logarithmic axis needs values above 0", a.Label, i, v)
		}
	}
	return nil
}

// put gives a plot's axis the range, ticks and style.
func (a *Axis) put(p *plot.Axis, l limits, vertical bool) {
	lo, hi := l.min, l.max
	fixed := a.Min != a.Max
	if fixed {
		lo, hi = a.Min, a.Max
	} else if a.Log {
		lo, hi = lo/1.15, hi*1.15
	} else {
		lo, hi = widen(lo, hi, vertical)
	}
	var ticks []plot.Tick
	if a.Log {
		ticks = logTicks(lo, hi)
		p.Scale = plot.LogScale{}
	} else {
		step := tickStep(lo, hi, l.whole && !fixed)
		if !fixed && vertical {
			lo, hi = math.Floor(lo/step+1e-9)*step, math.Ceil(hi/step-1e-9)*step
		}
		ticks = linearTicks(lo, hi, step)
	}
	p.Min, p.Max = lo, hi
	p.Tick.Marker = plot.ConstantTicks(ticks)
	a.style(p)
}

func (a *Axis) style(p *plot.Axis) {
	p.Label.Text = a.Label
	p.Label.TextStyle = textStyle(textSize, ink, text.XCenter, p.Label.TextStyle.YAlign)
	p.Label.Padding = 3
	p.Tick.Label = textStyle(smallSize, ink, p.Tick.Label.XAlign, p.Tick.Label.YAlign)
	p.Tick.Length = 3
	p.Tick.LineStyle = stroke(faint, hairline)
	p.LineStyle = stroke(faint, hairline)
	p.Padding = vg.Points(3)
}

// widen makes an empty range a range, and lets a vertical axis begin at 0
// unless that would waste more than half of it.
func widen(lo, hi float64, vertical bool) (float64, float64) {
	if vertical && lo > 0 && lo < hi/2 {
		lo = 0
	}
	if hi-lo <= 1e-9*math.Max(math.Abs(lo), math.Abs(hi)) { // rounding, no difference
		lo += (hi - lo) / 2
		hi = lo
	}
	if lo != hi {
		return lo, hi
	}
	if lo == 0 {
		return 0, 1
	}
	d := math.Abs(lo) / 10
	if lo == math.Trunc(lo) {
		d = math.Max(d, 0.5) // of a count the next ones are of interest
	} else if vertical {
		d = math.Abs(lo)
	}
	return lo - d, hi + d
}
