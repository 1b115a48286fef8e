package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/interop"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

type exportFlags struct {
	to, out, metrics, rows string
	xFirst, force          bool
	// Of a sample's activity.
	data     dataFlags
	split    string
	activity int
}

func newExport() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export RUN|CHECKPOINT|MODEL",
		Short: "Write weights, metrics or a sample's activity for other programs",
		Long: `Write the weights of a checkpoint, or of the best one of a run folder, in the
usual order: linear [out][in] with inputs flattened channel-row-column,
convolution [out][in][ky][kx]. The layers' names and the neurons' constants are
in the network file.

  npz          NumPy arrays, one a layer
  safetensors  weights only, with the network file in the metadata
  csv          a line for every weight: tensor, out, in, ky, kx, value

With --metrics csv write the metrics of a run instead, as a table. With --activity N
write what the network does with sample N: the input, every layer's spikes and its membrane
potentials before the reset, [step][channel][row][column] or [step][neuron], and the outputs'
postsynaptic currents; npz or safetensors. A picture is one step of input.`,
		Example: `  snnsim export runs/try --to npz --out weights.npz
  snnsim export runs/try/last.safetensors --to safetensors --out weights.safetensors
  snnsim export runs/try --metrics csv > epochs.csv
  snnsim export nmnist_sim --activity 3 --out sample3.npz`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return export(cmd, args[0], &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.to, "to", "", "format of the weights: npz, safetensors or csv (default the extension of --out)")
	fl.StringVar(&f.out, "out", "", "file to write (default standard output for csv)")
	fl.StringVar(&f.metrics, "metrics", "", "write the metrics of a run: csv")
	fl.StringVar(&f.rows, "rows", "epoch", "records that --metrics writes: epoch or step")
	fl.IntVar(&f.activity, "activity", 0, "write the activity for this sample of the data set")
	fl.StringVar(&f.split, "split", datasets.Test, "of the sample: train or test")
	f.data.register(fl)
	fl.BoolVar(&f.xFirst, "x-first", false, "for a network that sees pictures with x as the first axis, as the released code's N-MNIST")
	fl.BoolVar(&f.force, "force", false, "replace a file that is there")
	completeWith(cmd, "to", weightFormats())
	return cmd
}

// weightFormats are those that weights are exported in, by the endings of files.
func weightFormats() []string { return []string{"npz", "safetensors", "csv"} }

func export(cmd *cobra.Command, path string, f *exportFlags) error {
	if cmd.Flags().Changed("activity") {
		return exportActivity(cmd, path, f)
	}
	for _, of := range []string{"split", "data", "dataset", "skip-bad"} {
		if cmd.Flags().Changed(of) {
			return usagef("--%s goes with --activity", of)
		}
	}
	if f.metrics == "" && cmd.Flags().Changed("rows") {
		return usagef("--rows goes with --metrics")
	}
	if f.metrics != "" {
		if ext := strings.TrimPrefix(filepath.Ext(f.out), "."); f.xFirst || ext == "npz" || ext == "safetensors" {
			return usagef("--metrics: expected neither --x-first nor a file of weights")
		}
		if f.metrics != "csv" || f.to != "" {
			return usagef("--metrics: expected csv, and without --to")
		}
		if f.rows != "epoch" && f.rows != "step" {
			return usagef("--rows %q: expected epoch or step", f.rows)
		}
		b, err := metricsCSV(path, f.rows)
		if err != nil {
			return dataError{err}
		}
		return f.write(cmd.OutOrStdout(), b)
	}
	to, ext := f.to, strings.TrimPrefix(filepath.Ext(f.out), ".")
	if to == "" && f.out == "" {
		return usagef("expected --out with a name that ends in .npz, .safetensors or .csv, or --to csv")
	}
	if to == "" {
		to = ext
	}
	if !slices.Contains(weightFormats(), to) {
		return usagef("--to %q: expected npz, safetensors or csv", to)
	}
	if f.out != "" && ext != to && slices.Contains(weightFormats(), ext) {
		return usagef("--out %s: expected a name that ends in .%s, as --to says", f.out, to)
	}
	if f.out == "" && to != "csv" {
		return usagef("--out: expected the file for the weights")
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	c, err := openCheckpoint(path, k)
	if err != nil {
		return err
	}
	ts, err := interop.Weights(c.Network, f.xFirst)
	if err != nil {
		return err
	}
	var b []byte
	switch to {
	case "npz":
		b, err = interop.NPZ(ts)
	case "safetensors":
		b, err = interop.Safetensors(ts, exportMetadata(c, f.xFirst))
	default:
		b, err = interop.CSV(ts)
	}
	if err != nil {
		return err
	}
	return f.write(cmd.OutOrStdout(), b)
}

// exportMetadata says where weights come from. "format" is what readers of
// safetensors for PyTorch look for.
func exportMetadata(c *snn.Checkpoint, xFirst bool) map[string]string {
	in := c.Network.Input
	m := map[string]string{
		"format": "pt", interop.NetworkKey: string(c.Network.Config.Text()), interop.DatasetKey: c.Info.Dataset,
		interop.SimulatedKey: fmt.Sprint(c.Info.Simulated), interop.InputKey: fmt.Sprintf("%d,%d,%d", in.H, in.W, in.C), "made_by": "snnsim " + c.Info.Versions["snnsim"],
		"weights_sha256": c.Network.WeightsHash(),
	}
	if c.Info.Classes != nil {
		m[interop.ClassesKey] = interop.ClassesText(c.Info.Classes)
	}
	if xFirst {
		m[interop.AxesKey] = interop.AxesXFirst
	}
	return m
}

// metricsCSV reads the metrics of a run folder.
func metricsCSV(path, rows string) ([]byte, error) {
	if st, err := os.Stat(path); err == nil && st.IsDir() || strings.HasSuffix(path, ".safetensors") {
		path = metricsOf(path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	defer file.Close()
	var out bytes.Buffer
	err = interop.MetricsCSV(&out, file, path, rows)
	return out.Bytes(), err
}

// write writes to the file that was asked for, or to standard output.
func (f *exportFlags) write(stdout io.Writer, b []byte) error {
	if f.out == "" {
		_, err := stdout.Write(b)
		return err
	}
	if err := checkNewFile(f.out, f.force); err != nil {
		return err
	}
	if err := atomicfile.Write(f.out, b); err != nil {
		return dataError{err}
	}
	hint := ""
	if f.xFirst && filepath.Ext(f.out) == ".npz" {
		hint = ", x first: import it with --x-first yes"
	}
	_, err := fmt.Fprintf(stdout, "%s: %d bytes%s\n", f.out, len(b), hint)
	return err
}
