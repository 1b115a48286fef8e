package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
)

type statsFlags struct {
	split        string
	spread, json bool
}

func newStats() *cobra.Command {
	var f statsFlags
	cmd := &cobra.Command{
		Use:   "stats DIR",
		Short: "Compare the recordings of an N-MNIST folder with the real ones",
		Long: `Print the statistics of the recordings in an N-MNIST folder beside those of
1,100 real N-MNIST recordings: events, polarity, timing, pixels, by digit. The
distance is the difference of the means in standard deviations of the reference.
Every recording must be sound; data check lists those that are not.`,
		Example: `  snnsim data stats nmnist/ --split test
  snnsim data stats simulated/ --spread`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return stats(cmd, args[0], &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.split, "split", "", "train or test (default those that are there)")
	fl.BoolVar(&f.spread, "spread", false, "print minimum, percentiles and maximum instead of means")
	fl.BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func stats(cmd *cobra.Command, dir string, f *statsFlags) error {
	list, err := f.list(cmd.Context(), dir)
	if err != nil {
		return err
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	progress := v.progress("reading recording")
	st, err := datasets.CollectEventStats(len(list), func(i int) (int, []datasets.Event, error) {
		if err := cmd.Context().Err(); err != nil {
			return 0, nil, err
		}
		progress(i+1, len(list))
		ev, err := datasets.ReadRecording(list[i].Path)
		return list[i].Label, ev, err
	})
	v.clear()
	if err != nil {
		return dataError{err}
	}
	out := cmd.OutOrStdout()
	_, err = os.Stat(filepath.Join(dir, datasets.SimulatedNote))
	simulated := err == nil
	if f.json {
		return writeJSON(out, struct {
			Dir        string         `json:"dir"`
			Recordings int            `json:"recordings"`
			Simulated  bool           `json:"simulated"`
			Events     []quantityJSON `json:"events"`
		}{dir, len(list), simulated, quantitiesJSON(st)})
	}
	what := "recordings"
	if simulated {
		what = "simulated recordings"
	}
	fmt.Fprintf(out, "%d %s in %s\n\n", len(list), what, dir)
	if f.spread {
		return st.WriteSpread(out)
	}
	return st.WriteTable(out)
}

// list finds the recordings of the split that was asked for, or of those that
// are there.
func (f *statsFlags) list(ctx context.Context, dir string) ([]datasets.Recording, error) {
	if f.split != "" {
		if f.split != datasets.Train && f.split != datasets.Test {
			return nil, usagef("--split %q: expected train or test", f.split)
		}
		list, err := datasets.ListNMNIST(ctx, dir, f.split)
		return list, asData(err)
	}
	var all []datasets.Recording
	var missing error
	for _, s := range []string{datasets.Train, datasets.Test} {
		list, err := datasets.ListNMNIST(ctx, dir, s)
		if errors.Is(err, datasets.ErrNoSplit) {
			missing = err
			continue
		}
		if err != nil {
			return nil, dataError{err}
		}
		all = append(all, list...)
	}
	if len(all) == 0 {
		return nil, dataError{missing}
	}
	return all, nil
}
