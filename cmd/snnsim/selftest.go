package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
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
CPU has, against golden files: those built in, and with --golden every .json
file of a folder. Prints a line for each file and implementation with the worst
error of each quantity, relative to the quantity's largest magnitude.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := golden.Builtin()
			if err != nil {
				return err
			}
			if dir != "" {
				if files, err = loadGolden(dir); err != nil {
					return err
				}
			}
			return runSelftest(cmd, files, verbose)
		},
	}
	cmd.Flags().StringVar(&dir, "golden", "", "folder of golden files")
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "a line for every quantity")
	return cmd
}

// loadGolden reads every .json file below dir.
func loadGolden(dir string) ([]*golden.File, error) {
	var files []*golden.File
	var errs []error
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		f, err := golden.Load(path)
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		files = append(files, f)
		return nil
	})
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, dataError{err}
	}
	if len(files) == 0 {
		return nil, dataError{fmt.Errorf("golden folder %s: holds no .json file", dir)}
	}
	return files, nil
}

func runSelftest(cmd *cobra.Command, files []*golden.File, verbose bool) error {
	impls := []golden.Implementation{golden.Oracle{}}
	for _, k := range kernel.Available() {
		impls = append(impls, selftest.Fast{K: k})
	}
	failed := 0
	for _, f := range files {
		for _, impl := range impls {
			r, err := await(cmd.Context(), func() golden.Report { return golden.Check(f, impl) })
			if err != nil {
				return err
			}
			word := "ok  "
			if !r.OK() {
				word = "FAIL"
				failed++
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %s, %s: %s\n", word, r.File, r.Implementation, summary(r))
			if verbose || !r.OK() {
				for _, q := range r.Quantities {
					if verbose || !q.OK {
						fmt.Fprintln(cmd.OutOrStdout(), q)
					}
				}
			}
		}
	}
	if failed > 0 {
		return fmt.Errorf("selftest: %d of %d checks failed", failed, len(files)*len(impls))
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d files, %d implementations: all within tolerance\n", len(files), len(impls))
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
	skipped := 0
	for _, q := range r.Quantities {
		if q.Skipped {
			skipped++
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
	if skipped > 0 {
		parts = append(parts, fmt.Sprintf("(%d not shown by this implementation)", skipped))
	}
	return strings.Join(parts, ", ")
}
