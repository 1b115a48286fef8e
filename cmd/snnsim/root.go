package main

import (
	"github.com/spf13/cobra"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "snnsim",
		Short:         "Train and examine spiking neural networks with TSSL-BP",
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version(),
		Args:          cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newTrain(), newEval(), newInfo(), newSelftest(), newRuns(), newReport(), newViewCommand(), newData(), newBench(), newPlot())
	root.AddCommand(newExport(), newImport(), newMan())
	completeAll(root)
	wrapArgs(root)
	return root
}

// wrapArgs makes every wrong argument a usage error.
func wrapArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usageError{err}
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		wrapArgs(sub)
	}
}
