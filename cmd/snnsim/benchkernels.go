package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/internal/kernel"
)

type benchKernelsFlags struct {
	effortFlags
	kernel    string
	threads   []int
	calibrate bool
}

func newBenchKernels() *cobra.Command {
	var f benchKernelsFlags
	cmd := &cobra.Command{
		Use:   "kernels",
		Short: "Measure every kernel against the machine's limits",
		Long: `Measure what the machine does at best (multiply-adds a second, memory
bandwidth), then every kernel as a fraction of it, on the shapes that spiking
networks have; and the event-driven form of each layer against the dense form
over firing densities, with the density at which they break even.

With several threads each works on data of its own; rates are those of all
together, fractions those of the limits on as many threads.`,
		Example: `  snnsim bench kernels
  snnsim bench kernels --kernel avx2 --threads 1 --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return benchKernels(cmd, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.kernel, "kernel", "all", "back end, or all that this processor runs")
	fl.IntSliceVar(&f.threads, "threads", slices.Compact([]int{1, runtime.GOMAXPROCS(0)}), "numbers of threads")
	fl.BoolVar(&f.calibrate, "calibrate", false, "measure only where events and dense forms break even, on one thread,\nand print the section for a network file that tells it")
	f.register(fl)
	return cmd
}

func benchKernels(cmd *cobra.Command, f *benchKernelsFlags) error {
	effort, err := f.effort()
	if err != nil {
		return err
	}
	if len(f.threads) == 0 {
		return usagef("--threads: expected numbers")
	}
	for _, n := range f.threads {
		if err := checkThreads(n); err != nil {
			return err
		}
	}
	slices.Sort(f.threads)
	o := bench.KernelOptions{Effort: effort, Sets: kernel.Available(), Threads: slices.Compact(f.threads)}
	if f.kernel != "all" {
		k, err := kernel.ByName(f.kernel)
		if err != nil {
			return usageError{err}
		}
		o.Sets = []*kernel.Set{k}
	}
	view := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	if f.calibrate {
		return calibrate(cmd, f, o.Sets, effort, view)
	}
	o.Progress = func(what string) { view.status("%s", what) }
	r, err := bench.Kernels(cmd.Context(), o)
	view.clear()
	if err != nil {
		return err
	}
	return f.report(cmd.OutOrStdout(), r, func(w io.Writer) { printKernels(w, r) })
}

func printKernels(w io.Writer, r *bench.KernelReport) {
	printMachine(w, &r.Machine)
	for _, p := range r.Peaks {
		printPeak(w, p, r.Machine.Kernels)
		for _, k := range r.Machine.Kernels {
			printKernelTable(w, r, k, p.Threads)
			printSweeps(w, r, k, p.Threads)
		}
	}
}

func printKernelTable(w io.Writer, r *bench.KernelReport, kernel string, threads int) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	group := ""
	for i := range r.Results {
		res := &r.Results[i]
		if res.Kernel != kernel || res.Threads != threads {
			continue
		}
		if group == "" {
			fmt.Fprintf(tw, "\n%s, %s\tbest µs\tmedian µs\trate\t\tof limit\n", kernel, counted(threads, "thread"))
		}
		if res.Group != group {
			group = res.Group
			fmt.Fprintf(tw, "%s\t\t\t\t\t\n", group)
		}
		fmt.Fprintf(tw, "  %s\t%s\t%s\t%s\t%s\t%.0f %% of %s\n", res.Case, short(1e6*res.Best), short(1e6*res.Median), short(res.Rate), res.Unit, 100*res.Fraction, res.Of)
	}
	tw.Flush()
}

// short formats a positive number with three digits or all before the point.
func short(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3g", x)
}

func printSweeps(w io.Writer, r *bench.KernelReport, kernel string, threads int) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head := true
	for i := range r.Sweeps {
		s := &r.Sweeps[i]
		if s.Kernel != kernel || s.Threads != threads {
			continue
		}
		if head {
			head = false
			fmt.Fprintf(tw, "\nevents over dense, %s, %s", kernel, counted(threads, "thread"))
			for _, p := range s.Points {
				fmt.Fprintf(tw, "\t%g %%", 100*p.Density)
			}
			fmt.Fprintln(tw, "\tbreak-even\tdense form")
		}
		fmt.Fprintf(tw, "  %s", s.Case)
		best := 0.0
		for _, p := range s.Points {
			fmt.Fprintf(tw, "\t%.2g×", p.Speedup)
			best = max(best, p.DenseFraction)
		}
		fmt.Fprintf(tw, "\t%s\t%.0f %% of peak\n", breakEven(s), 100*best)
	}
	tw.Flush()
}

func breakEven(s *bench.Sweep) string {
	switch s.BreakEven {
	case 0:
		return fmt.Sprintf("below %g %%", 100*s.Points[0].Density)
	case 1:
		return fmt.Sprintf("above %g %%", 100*s.Points[len(s.Points)-1].Density)
	}
	return fmt.Sprintf("%.0f %%", 100*s.BreakEven)
}
