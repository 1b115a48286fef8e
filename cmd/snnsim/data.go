package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
)

func newData() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "data",
		Short: "Fetch, check, convert and simulate data sets",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFetch(), newCheck(), newStats(), newConvert(), newSimulate())
	return cmd
}

func newStats() *cobra.Command {
	var split string
	cmd := &cobra.Command{
		Use:   "stats DIR",
		Short: "Compare the recordings of an N-MNIST folder with the real ones",
		Long: `Print the statistics of the recordings in an N-MNIST folder beside those of
1,100 real N-MNIST recordings: events, polarity, timing, pixels, by digit.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return stats(cmd, args[0], split) },
	}
	cmd.Flags().StringVar(&split, "split", "", "train or test (default both)")
	return cmd
}

func stats(cmd *cobra.Command, dir, split string) error {
	splits := []string{datasets.Train, datasets.Test}
	if split != "" {
		if split != datasets.Train && split != datasets.Test {
			return usagef("--split %q: expected train or test", split)
		}
		splits = []string{split}
	}
	var list []datasets.Recording
	for _, s := range splits {
		part, err := datasets.ListNMNIST(cmd.Context(), dir, s)
		if err != nil {
			return dataError{err}
		}
		list = append(list, part...)
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
	fmt.Fprintf(cmd.OutOrStdout(), "%d recordings in %s\n\n", len(list), dir)
	return st.WriteTable(cmd.OutOrStdout())
}
