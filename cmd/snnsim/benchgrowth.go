package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/internal/kernel"
)

type benchGrowthFlags struct {
	effortFlags
	spec bench.Spec
	out  string
}

func newBenchGrowth() *cobra.Command {
	var f benchGrowthFlags
	cmd := &cobra.Command{
		Use:   "growth [NETWORK.yaml]",
		Short: "Measure how training time grows with density and time steps",
		Long: `Measure the training step of a network that takes events over input densities
and over numbers of time steps, event-driven and dense, with the surrogate of
the released rule and without. --out draws both as figures. Without a network it
is nmnist_cnn.`,
		Example: `  snnsim bench growth --out bench/results`,
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return benchGrowth(cmd, args, &f) },
	}
	fl := cmd.Flags()
	fl.IntVar(&f.spec.Threads, "threads", runtime.GOMAXPROCS(0), "threads")
	fl.IntVar(&f.spec.Batch, "batch", 0, "samples a step (default 10)")
	fl.Float64Var(&f.spec.Gain, "gain", 0, "factor on the initial weights (default one at which layers fire)")
	fl.StringVar(&f.out, "out", "", "folder for growth-density.svg and growth-steps.svg")
	f.register(fl)
	return cmd
}

func benchGrowth(cmd *cobra.Command, args []string, f *benchGrowthFlags) error {
	if err := checkThreads(f.spec.Threads); err != nil {
		return err
	}
	if f.spec.Batch < 0 || !(f.spec.Gain >= 0) {
		return usagef("--batch and --gain must not be negative")
	}
	effort, err := f.effort()
	if err != nil {
		return err
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	if len(args) == 0 {
		args = []string{"nmnist_cnn"}
	}
	cfg, err := loadNetwork(args)
	if err != nil {
		return err
	}
	f.spec.Config = &cfg
	if f.out != "" {
		if err := os.MkdirAll(f.out, 0o755); err != nil {
			return fmt.Errorf("folder of the figures: %w", err)
		}
	}
	view := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	g, err := bench.Grow(cmd.Context(), f.spec, bench.SpeedOptions{
		Effort: effort, Kernel: k, Progress: func(what string) { view.status("%s", what) },
	})
	view.clear()
	if err != nil {
		return err
	}
	if err := f.report(cmd.OutOrStdout(), g, func(w io.Writer) { printGrowth(w, g) }); err != nil || f.out == "" {
		return err
	}
	return drawGrowth(f.out, g)
}

func printGrowth(w io.Writer, g *bench.Growth) {
	printMachine(w, &g.Machine)
	fmt.Fprintf(w, "\n%s, %s, %s, batch %d: ms a sample of a training step, best\n", g.Network, g.Kernel, counted(g.Threads, "thread"), g.Batch)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	table := func(head string, curves []bench.Curve, x func(p *bench.GrowthPoint) string) {
		fmt.Fprintf(tw, "\n%s\t", head)
		for i := range curves[0].Points {
			fmt.Fprintf(tw, "%s\t", x(&curves[0].Points[i]))
		}
		fmt.Fprintln(tw)
		for _, c := range curves {
			fmt.Fprintf(tw, "%s\t", c.Name)
			for _, p := range c.Points {
				fmt.Fprintf(tw, "%.3g\t", p.BestMilliseconds)
			}
			fmt.Fprintln(tw)
		}
		tw.Flush()
	}
	table("active synaptic operations", g.Density, func(p *bench.GrowthPoint) string { return fmt.Sprintf("%.1f %%", 100*p.Activity) })
	table("time steps", g.Steps, func(p *bench.GrowthPoint) string { return fmt.Sprint(p.Steps) })
}

// drawGrowth draws the two figures.
func drawGrowth(dir string, g *bench.Growth) error {
	note := fmt.Sprintf("%s, %s, %s, batch %d; best of the repeats, bars up to the median", g.Machine.CPU, g.Kernel, counted(g.Threads, "thread"), g.Batch)
	series := func(curves []bench.Curve, x func(p *bench.GrowthPoint) float64) []figure.Series {
		var all []figure.Series
		for _, c := range curves {
			s := figure.Series{Name: c.Name}
			for i := range c.Points {
				p := &c.Points[i]
				s.X, s.Y = append(s.X, x(p)), append(s.Y, p.BestMilliseconds)
				s.Low, s.High = append(s.Low, p.BestMilliseconds), append(s.High, p.Milliseconds)
			}
			all = append(all, s)
		}
		return all
	}
	time := figure.Axis{Label: "training step, ms a sample"}
	density := figure.Lines{
		Title: "Training time against activity, " + g.Network, Note: note, Y: time,
		X:      figure.Axis{Label: "synaptic operations whose input is a spike, %"},
		Series: series(g.Density, func(p *bench.GrowthPoint) float64 { return 100 * p.Activity }),
	}
	if err := density.Write(filepath.Join(dir, "growth-density.svg")); err != nil {
		return err
	}
	steps := figure.Lines{
		Title: "Training time against time steps, " + g.Network, Note: note, Y: time,
		X:      figure.Axis{Label: "time steps T"},
		Series: series(g.Steps, func(p *bench.GrowthPoint) float64 { return float64(p.Steps) }),
	}
	return steps.Write(filepath.Join(dir, "growth-steps.svg"))
}
