package main

import (
	"github.com/spf13/cobra"
)

func newData() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "data",
		Short: "Fetch, check, view, convert and simulate data sets",
		Args:  noCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFetch(), newCheck(), newStats(), newConvert(), newSimulate(), newDataView())
	return cmd
}
