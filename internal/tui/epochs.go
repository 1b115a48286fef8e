package tui

import "fmt"

// epochsBlock shows the last epochs that fit as a table. A star marks
// the best.
func epochsBlock(s *Snapshot, t Theme, w, h int) []string {
	if h < 1 {
		return nil
	}
	lines := []string{t.paint(strong, "epoch") + t.paint(faint, "    loss   train    test   time")}
	best, _ := s.Best()
	for _, e := range s.Finished[max(0, len(s.Finished)-(h-1)):] {
		test := "-"
		if e.Test >= 0 {
			test = percent(e.Test, 1)
		}
		l := fmt.Sprintf("%5d %7.4g %7s %7s %6s", e.Number, e.Loss, percent(e.Train, 1), test, clock(e.Took))
		if e.Number == best.Number {
			l = t.paint(tested, l+" *")
		}
		lines = append(lines, l)
	}
	return block(lines, w, h)
}
