package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

type benchTradeoffFlags struct {
	data    dataFlags
	out     string
	threads int
	repeats int
	json    bool
}

func newBenchTradeoff() *cobra.Command {
	var f benchTradeoffFlags
	cmd := &cobra.Command{
		Use:   "tradeoff RUN|CHECKPOINT|MODEL...",
		Short: "Compare trained networks: accuracy against firing and training time",
		Long: `Evaluate several trained networks on one data set, such as runs under different
--sparsity, and set their accuracy against how much they fire and what a training
step takes. Firing and operations are exact counts over the test set. Steps are timed on a batch of
the training set; the networks take turns, so that other work on the machine falls on all
of them alike. With --out, the table is also written as CSV, and drawn.`,
		Example: `  snnsim bench tradeoff runs/lambda-* --out tradeoff`,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return benchTradeoff(cmd, args, &f) },
	}
	fl := cmd.Flags()
	f.data.register(fl)
	fl.StringVar(&f.out, "out", "", "folder for tradeoff.csv, accuracy-firing.svg and accuracy-time.svg")
	fl.BoolVar(&f.json, "json", false, "print JSON")
	fl.IntVar(&f.threads, "threads", 1, "threads")
	fl.IntVar(&f.repeats, "repeats", 20, "timed steps of each network")
	return cmd
}

// tradeoff is what one network reaches and costs.
type tradeoff struct {
	Model        string  `json:"model"`
	Weights      string  `json:"weights_sha256"`
	Dataset      string  `json:"dataset"`
	Simulated    bool    `json:"simulated"`
	Lambda       float64 `json:"sparsity"`
	Seed         uint64  `json:"seed"`
	WarmUp       string  `json:"warm_up"`
	Samples      int     `json:"samples"`
	Correct      int     `json:"correct"`
	Accuracy     float64 `json:"accuracy"`
	Firing       float64 `json:"hidden_firing"`       // spikes per hidden neuron and step
	Operations   float64 `json:"synaptic_operations"` // analog MACs and spike ACs, per sample
	Training     float64 `json:"training_operations"` // event-driven, per sample
	Dense        float64 `json:"training_operations_dense"`
	Milliseconds float64 `json:"training_ms_per_sample"` // median
	Best         float64 `json:"training_best_ms_per_sample"`
	Threads      int     `json:"threads"`
	Kernel       string  `json:"kernel"`
}

func benchTradeoff(cmd *cobra.Command, args []string, f *benchTradeoffFlags) error {
	if err := checkThreads(f.threads); err != nil {
		return err
	}
	if f.repeats < 1 || f.repeats > maxRepeats {
		return usagef("--repeats %d: must be 1 to %d", f.repeats, maxRepeats)
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	if f.out != "" {
		if err := os.MkdirAll(f.out, 0o755); err != nil {
			return fmt.Errorf("report folder: %w", err)
		}
	}
	checkpoints := make([]*snn.Checkpoint, len(args))
	for i, path := range args { // before any of them takes its time
		if checkpoints[i], err = openCheckpoint(path, k); err != nil {
			return err
		}
	}
	var rows []tradeoff
	var specs []bench.Spec
	notes := v
	for i, path := range args {
		row, spec, err := f.measure(cmd, path, checkpoints[i], notes)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if rows = append(rows, *row); row.Dataset != rows[0].Dataset {
			return usagef("%s is for %s, %s for %s: expected networks for one data set", args[0], rows[0].Dataset, path, row.Dataset)
		}
		specs = append(specs, *spec)
		if a, b := specs[0].Config.Network, spec.Config.Network; snn.OwnData(b.Dataset) && a.DataPath != b.DataPath {
			return usagef("%s is for %s, %s for %s: expected networks for one data set", args[0], a.DataPath, path, b.DataPath)
		}
		notes = newView(io.Discard, io.Discard, false) // what is to be said of the data was said
	}
	times, err := bench.StepTimes(cmd.Context(), specs, f.repeats, k, func(round int) {
		v.status("step %d of %d", round, f.repeats)
	})
	v.clear()
	if err != nil {
		return err
	}
	for i, t := range times {
		rows[i].Milliseconds, rows[i].Best = 1e3*t.Median, 1e3*t.Best
		rows[i].Threads, rows[i].Kernel = f.threads, k.Name
	}
	if err := f.print(cmd.OutOrStdout(), rows, k.Name); err != nil || f.out == "" {
		return err
	}
	if err := f.save(rows, k.Name); err != nil {
		return err
	}
	v.note("3 files in %s", f.out)
	return nil
}

func (f *benchTradeoffFlags) print(w io.Writer, rows []tradeoff, backend string) error {
	if f.json {
		return writeJSON(w, rows)
	}
	return printTradeoff(w, rows, backend, f.threads)
}

// measure evaluates one network and says how its training step is to be timed.
func (f *benchTradeoffFlags) measure(cmd *cobra.Command, path string, c *snn.Checkpoint, v *view) (*tradeoff, *bench.Spec, error) {
	set := c.Network.Config.Network
	m := benchSparsityFlags{data: f.data, split: "test", threads: f.threads}
	r, err := m.measure(cmd, c, v)
	if err != nil {
		return nil, nil, err
	}
	cost := r.Training.Total()
	row := &tradeoff{
		Model: modelName(path), Weights: r.Weights, Dataset: r.Dataset, Simulated: r.Simulated,
		Lambda: set.Sparsity, Seed: set.Seed, WarmUp: set.WarmUp,
		Samples: r.Samples, Correct: r.Correct, Accuracy: r.Accuracy,
		Operations: r.Operations.Delivered(), Training: cost.Event, Dense: cost.Dense,
	}
	if r.Hidden != nil {
		row.Firing = r.Hidden.Rate
	}
	spec, err := f.spec(cmd, c)
	return row, spec, err
}

// spec is a training step of a network on its own data, of which measure has said what
// is to be said.
func (f *benchTradeoffFlags) spec(cmd *cobra.Command, c *snn.Checkpoint) (*bench.Spec, error) {
	s := &bench.Spec{
		Config: &c.Network.Config, Weights: c.Network.Weights(), Threads: f.threads,
		Batch: c.Network.Config.Network.BatchSize, Gain: 1,
	}
	f.data.forCheckpoint(s.Config, c)
	speed := benchSpeedFlags{data: f.data}
	speed.data.name = s.Config.Network.Dataset
	return s, speed.takeData(cmd, s, c.Info.Classes, newView(io.Discard, io.Discard, false))
}

func printTradeoff(w io.Writer, rows []tradeoff, backend string, threads int) error {
	simulated := ""
	if rows[0].Simulated {
		simulated = " (simulated)"
	}
	fmt.Fprintf(w, "%s%s, %s; training steps on %s, %s\n", rows[0].Dataset, simulated, counted(rows[0].Samples, "test sample"), counted(threads, "thread"), backend)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "model\tλ\tseed\taccuracy\thidden firing\tsynaptic operations\tof a training step\tdense\tms/sample\tbest\t")
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(tw, "%s\t%g\t%d\t%.2f %%\t%.2f %%\t%s\t%s\t%s\t%.3f\t%.3f\t\n", r.Model, r.Lambda, r.Seed,
			100*r.Accuracy, 100*r.Firing, short3(r.Operations), short3(r.Training), short3(r.Dense), r.Milliseconds, r.Best)
	}
	return tw.Flush()
}

func (f *benchTradeoffFlags) save(rows []tradeoff, backend string) error {
	var table bytes.Buffer
	if err := writeTradeoff(&table, rows); err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(f.out, "tradeoff.csv"), table.Bytes()); err != nil {
		return err
	}
	return drawTradeoff(f.out, rows, fmt.Sprintf("%s, %s, %s; a point is a run, the line joins means", rows[0].Dataset, backend, counted(f.threads, "thread")))
}

func writeTradeoff(w io.Writer, rows []tradeoff) error {
	out := csv.NewWriter(w)
	out.Write([]string{
		"model", "weights_sha256", "dataset", "simulated", "sparsity", "seed", "warm_up", "samples", "correct", "hidden_firing",
		"synaptic_operations", "training_operations", "training_operations_dense", "training_ms_per_sample", "training_best_ms_per_sample",
		"threads", "kernel",
	})
	num := func(v float64) string { return strconv.FormatFloat(v, 'g', 8, 64) }
	for _, r := range rows {
		out.Write([]string{
			r.Model, r.Weights, r.Dataset, strconv.FormatBool(r.Simulated), num(r.Lambda), strconv.FormatUint(r.Seed, 10), r.WarmUp,
			strconv.Itoa(r.Samples), strconv.Itoa(r.Correct), num(r.Firing),
			num(r.Operations), num(r.Training), num(r.Dense), num(r.Milliseconds), num(r.Best), strconv.Itoa(r.Threads), r.Kernel,
		})
	}
	out.Flush()
	return out.Error()
}
