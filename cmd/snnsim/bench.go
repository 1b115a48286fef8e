package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/snnsim/snnsim/bench"
)

func newBench() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure speed, and sparsity of firing",
		Args:  noCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newBenchKernels(), newBenchSpeed(), newBenchGrowth(), newBenchSparsity(), newBenchTradeoff())
	return cmd
}

const maxRepeats = 1 << 20 // timings of a quantity

// effortFlags say how long to measure and how to report.
type effortFlags struct {
	repeats int
	quick   bool
	json    bool
}

func (f *effortFlags) register(fl *pflag.FlagSet) {
	fl.IntVar(&f.repeats, "repeats", 0, "timings of each quantity (default 10, with --quick 2)")
	fl.BoolVar(&f.quick, "quick", false, "measure in a moment: rough figures, small shapes")
	fl.BoolVar(&f.json, "json", false, "print JSON")
}

func (f *effortFlags) effort() (bench.Effort, error) {
	e := bench.Thorough()
	if f.quick {
		e = bench.Quick()
	}
	if f.repeats < 0 || f.repeats > maxRepeats {
		return e, usagef("--repeats %d: must be 0 to %d", f.repeats, maxRepeats)
	}
	if f.repeats > 0 {
		e.Repeats = f.repeats
	}
	return e, nil
}

// report prints what was measured.
func (f *effortFlags) report(w io.Writer, r any, table func(io.Writer)) error {
	if !f.json {
		table(w)
		return nil
	}
	return writeJSON(w, r)
}

func printMachine(w io.Writer, m *bench.Machine) {
	fmt.Fprintf(w, "%s, %s on %s, %s, back ends %s\n", m.CPU, counted(m.Processors, "processor"), m.Platform, m.Go, strings.Join(m.Kernels, ", "))
}

func printPeak(w io.Writer, p *bench.Peak, kernels []string) {
	var sets []string
	for _, k := range kernels {
		sets = append(sets, fmt.Sprintf("%s %.1f", k, p.Sets[k]))
	}
	fmt.Fprintf(w, "\nlimits on %s\n  multiply-add  %.1f GFLOP/s (%s)\n", counted(p.Threads, "thread"), p.GFLOPS, strings.Join(sets, ", "))
	for _, b := range []struct {
		name string
		b    bench.Bandwidth
	}{{"cache", p.Cache}, {"memory", p.Memory}} {
		fmt.Fprintf(w, "  %-12s  read %.1f, copy %.1f, add %.1f GB/s (arrays of %.3g MiB)\n", b.name, b.b.Read, b.b.Copy, b.b.Add, float64(b.b.Bytes)/(1<<20))
	}
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
