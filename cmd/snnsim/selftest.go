package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/golden"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/selftest"
)

func newSelftest() *cobra.Command {
	var dir string
	var verbose bool
	cmd := &cobra.Command{
		Use:   "selftest",
		Short: "Check the arithmetic against reference numbers",
		Long: `Check the float64 reference and the float32 code, on every back end that this
CPU has, against golden files: those built in or, with --golden, every .json
file below a folder instead. Prints a line for each file and implementation with
the worst error of each quantity, relative to the quantity's largest magnitude,
and how many values were compared. A spike may differ where the potential is within
1e-5 of the threshold; what depends on it is then left out, and counted, as are
numbers of a table of variants that are not known (-v names them). A file that
can't be read fails like one with wrong numbers.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := builtinFiles()
			if dir != "" {
				files, err = goldenFiles(cmd.Context(), dir)
			}
			if err != nil {
				return err
			}
			return runSelftest(cmd, files, verbose)
		},
	}
	cmd.Flags().StringVar(&dir, "golden", "", "folder of golden files, which are compared instead of those built in")
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "a line for every quantity")
	return cmd
}

func runSelftest(cmd *cobra.Command, files []goldenFile, verbose bool) error {
	impls := []golden.Implementation{golden.Oracle{}}
	for _, k := range kernel.Available() {
		impls = append(impls, selftest.Fast{K: k})
	}
	out := cmd.OutOrStdout()
	var total golden.Quantity
	checks, failed := 0, 0
	for _, f := range files {
		if f.err != nil {
			checks++
			failed++
			fmt.Fprintf(out, "FAIL %s\n", strings.TrimPrefix(f.err.Error(), "golden: "))
			continue
		}
		for _, impl := range impls {
			r, err := await(cmd.Context(), func() golden.Report { return golden.Check(f.File, impl) })
			if err != nil {
				return err
			}
			checks++
			word := "ok  "
			if !r.OK() {
				word = "FAIL"
				failed++
			}
			sum := r.Total()
			total.Compared, total.Left = total.Compared+sum.Compared, total.Left+sum.Left
			fmt.Fprintf(out, "%s %s, %s: %s\n", word, r.File, r.Implementation, summary(r))
			for _, q := range r.Quantities {
				if verbose || !q.OK {
					fmt.Fprintln(out, q)
				}
			}
		}
	}
	values := fmt.Sprintf("%d values compared, %d left out", total.Compared, total.Left)
	if failed > 0 {
		return fmt.Errorf("selftest: %d of %d checks failed; %s", failed, checks, values)
	}
	fmt.Fprintf(out, "%s, %s: all within tolerance; %s\n", counted(len(files), "file"), counted(len(impls), "implementation"), values)
	return nil
}

// summary lists the worst error of each quantity, over cases and layers.
func summary(r golden.Report) string {
	type worst struct {
		name string
		err  float64
	}
	var list []worst
	at := map[string]int{}
	for _, q := range r.Quantities {
		if q.Skipped {
			continue
		}
		name, _, _ := strings.Cut(q.Name, ".")
		i, seen := at[name]
		if !seen {
			i = len(list)
			at[name] = i
			list = append(list, worst{name: name})
		}
		list[i].err = max(list[i].err, q.Worst)
	}
	parts := make([]string, len(list))
	for i, w := range list {
		parts[i] = fmt.Sprintf("%s %.1e", w.name, w.err)
	}
	sum := r.Total()
	if sum.Compared == 0 {
		parts = append(parts, "nothing was compared")
	}
	parts = append(parts, counted(sum.Compared, "value"))
	if sum.Left > 0 {
		parts = append(parts, fmt.Sprintf("%d left out", sum.Left))
	}
	if sum.Excused > 0 {
		parts = append(parts, counted(sum.Excused, "spike")+" excused")
	}
	return strings.Join(parts, ", ")
}
