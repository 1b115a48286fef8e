package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/rundir"
)

func newCompareRuns() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "compare RUN RUN ...",
		Short: "Show how runs differ, in settings and results",
		Args:  cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return compareRuns(cmd.OutOrStdout(), args, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func compareRuns(w io.Writer, dirs []string, asJSON bool) error {
	var runs []rundir.Summary
	for _, dir := range dirs {
		if err := rundir.Check(dir); err != nil {
			return dataError{err}
		}
		runs = append(runs, rundir.Summarize(dir))
	}
	diffs, err := rundir.Compare(dirs)
	if err != nil {
		return dataError{err}
	}
	if asJSON {
		return writeJSON(w, struct {
			Runs        []rundir.Summary    `json:"runs"`
			Differences []rundir.Difference `json:"differences"`
		}{runs, append([]rundir.Difference{}, diffs...)})
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name string, value func(*rundir.Summary) string) {
		fmt.Fprint(tw, name)
		for i := range runs {
			fmt.Fprint(tw, "\t", value(&runs[i]))
		}
		fmt.Fprintln(tw)
	}
	row("", func(s *rundir.Summary) string { return s.Dir })
	for _, d := range diffs {
		fmt.Fprintf(tw, "%s\t%s\n", d.Setting, strings.Join(d.Values, "\t"))
	}
	if len(diffs) == 0 {
		row("settings", func(*rundir.Summary) string { return "the same" })
	}
	row("back end", func(s *rundir.Summary) string { return cmp.Or(s.Backend, "-") })
	row("status", func(s *rundir.Summary) string { return string(s.Status) })
	row("epochs", func(s *rundir.Summary) string { return fmt.Sprintf("%d of %d", s.Epochs, s.Of) })
	row("best", func(s *rundir.Summary) string {
		if s.BestEpoch == 0 {
			return "-"
		}
		return fmt.Sprintf("%.2f%% in epoch %d on %s", 100*s.Best, s.BestEpoch, s.ChosenOn)
	})
	row("test", func(s *rundir.Summary) string { return accuracyText(s.Test) })
	row("train", func(s *rundir.Summary) string { return accuracyText(s.Accuracy) })
	if slices.ContainsFunc(runs, func(s rundir.Summary) bool { return s.Average > 0 }) {
		row("mean of weights", func(s *rundir.Summary) string { return accuracyText(s.Average) })
	}
	row("train loss", func(s *rundir.Summary) string {
		if s.Epochs == 0 {
			return "-"
		}
		return fmt.Sprintf("%.4f", s.Loss)
	})
	row("time", func(s *rundir.Summary) string { return fmt.Sprintf("%.0f s", s.Seconds) })
	row("weights", func(s *rundir.Summary) string { return shortHash(s.Weights) })
	if err := tw.Flush(); err != nil {
		return err
	}
	return printFaults(w, runs)
}

// shortHash returns as much of a hash as tells runs apart.
func shortHash(h string) string {
	if h == "" {
		return "-"
	}
	return h[:min(12, len(h))]
}
