package datasets

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// WriteSpread prints minimum, 5th percentile, median, 95th percentile and
// maximum of every quantity that has them, each beside that of the reference
// in brackets.
func (s *EventStats) WriteSpread(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%-*s\tmin\tp5\tmedian\tp95\tmax\t\n", nameWidth, "quantity (reference)")
	for _, c := range s.Compare() {
		if math.IsNaN(c.Summary.Median) {
			continue
		}
		d := digits(c.Reference)
		fmt.Fprintf(t, "%-*s\t", nameWidth, c.Name)
		for _, v := range [][2]float64{
			{c.Summary.Min, c.Reference.Min}, {c.Summary.P5, c.Reference.P5}, {c.Summary.Median, c.Reference.Median},
			{c.Summary.P95, c.Reference.P95}, {c.Summary.Max, c.Reference.Max},
		} {
			fmt.Fprintf(t, "%s (%s)\t", number("%.*f", d, v[0]), number("%.*f", d, v[1]))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("datasets: statistics: %w", err)
	}
	return nil
}
