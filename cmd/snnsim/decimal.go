package main

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/snnsim/snnsim/internal/decimal"
)

// decimalFlags makes 010 ten in the flags of all commands, as in network files.
func decimalFlags(cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if slices.Contains([]string{"int", "int64", "uint", "uint64"}, f.Value.Type()) {
			f.Value = wholeNumber{f.Value}
		}
	})
	for _, c := range cmd.Commands() {
		decimalFlags(c)
	}
}

// wholeNumber is a whole number that never is octal for its zeros.
type wholeNumber struct{ pflag.Value }

// Set implements pflag.Value.
func (d wholeNumber) Set(s string) error { return d.Value.Set(decimal.Trim(s)) }
