package tui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// pad returns s with exactly w columns.
func pad(s string, w int) string {
	w = max(0, w)
	if n := ansi.StringWidth(s); n < w {
		return s + strings.Repeat(" ", w-n)
	}
	return ansi.Truncate(s, w, "…")
}

// block returns lines with exactly w columns and h rows.
func block(lines []string, w, h int) []string {
	out := make([]string, max(0, h))
	for i := range out {
		if i < len(lines) {
			out[i] = pad(lines[i], w)
		} else {
			out[i] = strings.Repeat(" ", max(0, w))
		}
	}
	return out
}

// beside joins two blocks of the same height with a gap.
func beside(a, b []string, gap int) []string {
	out := make([]string, len(a))
	for i := range a {
		out[i] = a[i] + strings.Repeat(" ", gap) + b[i]
	}
	return out
}

// flow sets fields in lines of at most w columns, without breaking a field
// that fits a line.
func flow(fields []string, w int) []string {
	var lines []string
	line, width := "", 0
	for _, f := range fields {
		n := ansi.StringWidth(f)
		if line != "" && width+2+n > w {
			lines, line, width = append(lines, line), "", 0
		}
		if line != "" {
			line, width = line+"  ", width+2
		}
		line, width = line+f, width+n
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// clean makes text from outside safe to draw: one line without control
// characters or escapes.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, ansi.Strip(s))
}

// clock formats a duration as 5s, 1m05s or 2h03m.
func clock(d time.Duration) string {
	s := int(max(0, d).Round(time.Second) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 3600:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	}
	return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
}

// percent formats a share.
func percent(x float64, digits int) string { return fmt.Sprintf("%.*f %%", digits, 100*x) }
