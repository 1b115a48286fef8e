package golden

import (
	"fmt"
	"strings"
)

// Report is the outcome of checking one implementation against one file.
type Report struct {
	File           string
	Implementation string
	Quantities     []Quantity
}

// Quantity is the outcome for one quantity of one case.
type Quantity struct {
	Case, Name string
	Worst      float64 // largest error, relative to the quantity's largest magnitude
	Tolerance  float64 // what Worst may be
	Excused    int     // spikes that differ where the potential is at the threshold
	Skipped    bool    // not compared; Note says why
	OK         bool    // within tolerance, or skipped
	Note       string
}

// OK reports whether nothing failed and anything was compared.
func (r Report) OK() bool {
	compared := 0
	for _, q := range r.Quantities {
		if !q.OK {
			return false
		}
		if !q.Skipped {
			compared++
		}
	}
	return compared > 0
}

// Failures returns the quantities that are out of tolerance.
func (r Report) Failures() []Quantity {
	return r.where(func(q Quantity) bool { return !q.OK })
}

// Skipped returns the quantities that were not compared.
func (r Report) Skipped() []Quantity {
	return r.where(func(q Quantity) bool { return q.Skipped })
}

// Worst returns the compared quantity that comes closest to its tolerance, or
// exceeds it most.
func (r Report) Worst() Quantity {
	var worst Quantity
	for _, q := range r.Quantities {
		if !q.Skipped && (worst.Name == "" || q.Worst > worst.Worst) {
			worst = q
		}
	}
	return worst
}

func (r Report) where(keep func(Quantity) bool) (some []Quantity) {
	for _, q := range r.Quantities {
		if keep(q) {
			some = append(some, q)
		}
	}
	return some
}

// String is a table of the quantities, the failures marked.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.File, r.Implementation)
	for _, q := range r.Quantities {
		fmt.Fprintf(&b, "%s\n", q)
	}
	return b.String()
}

// String is one line: case, name, outcome, error and tolerance.
func (q Quantity) String() string {
	outcome := "ok"
	switch {
	case q.Skipped:
		outcome = "skipped"
	case !q.OK:
		outcome = "FAILED"
	}
	line := fmt.Sprintf("  %-12s %-36s %-7s %8.1e of %8.1e", q.Case, q.Name, outcome, q.Worst, q.Tolerance)
	if q.Excused > 0 {
		line += fmt.Sprintf(", %d spikes excused", q.Excused)
	}
	if q.Note != "" {
		line += ", " + q.Note
	}
	return line
}
