package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/snnsim/snnsim/internal/figure"
)

// drawTradeoff draws accuracy against firing and against training time.
func drawTradeoff(dir string, rows []tradeoff, note string) error {
	if slices.ContainsFunc(rows, func(r tradeoff) bool { return r.Simulated }) {
		note += "; simulated data"
	}
	for _, d := range []struct {
		file, title, label string
		x                  func(*tradeoff) float64
	}{
		{"accuracy-firing.svg", "Accuracy against firing", "spikes per hidden neuron and step, %", func(r *tradeoff) float64 { return 100 * r.Firing }},
		{"accuracy-time.svg", "Accuracy against training time", "training step, ms a sample (median)", func(r *tradeoff) float64 { return r.Milliseconds }},
	} {
		l := figure.Lines{
			Title: d.title, Note: note, X: figure.Axis{Label: d.label}, Y: figure.Axis{Label: "test accuracy, %"},
			Series: tradeoffSeries(rows, d.x),
		}
		if err := l.Write(filepath.Join(dir, d.file)); err != nil {
			return err
		}
	}
	return nil
}

// tradeoffSeries has a series of points for every weight of the regulariser,
// and a line through their means.
func tradeoffSeries(rows []tradeoff, x func(*tradeoff) float64) []figure.Series {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b tradeoff) int { return cmp.Compare(a.Lambda, b.Lambda) })
	mean := figure.Series{Dashed: true}
	var all []figure.Series
	for len(rows) > 0 {
		n := 0
		s := figure.Series{Name: fmt.Sprintf("λ = %g", rows[0].Lambda), Points: true}
		var sx, sy float64
		for ; n < len(rows) && rows[n].Lambda == rows[0].Lambda; n++ {
			s.X, s.Y = append(s.X, x(&rows[n])), append(s.Y, 100*rows[n].Accuracy)
			sx, sy = sx+s.X[n], sy+s.Y[n]
		}
		mean.X, mean.Y = append(mean.X, sx/float64(n)), append(mean.Y, sy/float64(n))
		all, rows = append(all, s), rows[n:]
	}
	if len(all) > 1 {
		all = append(all, mean)
	}
	return all
}
