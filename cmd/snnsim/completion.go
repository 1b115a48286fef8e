package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/snnsim/snnsim/internal/catalog"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/networks"
)

// names lists what a word that has begun may become.
type names func(begun string) []string

func fixed(values ...string) names { return func(string) []string { return values } }

// argumentNames are what the words in the usage of a command stand for. Words
// that are not here are files.
var argumentNames = map[string]names{
	"NETWORK.yaml": networkNames,
	"RUN":          runNames,
	"MODEL":        fixed(models.Names()...),
	"NAME":         fixed(catalog.Names()...),
}

// flagNames are what the flags of that name take, in every command.
var flagNames = map[string]names{
	"network": networkNames,
	"resume":  runNames,
	"dataset": fixed(setNames()...),
	"warmup":  fixed("per-neuron", "per-layer", "none", "surrogate-only", "output-only"),
	"split":   fixed("train", "test"),
	"x-first": fixed("auto", "yes", "no"),
	"metrics": fixed("csv"),
	"rows":    fixed("epoch", "step"),
	"kernel":  fixed("generic", "avx2", "avx512"),

	"time-unit": fixed("us", "ms", "s"),
}

// completeAll lets the shell complete the arguments and flags of a command and
// those below it, as far as their names say what they are.
func completeAll(c *cobra.Command) {
	if c.ValidArgsFunction == nil && len(c.ValidArgs) == 0 {
		c.ValidArgsFunction = completeArguments(c.Use)
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		list, ok := flagNames[f.Name]
		if _, has := c.GetFlagCompletionFunc(f.Name); !ok || has || f.Value.Type() != "string" {
			return
		}
		err := c.RegisterFlagCompletionFunc(f.Name, func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
			return matching(list(begun), begun), cobra.ShellCompDirectiveDefault
		})
		if err != nil {
			panic(err) // the flag was just seen
		}
	})
	for _, sub := range c.Commands() {
		completeAll(sub)
	}
}

// completeWith lets the shell complete a flag with fixed values.
func completeWith(cmd *cobra.Command, flag string, values []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // no such flag
	}
}

// completeArguments reads what the arguments are from a usage such as
// "speed [NETWORK.yaml|RUN ...]".
func completeArguments(use string) cobra.CompletionFunc {
	words := strings.FieldsFunc(use, func(r rune) bool { return strings.ContainsRune(" []|", r) })
	return func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		var out []string
		if len(args) == 0 || strings.Contains(use, "...") {
			for _, w := range words[1:] {
				if strings.HasPrefix(w, "--") {
					break // what follows is a flag's
				}
				if list := argumentNames[strings.TrimSuffix(w, "...")]; list != nil {
					out = append(out, matching(list(begun), begun)...)
				}
			}
		}
		return out, cobra.ShellCompDirectiveDefault
	}
}

func matching(list []string, begun string) []string {
	var out []string
	for _, s := range list {
		if strings.HasPrefix(s, begun) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// networkNames lists the network files that come with the program.
func networkNames(string) []string {
	var out []string
	for _, n := range networks.Names() {
		out = append(out, strings.TrimSuffix(n, filepath.Ext(n)))
	}
	return out
}

// runNames lists the run folders in runs/, and those whose path begins so.
func runNames(begun string) []string {
	var out []string
	for _, pattern := range []string{filepath.Join("runs", "*"), begun + "*"} {
		found, err := filepath.Glob(filepath.Join(pattern, rundir.Config))
		if err != nil {
			continue // what has begun is no pattern
		}
		for _, f := range found {
			if st, err := os.Stat(f); err == nil && st.Mode().IsRegular() {
				out = append(out, filepath.Dir(f))
			}
		}
	}
	return out
}
