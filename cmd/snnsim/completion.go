package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/rundir"
)

// completeWith lets the shell complete a flag with fixed values.
func completeWith(cmd *cobra.Command, flag string, values []string) {
	register(cmd, flag, func() []string { return values }, cobra.ShellCompDirectiveNoFileComp)
}

// completeFlag lets the shell complete a flag with names, or with files.
func completeFlag(cmd *cobra.Command, flag string, names func() []string) {
	register(cmd, flag, names, cobra.ShellCompDirectiveDefault)
}

// register panics if the command has no such flag.
func register(cmd *cobra.Command, flag string, names func() []string, d cobra.ShellCompDirective) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return names(), d
	})
	if err != nil {
		panic(err)
	}
}

// completeArgs lets the shell complete the first argument with names, or with
// files.
func completeArgs(names func() []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return names(), cobra.ShellCompDirectiveDefault
	}
}

// runNames lists the run folders in runs/.
func runNames() []string {
	found, err := filepath.Glob(filepath.Join("runs", "*", rundir.Config))
	if err != nil {
		return nil
	}
	var names []string
	for _, f := range found {
		if _, err := os.Stat(f); err == nil {
			names = append(names, filepath.Dir(f))
		}
	}
	return names
}
