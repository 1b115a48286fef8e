package main

import (
	"fmt"
	"strings"
	"time"
)

// tally is what all targets have come to.
type tally struct{ results []result }

func (t *tally) failures() (n int) {
	for _, r := range t.results {
		if r.failure != "" {
			n++
		}
	}
	return n
}

// table prints the tally as Markdown.
func (t *tally) table() string {
	var b strings.Builder
	b.WriteString("| target | inputs | time | |\n|---|---:|---:|---|\n")
	inputs, took := int64(0), time.Duration(0)
	for _, r := range t.results {
		verdict := ""
		if r.failure != "" {
			verdict = "failed"
		}
		fmt.Fprintf(&b, "| `%v` | %s | %s | %s |\n", r.target, grouped(r.inputs), r.took.Round(time.Second), verdict)
		inputs, took = inputs+r.inputs, took+r.took
	}
	fmt.Fprintf(&b, "| all %d | %s | %s | %d failed |\n", len(t.results), grouped(inputs), took.Round(time.Second), t.failures())
	return b.String()
}

// grouped writes a number with commas between its thousands.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
