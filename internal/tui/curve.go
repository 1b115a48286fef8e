package tui

import (
	"fmt"
	"math"
	"strings"
)

// curve is a plot of one quantity over the steps so far.
type curve struct {
	title  string
	value  string // the latest, beside the title
	note   string // beside the value
	role   role
	v      []float32
	marks  []mark
	lo, hi float64              // ends of the axis
	label  func(float64) string // of an end of the axis
}

// mark is a single value beside the line.
type mark struct {
	x    float64 // 0 to 1
	y    float64
	role role
}

const curveMark = 'o'

// draw makes a block of w columns and h rows: a title, and the plot beneath.
func (c *curve) draw(t Theme, w, h int) []string {
	head := t.paint(strong, c.title) + " " + t.paint(c.role, c.value)
	if c.note != "" && w >= 30 {
		head += "  " + t.paint(tested, c.note)
	}
	plotH := h - 1
	switch values := shift(c.v, c.lo); h {
	case 1:
		n := w - width(head) - 1
		return block([]string{head + " " + t.paint(c.role, spark(values, c.hi-c.lo, min(n, 60)))}, w, h)
	case 2:
		return block([]string{head, t.paint(c.role, spark(values, c.hi-c.lo, w))}, w, h)
	}
	top, bottom := c.label(c.hi), c.label(c.lo)
	side := max(len([]rune(top)), len([]rune(bottom)))
	plotW := w - side - 1
	if len(c.v) == 0 && len(c.marks) == 0 {
		return block([]string{head, t.paint(faint, "no step yet")}, w, h)
	}
	b := newBraille(plotW, plotH)
	c.line(b)
	lines := []string{head}
	for i := range plotH {
		label, edge := "", "│"
		switch i {
		case plotH - 1:
			label, edge = bottom, "┴"
		case 0:
			label, edge = top, "┬"
		}
		lines = append(lines, t.paint(faint, strings.Repeat(" ", side-len([]rune(label)))+label+edge)+c.row(t, b, i))
	}
	return block(lines, w, h)
}

// y returns the row of dots of a value.
func (c *curve) y(v float64, rows int) int {
	if c.hi <= c.lo {
		return rows - 1
	}
	return int(math.Round((c.hi - v) / (c.hi - c.lo) * float64(rows-1)))
}

func (c *curve) line(b *braille) {
	last := 0
	for x, v := range resample(c.v, 2*b.w) {
		y := min(max(c.y(float64(v), 4*b.h), 0), 4*b.h-1)
		if x == 0 {
			last = y
		}
		// The stroke reaches towards the last dot, not onto its row.
		from, to := y, y
		if y > last {
			from = last + 1
		} else if y < last {
			to = last - 1
		}
		for k := from; k <= to; k++ {
			b.set(x, k)
		}
		last = y
	}
}

// row renders one row of characters: the line, and the marks over it.
func (c *curve) row(t Theme, b *braille, i int) string {
	chars := b.row(i)
	roles := make([]role, len(chars))
	for x := range roles {
		roles[x] = c.role
	}
	for _, m := range c.marks {
		x := min(int(m.x*float64(b.w)), b.w-1)
		if x >= 0 && min(max(c.y(m.y, 4*b.h), 0), 4*b.h-1)/4 == i {
			chars[x], roles[x] = curveMark, m.role
		}
	}
	var out strings.Builder
	for lo := 0; lo < len(chars); {
		hi := lo + 1
		for hi < len(chars) && roles[hi] == roles[lo] {
			hi++
		}
		out.WriteString(t.paint(roles[lo], string(chars[lo:hi])))
		lo = hi
	}
	return out.String()
}

// lossCurve plots the training loss.
func lossCurve(s *Snapshot) *curve {
	c := &curve{title: "loss", value: fmt.Sprintf("%.4g", s.Loss), role: lossy, v: s.LossCurve, label: func(v float64) string { return fmt.Sprintf("%.3g", v) }}
	if s.Epoch == 0 {
		c.value = ""
	}
	lo, hi := span(c.v)
	if least := 0.02 * hi; hi-lo < least {
		lo, hi = hi-least, hi+least // too flat for three digits
	}
	c.lo, c.hi = max(0, lo-0.05*(hi-lo)), hi
	return c
}

// accuracyCurve plots training accuracy, and test accuracy as marks.
func accuracyCurve(s *Snapshot) *curve {
	c := &curve{title: "accuracy", value: percent(s.Accuracy, 1), role: trained, v: s.AccuracyCurve, label: func(v float64) string { return fmt.Sprintf("%.0f%%", 100*v) }}
	if s.Epoch == 0 {
		c.value = ""
	}
	lo, hi := span(c.v)
	if n := len(s.Tests); n > 0 {
		c.note = "o " + setName(s.Set) + " " + percent(s.Tests[n-1].Accuracy, 1)
	}
	for _, m := range s.Tests {
		if s.Step > s.Begun {
			c.marks = append(c.marks, mark{float64(m.Step-s.Begun) / float64(s.Step-s.Begun), m.Accuracy, tested})
		}
		if len(c.v) == 0 && len(c.marks) == 1 {
			lo, hi = m.Accuracy, m.Accuracy
		}
		lo, hi = min(lo, m.Accuracy), max(hi, m.Accuracy)
	}
	c.lo, c.hi = math.Floor(10*lo)/10, min(1, math.Ceil(10*hi)/10)
	if c.hi <= c.lo {
		c.lo, c.hi = max(0, c.lo-0.1), min(1, c.lo+0.1)
	}
	return c
}

func span(v []float32) (lo, hi float64) {
	for i, x := range v {
		if i == 0 {
			lo, hi = float64(x), float64(x)
		}
		lo, hi = min(lo, float64(x)), max(hi, float64(x))
	}
	return lo, hi
}

func shift(v []float32, by float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = x - float32(by)
	}
	return out
}
