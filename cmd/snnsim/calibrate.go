package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/internal/kernel"
)

// calibrate measures the break-evens of back ends.
func calibrate(cmd *cobra.Command, f *benchKernelsFlags, sets []*kernel.Set, effort bench.Effort, v *view) error {
	var all []*bench.Calibration
	for _, k := range sets {
		c, err := bench.Calibrate(cmd.Context(), effort, k, func(what string) { v.status("%s", what) })
		v.clear()
		if err != nil {
			return err
		}
		all = append(all, c)
	}
	return f.report(cmd.OutOrStdout(), all, func(w io.Writer) {
		for i, c := range all {
			if i > 0 {
				fmt.Fprintln(w)
			}
			printCalibration(w, c)
		}
	})
}

func printCalibration(w io.Writer, c *bench.Calibration) {
	fmt.Fprintf(w, "# Break-evens of event-driven and dense forms, back end %s, one thread.\n", c.Kernel)
	fmt.Fprintln(w, "# This section of a network file sets them; in comments what is used without it.")
	fmt.Fprintln(w, "Events:")
	for _, l := range []struct {
		key                string
		measured, standard float64
	}{
		{"conv", c.Measured.Conv, c.Default.Conv},
		{"conv_gradient", c.Measured.ConvGradient, c.Default.ConvGradient},
		{"linear", c.Measured.Linear, c.Default.Linear},
		{"narrow", c.Measured.Narrow, c.Default.Narrow},
		{"data_gradient", c.Measured.DataGradient, c.Default.DataGradient},
	} {
		fmt.Fprintf(w, "  %s: %g  # %g\n", l.key, l.measured, l.standard)
	}
}
