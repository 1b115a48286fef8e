package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/snn"
)

type benchSparsityFlags struct {
	data     dataFlags
	split    string
	out      string
	threads  int
	limit    int
	example  int
	perClass bool
	json     bool
}

func newBenchSparsity() *cobra.Command {
	var f benchSparsityFlags
	cmd := &cobra.Command{
		Use:   "sparsity [RUN|CHECKPOINT|MODEL]",
		Short: "Count spikes, synaptic operations and their cost",
		Long: `Count how sparsely a trained network fires over a data set and what that costs:
spikes per neuron, when they come, neurons that stay silent, the accuracy if the
network decided after every step, synaptic operations as NeuroBench counts them
and spike by spike, membrane updates, an energy estimate, and the operations of a
training step. All counts are exact.

A MODEL is the name of a trained network that comes with the program: ` + strings.Join(models.Names(), ", ") + `.
Without an argument it is ` + models.Default + `, whose data are embedded. With --out, the report is
also written as JSON, CSV and figures.`,
		Example: `  snnsim bench sparsity
  snnsim bench sparsity runs/try --per-class --out report
  snnsim bench sparsity runs/try/best.safetensors --data nmnist/ --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return benchSparsity(cmd, args, &f) },
	}
	fl := cmd.Flags()
	f.data.register(fl)
	fl.StringVar(&f.split, "split", "test", "train or test")
	fl.IntVar(&f.limit, "limit", 0, "samples, 0 for all")
	fl.BoolVar(&f.perClass, "per-class", false, "also report every class by itself")
	fl.StringVar(&f.out, "out", "", "folder for JSON, CSV and figures")
	fl.IntVar(&f.example, "sample", 0, "position of the sample whose spikes are drawn")
	fl.BoolVar(&f.json, "json", false, "print JSON")
	fl.IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "threads; the results do not depend on it")
	return cmd
}

// sparsityReport is the report as JSON has it.
type sparsityReport struct {
	Model     string  `json:"model"`
	Network   string  `json:"network"`
	Weights   string  `json:"weights_sha256"`
	Dataset   string  `json:"dataset"`
	Simulated bool    `json:"simulated"`
	Split     string  `json:"split"`
	Low       float64 `json:"accuracy_low"`  // 95 % interval
	High      float64 `json:"accuracy_high"` // (Clopper-Pearson)
	*bench.SparsityReport
}

func benchSparsity(cmd *cobra.Command, args []string, f *benchSparsityFlags) error {
	if f.split != "train" && f.split != "test" {
		return usagef("--split %q: expected train or test", f.split)
	}
	if err := checkThreads(f.threads); err != nil {
		return err
	}
	if f.limit < 0 || f.example < 0 {
		return usagef("--limit and --sample must not be negative")
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	path := models.Default
	if len(args) > 0 {
		path = args[0]
	}
	c, err := openCheckpoint(path, k)
	if err != nil {
		return err
	}
	if f.out != "" { // before it takes its time
		if err := os.MkdirAll(f.out, 0o755); err != nil {
			return fmt.Errorf("report folder: %w", err)
		}
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	r, err := f.measure(cmd, c, v)
	if err != nil {
		return err
	}
	r.Model = modelName(path)
	for i := range r.Layers {
		if l := &r.Layers[i]; l.Spikes == 0 {
			v.note("layer %s does not fire once in %s", l.Name, counted(r.Samples, "sample"))
		}
	}
	if f.json {
		err = writeJSON(cmd.OutOrStdout(), r)
	} else {
		err = r.print(cmd.OutOrStdout())
	}
	if err != nil || f.out == "" {
		return err
	}
	files, err := r.save(f.out)
	if err != nil {
		return err
	}
	v.note("%s in %s", counted(files, "file"), f.out)
	return nil
}

func (f *benchSparsityFlags) measure(cmd *cobra.Command, c *snn.Checkpoint, v *view) (*sparsityReport, error) {
	set, src, cfg, err := f.data.open(cmd.Context(), c, f.split, v)
	if err != nil {
		return nil, err
	}
	data := src.loader(set, cfg, f.threads, f.limit, false)
	if f.out != "" && f.example >= data.Samples() {
		return nil, usagef("--sample %d: there are %s, the first is 0", f.example, counted(data.Samples(), "sample"))
	}
	m, err := bench.Sparsity(cmd.Context(), c.Network, data, bench.SparsityOptions{
		Threads: f.threads, Batch: cfg.Network.BatchSize, PerClass: f.perClass, Names: set.Info().Names, Example: f.example,
		Progress: func(n int) { v.status("%d of %d samples", n, data.Samples()) },
	})
	v.clear()
	if err != nil {
		return nil, asData(err)
	}
	info := set.Info()
	r := &sparsityReport{
		Network: c.Network.Config.Source, Weights: c.Network.WeightsHash(), Dataset: info.Name, Simulated: info.Simulated,
		Split: f.split, SparsityReport: m,
	}
	r.Low, r.High = accuracyInterval(m.Correct, m.Samples, confidence)
	return r, nil
}

// modelName names what was measured: a model, or the last parts of a path.
func modelName(path string) string {
	name := rundir.Name(path)
	if strings.HasSuffix(name, ".safetensors") {
		return filepath.Join(rundir.Name(filepath.Dir(path)), name)
	}
	return name
}

// source says what the network was run on.
func (r *sparsityReport) source() string {
	s := fmt.Sprintf("%s, %s split, %s", r.Dataset, r.Split, counted(r.Samples, "sample"))
	if r.Simulated {
		s += " (simulated)"
	}
	return s
}
