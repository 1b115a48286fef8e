package golden

import (
	"errors"
	"fmt"
	"math"
)

// compare checks a quantity against what is wanted of it, relative to its
// largest magnitude. A nil got is skipped.
func compare(name string, want, got []float64, tolerance float64) Quantity {
	q := Quantity{Name: name, Tolerance: tolerance}
	switch {
	case got == nil:
		q.Left, q.Skipped, q.OK, q.Note = len(want), true, true, "not shown"
		return q
	case len(got) != len(want):
		q.Worst, q.Note = math.Inf(1), fmt.Sprintf("%d numbers, want %d", len(got), len(want))
		return q
	}
	all := make([]int, len(want))
	for i := range all {
		all[i] = i
	}
	return compareAt(name, want, got, all, tolerance)
}

// compareAt checks some elements, relative to the largest of them.
func compareAt(name string, want, got []float64, elements []int, tolerance float64) Quantity {
	q := Quantity{Name: name, Tolerance: tolerance, Compared: len(elements)}
	scale := 0.0
	for _, i := range elements {
		scale = math.Max(scale, math.Abs(want[i]))
	}
	if scale < 1e-30 {
		scale = 1
	}
	at := 0
	for _, i := range elements {
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

// failed notes a case that could not be run, with so many values.
func failed(err error, values int) Quantity {
	q := Quantity{Name: "run", Note: err.Error(), Worst: math.Inf(1), Left: values}
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
