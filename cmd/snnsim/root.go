package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/snnsim/snnsim/internal/nearest"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "snnsim",
		Short:         "Train and examine spiking neural networks with TSSL-BP",
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version(),
		Args:          noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError{flagError(cmd, err)} })
	root.AddCommand(newTrain(), newEval(), newPredict(), newInfo(), newSelftest(), newRuns(), newReport(), newViewCommand(), newData(), newBench(), newPlot())
	root.AddCommand(newAverage(), newExport(), newImport(), newMan())
	ownHelp(root)
	completeAll(root)
	wrapArgs(root)
	decimalFlags(root)
	return root
}

// noCommand refuses what is no command of a group.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range cmd.Commands() {
		known = append(known, c.Name())
	}
	return usagef("unknown command %q for %q%s", args[0], cmd.CommandPath(), nearest.Hint(args[0], known))
}

// flagError says what a flag was meant to be, or what it takes.
func flagError(cmd *cobra.Command, err error) error {
	var none *pflag.NotExistError
	if errors.As(err, &none) && len(none.GetSpecifiedName()) > 1 {
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		if w := nearest.Word(none.GetSpecifiedName(), known); w != "" {
			return fmt.Errorf("%w; did you mean --%s?", err, w)
		}
	}
	var bad *pflag.InvalidValueError
	if errors.As(err, &bad) && !errors.Is(err, strconv.ErrRange) {
		takes := map[string]string{"int": "a whole number", "uint64": "a whole number, not below 0", "float64": "a number", "bool": "true or false"}[bad.GetFlag().Value.Type()]
		if takes != "" {
			return fmt.Errorf("--%s %q: expected %s", bad.GetFlag().Name, bad.GetValue(), takes)
		}
	}
	return err
}

// ownHelp adds the commands that cobra would add later, so that they too refuse
// what they do not know.
func ownHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Args = func(_ *cobra.Command, args []string) error {
				if found, _, err := root.Find(args); err != nil || len(args) > 0 && found == root {
					return fmt.Errorf("unknown help topic %q", strings.Join(args, " "))
				}
				return nil
			}
		case "completion":
			c.Args = cobra.NoArgs
			c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

// wrapArgs makes every wrong argument a usage error.
func wrapArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			if err != nil && !isUsage(err) {
				return usageError{fmt.Errorf("%w: expected %s", err, cmd.UseLine())}
			}
			return err
		}
	}
	for _, sub := range c.Commands() {
		wrapArgs(sub)
	}
}
