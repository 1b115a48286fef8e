package datasets

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// WriteTable prints every quantity with its mean and standard deviation, those
// of the reference, and two distances: the difference of the means in units of
// the reference's standard deviation, where that is known, and in percent of
// the reference's mean.
func (s *EventStats) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%-*s\tmean\tsd\tref. mean\tref. sd\tdistance\tdiff. %%\t\n", nameWidth, "quantity")
	for _, c := range s.Compare() {
		q, r := c.Summary, c.Reference
		d := digits(r)
		fmt.Fprintf(t, "%-*s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", nameWidth, c.Name,
			number("%.*f", d, q.Mean), number("%.*f", d, q.SD),
			number("%.*f", d, r.Mean), number("%.*f", d, r.SD),
			number("%+.*f", 2, c.Distance), number("%+.*f", 1, c.Percent))
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("datasets: statistics: %w", err)
	}
	return nil
}

const nameWidth = 32 // characters, of the longest name

// distance returns the difference of the means in standard deviations of the
// reference, with two decimals, so that nothing is not printed as -0.00.
func distance(q, ref Summary) float64 { return math.Round((q.Mean-ref.Mean)/ref.SD*100)/100 + 0 }

// percent returns the difference of the means in percent of the reference's,
// with one decimal.
func percent(q, ref Summary) float64 { return math.Round((q.Mean-ref.Mean)/ref.Mean*1000)/10 + 0 }

// digits returns how many decimals show a quantity as the reference does.
func digits(ref Summary) int {
	size := ref.SD
	if math.IsNaN(size) {
		size = ref.Mean
	}
	switch {
	case size < 1:
		return 3
	case size < 10:
		return 1
	}
	return 0
}

// number formats v, or a dash for what is not known.
func number(format string, decimals int, v float64) string {
	if math.IsNaN(v) {
		return "-"
	}
	return fmt.Sprintf(format, decimals, v)
}
