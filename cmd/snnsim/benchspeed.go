package main

import (
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

type benchSpeedFlags struct {
	effortFlags
	data   dataFlags
	kernel string
	mode   string
	spec   bench.Spec
}

func newBenchSpeed() *cobra.Command {
	var f benchSpeedFlags
	cmd := &cobra.Command{
		Use:   "speed [NETWORK.yaml|RUN|CHECKPOINT|MODEL ...]",
		Short: "Measure training steps and inference",
		Long: `Measure a training step and inference of networks: on a batch of a data set, or
on made-up input, spikes of a given density or random images. Operations are
those of the dense form as it is defined, so event-driven work, and convolutions
by tiles, can do more of them than the machine's peak, which is measured in the
same run.

Without a network, four published ones are measured. A run, checkpoint or model
brings trained weights, but a bare name that a network file has too means the file;
initial weights are scaled so that the layers fire about as much as trained ones
do. The learning rate is zero, so that firing stays so.`,
		Example: `  snnsim bench speed
  snnsim bench speed nmnist_cnn --density 0.01 --warmup none --threads 1 --json
  snnsim bench speed runs/try --data DIR`,
		RunE: func(cmd *cobra.Command, args []string) error { return benchSpeed(cmd, args, &f) },
	}
	fl := cmd.Flags()
	fl.IntVar(&f.spec.Threads, "threads", runtime.GOMAXPROCS(0), "threads")
	fl.Float64Var(&f.spec.Density, "density", 0.03, "spikes per input and time step")
	fl.Float64Var(&f.spec.Gain, "gain", 0, "factor on the initial weights (default one at which layers fire)")
	fl.IntVar(&f.spec.Batch, "batch", 0, "samples a step (default the file's)")
	fl.IntVar(&f.spec.Steps, "steps", 0, "time steps of a sample (default the file's)")
	fl.StringVar(&f.spec.WarmUp, "warmup", "", "warm-up mode: per-neuron, per-layer, none, surrogate-only, output-only (default the file's)")
	fl.StringVar(&f.mode, "mode", "auto", "form of the layers: auto, events, dense")
	fl.StringVar(&f.kernel, "kernel", "", "back end (default the best)")
	f.data.register(fl)
	f.register(fl)
	return cmd
}

// check completes the flags.
func (f *benchSpeedFlags) check() (*kernel.Set, error) {
	s := &f.spec
	if err := checkThreads(s.Threads); err != nil {
		return nil, err
	}
	if s.Batch < 0 || s.Steps < 0 || f.repeats < 0 {
		return nil, usagef("--batch, --steps and --repeats must not be negative")
	}
	if !(s.Density >= 0 && s.Density <= 1) || !(s.Gain >= 0) {
		return nil, usagef("--density must lie between 0 and 1, and --gain not be negative")
	}
	var err error
	if s.Mode, err = bench.ParseMode(f.mode); err != nil {
		return nil, usageError{err}
	}
	if s.WarmUp != "" {
		if _, err := tsslbp.ParseWarmUp(s.WarmUp); err != nil {
			return nil, usageError{err}
		}
	}
	var k *kernel.Set
	if f.kernel == "" {
		k, err = kernel.Default()
	} else {
		k, err = kernel.ByName(f.kernel)
	}
	if err != nil {
		return nil, usageError{err}
	}
	return k, nil
}

func benchSpeed(cmd *cobra.Command, args []string, f *benchSpeedFlags) error {
	k, err := f.check()
	if err != nil {
		return err
	}
	effort, err := f.effort()
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = bench.Defaults()
	}
	view := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	var specs []bench.Spec
	for _, name := range args {
		s, err := speedSpec(cmd, name, f, k, view)
		if err != nil {
			return err
		}
		specs = append(specs, s)
	}
	r, err := bench.Speed(cmd.Context(), specs, bench.SpeedOptions{
		Effort: effort, Kernel: k, Progress: func(what string) { view.status("%s", what) },
	})
	view.clear()
	if err != nil {
		return err
	}
	return f.report(cmd.OutOrStdout(), r, func(w io.Writer) { printSpeed(w, r) })
}

func printSpeed(w io.Writer, r *bench.SpeedReport) {
	printMachine(w, &r.Machine)
	printPeak(w, &r.Peak, r.Machine.Kernels)
	fmt.Fprintln(w)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "network\tT\tbatch\t\tms/sample\tbest\tsamples/s\tGFLOP/s\tof peak\tallocations\t")
	for i := range r.Networks {
		n := &r.Networks[i]
		printRate(tw, fmt.Sprintf("%s\t%d\t%d\ttrain", n.Network, n.Steps, n.Batch), &n.Train)
		printRate(tw, "\t\t\tinfer", &n.Infer)
	}
	tw.Flush()
	mb := func(n int64) float64 { return float64(n) / 1e6 }
	for i := range r.Networks {
		n := &r.Networks[i]
		fmt.Fprintf(w, "\n%s  %s, %s, warm-up %s, form %s, gain %g\n  on %s\n  firing  ",
			n.Network, n.Kernel, counted(n.Threads, "thread"), n.WarmUp, n.Mode, n.Gain, n.Input)
		if n.InputDensity > 0 {
			fmt.Fprintf(w, "input %.1f %%, ", 100*n.InputDensity)
		}
		for j, l := range n.Layers {
			if j > 0 {
				fmt.Fprint(w, ", ")
			}
			fmt.Fprintf(w, "%s %.1f %%", l.Name, 100*l.Density)
		}
		fmt.Fprintln(w)
		if n.Skipped > 0 {
			fmt.Fprintf(w, "  %.0f %% of the samples have no error and go no way back; GFLOP/s count them as if they did\n", 100*n.Skipped)
		}
		printForms(w, "  ", speedForms(n.Layers))
		m := &n.Memory
		fmt.Fprintf(w, "  memory  %.1f MB: weights %.1f, optimiser %.1f, gradient shards %.1f, records and buffers %.1f", mb(m.Total), mb(m.Weights), mb(m.Optimizer), mb(m.Shards), mb(m.Lanes))
		if m.Resident > 0 {
			fmt.Fprintf(w, "; peak of the process %.1f", mb(m.Resident))
			if !m.Restarted {
				fmt.Fprint(w, " so far")
			}
		}
		fmt.Fprintln(w)
	}
}

func speedForms(layers []bench.LayerSpeed) []formRow {
	rows := make([]formRow, len(layers))
	for i, l := range layers {
		input := inputName(0, false)
		if l.Input != nil {
			input = inputName(*l.Input, true)
		}
		rows[i] = formRow{l.Name, input, func(p snn.Part) (float64, bool) {
			share, ok := l.Events[p.String()]
			return share, ok
		}}
	}
	return rows
}

func printRate(w io.Writer, name string, r *bench.Rate) {
	fmt.Fprintf(w, "%s\t%.4f\t%.4f\t%.0f\t%.1f\t%.0f %%\t%.1f\t\n", name, r.Milliseconds, r.BestMilliseconds, r.SamplesPerSecond, r.GFLOPS, 100*r.Fraction, r.Allocations)
}
