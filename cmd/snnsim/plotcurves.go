package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/report"
)

func newPlotCurves() *cobra.Command {
	var what, out string
	cmd := &cobra.Command{
		Use:   "curves RUN...",
		Short: "Draw accuracy, loss, firing or learning rate over the epochs of runs",
		Long: `Draw a quantity over the epochs: of one run in training and evaluation, or layer
by layer; of several runs, the evaluation of each.`,
		Example: `  snnsim plot curves runs/try
  snnsim plot curves runs/a runs/b --what firing --out firing.png`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(report.Quantities(), what) {
				return usagef("--what %q: expected one of %v", what, report.Quantities())
			}
			if err := checkFigure(out); err != nil {
				return err
			}
			var runs []*report.Run
			for _, dir := range args {
				r, err := report.ReadRun(dir)
				if err != nil {
					return dataError{err}
				}
				runs = append(runs, r)
			}
			f, err := report.Curves(what, runs...)
			if err != nil {
				return dataError{err}
			}
			return draw(cmd, f, out)
		},
	}
	cmd.Flags().StringVar(&what, "what", report.Accuracy, "accuracy, loss, firing or rate (learning rate)")
	cmd.Flags().StringVar(&out, "out", "curves.svg", "file to write, .svg or .png")
	return cmd
}
