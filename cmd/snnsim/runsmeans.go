package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/rundir"
)

func newRunMeans() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "means [FOLDER ...]",
		Short: "Mean and deviation of runs that differ in their seed alone",
		Long: `Group the runs that have ended, in the folders or in ` + runsFolder + `, by all their settings
but the seed, and show the mean of their accuracies, with the deviation of a sample
(n - 1). "best" is that of the best epoch on the set that chose it, "test" that on the
test set: of the epoch that a validation set chose, else of the last; "mean of weights"
that of the mean of the last epochs' weights.`,
		Example: `  for seed in 1 2 3; do snnsim train mnist_cnn --data DIR --seed $seed; done
  snnsim runs means`,
		RunE: func(cmd *cobra.Command, args []string) error {
			dirs, err := findRuns(args)
			if err != nil {
				return err
			}
			means, left := rundir.MeansOf(dirs)
			for _, l := range left {
				fmt.Fprintf(cmd.ErrOrStderr(), "left out: %s: %s\n", l.Dir, l.Why)
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), append([]rundir.Means{}, means...))
			}
			return printMeans(cmd.OutOrStdout(), means)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printMeans(w io.Writer, means []rundir.Means) error {
	if len(means) == 0 {
		_, err := fmt.Fprintln(w, "no runs that have ended")
		return err
	}
	averages := slices.ContainsFunc(means, func(m rundir.Means) bool { return m.Average != nil })
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(tw, "network\tdata set\tepochs\tseeds\tbest\tchosen on\ttest")
	if averages {
		fmt.Fprint(tw, "\tmean of weights")
	}
	fmt.Fprintln(tw)
	for i := range means {
		m := &means[i]
		seeds := make([]string, len(m.Seeds))
		for j, s := range m.Seeds {
			seeds[j] = fmt.Sprint(s)
		}
		set := datasetText(m.Dataset, m.Simulated)
		if m.Data != "" {
			set += " of " + m.Data
		}
		fmt.Fprintf(tw, "%s\t%s\t%d\t%s\t%s\t%s\t%s", m.Network, set, m.Epochs, strings.Join(seeds, " "),
			spreadText(&m.Best, len(seeds)), m.ChosenOn, spreadText(m.Test, len(seeds)))
		if averages {
			fmt.Fprintf(tw, "\t%s", spreadText(m.Average, len(seeds)))
		}
		fmt.Fprintln(tw)
	}
	return tw.Flush()
}

func spreadText(s *rundir.Spread, runs int) string {
	switch {
	case s == nil:
		return "-"
	case runs == 1:
		return fmt.Sprintf("%.2f%%", 100*s.Mean)
	}
	return fmt.Sprintf("%.2f ± %.2f%%", 100*s.Mean, 100*s.Deviation)
}
