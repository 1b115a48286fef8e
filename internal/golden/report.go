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
	Compared   int     // values
	Left       int     // values left out: not shown, or behind an excused spike
	Excused    int     // spikes that differ where the potential is at the threshold
	Skipped    bool    // nothing was compared; Note says why
	OK         bool    // within tolerance, or skipped
	Note       string
}

// OK reports whether nothing failed and anything was compared.
func (r Report) OK() bool {
	return len(r.Failures()) == 0 && r.Total().Compared > 0
}

// Total adds up the values of all quantities.
func (r Report) Total() (sum Quantity) {
	for _, q := range r.Quantities {
		sum.Compared += q.Compared
		sum.Left += q.Left
		sum.Excused += q.Excused
	}
	return sum
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
	line := fmt.Sprintf("  %-12s %-36s %-7s %8.1e of %8.1e, %d values", q.Case, q.Name, outcome, q.Worst, q.Tolerance, q.Compared)
	if q.Left > 0 {
		line += fmt.Sprintf(", %d left out", q.Left)
	}
	if q.Excused > 0 {
		line += fmt.Sprintf(", %d spikes excused", q.Excused)
	}
	if q.Note != "" {
		line += ", " + q.Note
	}
	return line
}
