package tui

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"
)

// epochsBlock shows the last epochs that fit as a table. A star marks
// the best.
func epochsBlock(s *Snapshot, t Theme, w, h int) []string {
	if h < 1 {
		return nil
	}
	lines := []string{t.paint(strong, "epoch") + t.paint(faint, fmt.Sprintf("    loss   train %7s   time", ansi.Truncate(setName(s.Set), 5, "")))}
	for _, e := range s.Finished[max(0, len(s.Finished)-(h-1)):] {
		test := "-"
		if e.Test >= 0 {
			test = percent(e.Test, 1)
		}
		l := fmt.Sprintf("%5d %7.4g %7s %7s %6s", e.Number, e.Loss, percent(e.Train, 1), test, clock(e.Took))
		if e.Number == s.BestEpoch {
			l = t.paint(tested, l+" *")
		}
		lines = append(lines, l)
	}
	return block(lines, w, h)
}
