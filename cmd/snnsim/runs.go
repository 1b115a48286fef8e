package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/nearest"
	"github.com/snnsim/snnsim/internal/rundir"
)

// runsFolder is where train puts runs.
const runsFolder = "runs"

type runsFlags struct {
	sort    string
	reverse bool
	filters []string
	json    bool
}

func newRuns() *cobra.Command {
	var f runsFlags
	cmd := &cobra.Command{
		Use:   "runs [FOLDER ...]",
		Short: "List, compare and remove runs",
		Long: `List the runs in the folders, or in ` + runsFolder + `. Runs are sorted and filtered by
` + strings.Join(rundir.Columns(), ", ") + `.
"best" is the accuracy of the best epoch on the set that chose it, "test" that on
the test set: of the epoch that a validation set chose, else of the last epoch.`,
		Example: `  snnsim runs --sort best
  snnsim runs --filter 'network=mnist*' --filter 'best>=0.98' --json
  snnsim runs compare runs/a runs/b
  snnsim runs means runs
  snnsim runs rm runs/a`,
		RunE: func(cmd *cobra.Command, args []string) error { return listRuns(cmd.OutOrStdout(), args, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.sort, "sort", "started", "column to sort by; accuracies begin with the highest")
	fl.BoolVar(&f.reverse, "reverse", false, "sort the other way round")
	fl.StringArrayVar(&f.filters, "filter", nil, "condition such as best>=0.9 or network=mnist*; all must hold")
	fl.BoolVar(&f.json, "json", false, "print JSON")
	cmd.AddCommand(newCompareRuns(), newRunMeans(), newRemoveRuns())
	return cmd
}

func listRuns(w io.Writer, folders []string, f *runsFlags) error {
	var filters []*rundir.Filter
	for _, s := range f.filters {
		filter, err := rundir.ParseFilter(s)
		if err != nil {
			return usageError{err}
		}
		filters = append(filters, filter)
	}
	if err := rundir.Sort(nil, f.sort, f.reverse); err != nil {
		return usagef("--sort %w", err)
	}
	dirs, err := findRuns(folders)
	if err != nil {
		return err
	}
	runs := []rundir.Summary{}
next:
	for _, dir := range dirs {
		s := rundir.Summarize(dir)
		for _, filter := range filters {
			if !filter.Match(&s) {
				continue next
			}
		}
		runs = append(runs, s)
	}
	if err := rundir.Sort(runs, f.sort, f.reverse); err != nil {
		return err
	}
	if f.json {
		return writeJSON(w, runs)
	}
	if len(runs) == 0 {
		fmt.Fprintln(w, "no runs")
		return nil
	}
	return printRuns(w, runs)
}

// findRuns lists the runs in the folders; without any, those that train made.
func findRuns(folders []string) ([]string, error) {
	if len(folders) == 0 {
		dirs, err := rundir.List(runsFolder)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return dirs, err
	}
	var dirs []string
	for _, folder := range folders {
		more, err := rundir.List(folder)
		if err != nil {
			return nil, dataError{fmt.Errorf("runs: %w%s", err, nearest.Hint(folder, []string{"compare", "means", "rm"}))}
		}
		dirs = append(dirs, more...)
	}
	return dirs, nil
}

func printRuns(w io.Writer, runs []rundir.Summary) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "run\tstatus\tnetwork\tdata set\tseed\tepochs\tbest\tchosen on\ttest\ttrain loss\ttime\tstarted")
	for i := range runs {
		s := &runs[i]
		epochs := fmt.Sprintf("%d/%d", s.Epochs, s.Of)
		best, on, loss, started := "-", "-", "-", "-"
		if s.BestEpoch > 0 {
			best, on = fmt.Sprintf("%.2f%% in %d", 100*s.Best, s.BestEpoch), s.ChosenOn
		}
		if s.Epochs > 0 {
			loss = fmt.Sprintf("%.4f", s.Loss)
		}
		if !s.Started.IsZero() {
			started = s.Started.Local().Format("2006-01-02 15:04")
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.Dir, s.Status, s.Network, datasetText(s.Dataset, s.Simulated), s.Seed,
			epochs, best, on, accuracyText(s.Test), loss, time.Duration(s.Seconds*float64(time.Second)).Round(time.Second), started)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	return printFaults(w, runs)
}

// datasetText names a data set, and says that it is simulated if its name doesn't.
func datasetText(name string, simulated bool) string {
	if simulated && !strings.Contains(name, "sim") {
		name += " (simulated)"
	}
	return name
}

// printFaults says what could not be read.
func printFaults(w io.Writer, runs []rundir.Summary) error {
	for i := range runs {
		if runs[i].Fault != "" {
			if _, err := fmt.Fprintf(w, "%s: %s\n", runs[i].Dir, runs[i].Fault); err != nil {
				return err
			}
		}
	}
	return nil
}

// accuracyText formats an accuracy, 0 being none.
func accuracyText(v float64) string {
	if v == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f%%", 100*v)
}
