package tui

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// width returns the columns of s. What the view itself draws is counted without
// looking up every character, which is most of the cost of a picture.
func width(s string) int {
	n := 0
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= ' ' && c < 0x7f:
			n, i = n+1, i+1
		case c == 0x1b && i+1 < len(s) && s[i+1] == '[':
			end := strings.IndexByte(s[i:], 'm')
			if end < 0 || strings.Trim(s[i+2:i+end], "0123456789;") != "" {
				return ansi.StringWidth(s)
			}
			i += end + 1
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r < 0x2500 || r > 0x25ff && r < 0x2800 || r > 0x28ff {
				if r != '·' && r != '…' {
					return ansi.StringWidth(s)
				}
			}
			n, i = n+1, i+size
		}
	}
	return n
}

// pad returns s with exactly w columns.
func pad(s string, w int) string {
	w = max(0, w)
	n := width(s)
	if n <= w {
		return s + strings.Repeat(" ", w-n)
	}
	s = ansi.Truncate(s, w, "…")
	return s + strings.Repeat(" ", max(0, w-width(s))) // a wide character may not have fitted
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
	line, used := "", 0
	for _, f := range fields {
		n := width(f)
		if line != "" && used+2+n > w {
			lines, line, used = append(lines, line), "", 0
		}
		if line != "" {
			line, used = line+"  ", used+2
		}
		line, used = line+f, used+n
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
