package tui

import "fmt"

// epochsBlock shows the last epochs that fit as a table.
func epochsBlock(s *Snapshot, t Theme, w, h int) []string {
	if h < 1 {
		return nil
	}
	lines := []string{t.paint(strong, " epoch") + t.paint(faint, "     loss    train     test     time")}
	best, _ := s.Best()
	for _, e := range s.Finished[max(0, len(s.Finished)-(h-1)):] {
		test := "-"
		if e.Test >= 0 {
			test = percent(e.Test, 2)
		}
		l := fmt.Sprintf("%6d %8.4g %8s %8s %8s", e.Number, e.Loss, percent(e.Train, 1), test, clock(e.Took))
		if e.Number == best.Number {
			l = t.paint(testing, l+" best")
		}
		lines = append(lines, l)
	}
	return block(lines, w, h)
}
