package golden

import (
	"errors"
	"fmt"
	"math"
)

// spikeMargin is how close to the threshold a potential must be for a spike
// to be excused. A potential that meets the threshold exactly is none of
// rounding's business: it must not fire.
const spikeMargin = 1e-5

// compare checks a quantity against what is wanted of it, relative to its
// largest magnitude. A nil got is skipped.
func compare(name string, want, got []float64, tolerance float64) Quantity {
	q := Quantity{Name: name, Tolerance: tolerance}
	switch {
	case got == nil:
		q.Skipped, q.OK, q.Note = true, true, "not shown"
		return q
	case len(got) != len(want):
		q.Worst, q.Note = math.Inf(1), fmt.Sprintf("%d numbers, want %d", len(got), len(want))
		return q
	}
	scale := 0.0
	for _, v := range want {
		scale = math.Max(scale, math.Abs(v))
	}
	if scale < 1e-30 {
		scale = 1
	}
	at := 0
	for i := range want {
		diff := math.Abs(got[i]-want[i]) / scale
		if math.IsNaN(diff) {
			diff = math.Inf(1)
		}
		if diff > q.Worst {
			q.Worst, at = diff, i
		}
	}
	q.OK = q.Worst <= tolerance
	if !q.OK {
		q.Note = fmt.Sprintf("element %d is %v, want %v", at, got[at], want[at])
	}
	return q
}

// compareSpikes checks spikes, which must be equal except where u, the float64
// potential, is within the margin of the threshold.
func compareSpikes(name string, want, got, u []float64, threshold float64) Quantity {
	q := compare(name, want, got, 0)
	if q.OK || len(got) != len(want) {
		return q
	}
	q.Worst, q.OK, q.Note = 0, true, ""
	for i := range want {
		if got[i] == want[i] {
			continue
		}
		off := math.Abs(u[i] - threshold)
		if off > 0 && off <= spikeMargin && (got[i] == 0 || got[i] == 1) {
			q.Excused++
			continue
		}
		if q.OK {
			q.Note = fmt.Sprintf("element %d is %v, want %v at potential %v", i, got[i], want[i], u[i])
		}
		q.Worst, q.OK = 1, false
	}
	return q
}

// failed notes a case that could not be run.
func failed(err error) Quantity {
	q := Quantity{Name: "run", Note: err.Error(), Worst: math.Inf(1)}
	if errors.Is(err, ErrUnsupported) {
		q.Skipped, q.OK, q.Worst = true, true, 0
	}
	return q
}

// flatten joins trains; nil stays nil.
func flatten(trains [][]float64) []float64 {
	var all []float64
	for _, train := range trains {
		all = append(all, train...)
	}
	return all
}
