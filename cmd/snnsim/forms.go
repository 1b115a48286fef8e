package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/snnsim/snnsim/snn"
)

// formRow is one layer of the table of forms.
type formRow struct {
	name  string
	input string // spikes per input cell and step, or that it is an image
	share func(p snn.Part) (float64, bool)
}

// printForms prints how dense the layers' inputs were and which form each part
// of the training step took.
func printForms(w io.Writer, indent string, rows []formRow) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "%slayer\tinput", indent)
	for _, p := range snn.Parts() {
		fmt.Fprintf(tw, "\t%v", p)
	}
	fmt.Fprintln(tw)
	for _, r := range rows {
		fmt.Fprintf(tw, "%s%s\t%s", indent, r.name, r.input)
		for _, p := range snn.Parts() {
			fmt.Fprintf(tw, "\t%s", formName(r.share(p)))
		}
		fmt.Fprintln(tw)
	}
	tw.Flush()
}

// inputName writes a density; there is none where an image comes in.
func inputName(density float64, spikes bool) string {
	if !spikes {
		return "image"
	}
	return fmt.Sprintf("%.1f %%", 100*density)
}

// formName names a form by its share of events.
func formName(events float64, computed bool) string {
	switch {
	case !computed:
		return "-"
	case events == 0:
		return "dense"
	case events == 1:
		return "events"
	}
	return fmt.Sprintf("events in %.0f %%", 100*events)
}

// describeBreakEvens says up to which densities events are chosen.
func describeBreakEvens(b snn.BreakEvens) string {
	return fmt.Sprintf("events up to %.0f %% in convolutions (weight gradient %.0f %%), %.0f %% in dense layers (narrow ones %.0f %%), %.0f %% for data gradients at spikes",
		100*b.Conv, 100*b.ConvGradient, 100*b.Linear, 100*b.Narrow, 100*b.DataGradient)
}
