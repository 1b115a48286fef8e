package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

func newPlot() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plot",
		Short: "Draw a run, a network or a sample into a file",
		Long:  `Draw one figure, as SVG or PNG: the name given with --out says which.`,
		Args:  noCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPlotCurves(), newPlotRaster(), newPlotMembrane(), newPlotConfusion(), newPlotWeights(), newPlotEvents())
	return cmd
}

// drawable is a figure.
type drawable interface{ Write(path string) error }

// draw writes a figure and says where.
func draw(cmd *cobra.Command, f drawable, out string) error {
	if err := f.Write(out); err != nil {
		return dataError{err}
	}
	newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false).line("%s", out)
	return nil
}

// checkFigure refuses a name that says no format, and one in a folder that is not
// there, before anything is computed.
func checkFigure(out string) error {
	if ext := strings.ToLower(filepath.Ext(out)); ext != ".svg" && ext != ".png" {
		return usagef("--out %s: expected a name that ends in .svg or .png", out)
	}
	if st, err := os.Stat(filepath.Dir(out)); err != nil {
		return dataError{fmt.Errorf("--out: %w", err)}
	} else if !st.IsDir() {
		return dataError{fmt.Errorf("--out %s: %s is no folder", out, filepath.Dir(out))}
	}
	return nil
}

// sampleFlags choose a trained network and a sample for it.
type sampleFlags struct {
	data   dataFlags
	split  string
	sample int
	flag   string // what the sample's position is called, "" for sample
	out    string
}

func (f *sampleFlags) register(cmd *cobra.Command, out string) {
	fl := cmd.Flags()
	f.data.register(fl)
	fl.StringVar(&f.split, "split", datasets.Test, "train or test")
	fl.IntVar(&f.sample, "sample", 0, "position of the sample in the data set")
	fl.StringVar(&f.out, "out", out, "file to write, .svg or .png")
}

func (f *sampleFlags) check() error {
	if err := f.checkSample(); err != nil {
		return err
	}
	return checkFigure(f.out)
}

func (f *sampleFlags) checkSample() error {
	if f.split != datasets.Train && f.split != datasets.Test {
		return usagef("--split %q: expected train or test", f.split)
	}
	if f.sample < 0 {
		return usagef("--%s %d: the first is 0", cmp.Or(f.flag, "sample"), f.sample)
	}
	return nil
}

// trace runs the sample through the network, of which a layer is to be shown if it is
// named.
func (f *sampleFlags) trace(cmd *cobra.Command, path, layer string, potentials bool) (t *inspect.Trace, of datasets.Info, err error) {
	if err := f.check(); err != nil {
		return nil, of, err
	}
	c, err := trained(path)
	if err != nil {
		return nil, of, err
	}
	if names := layerNames(c.Network); layer != "" && !slices.Contains(names, layer) {
		return nil, of, usagef("--layer %q: expected one of %s", layer, strings.Join(names, ", "))
	}
	set, err := f.open(cmd.Context(), c, newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false))
	if err != nil {
		return nil, of, err
	}
	in, err := inspect.New(c.Network)
	if err != nil {
		return nil, of, err
	}
	t, err = in.At(set, f.sample, inspect.Options{Potentials: potentials})
	if err != nil {
		return nil, of, asData(err)
	}
	return t, set.Info(), nil
}

// open opens the data set and refuses a sample that it does not have.
func (f *sampleFlags) open(ctx context.Context, c *snn.Checkpoint, v *view) (dataset, error) {
	set, _, _, err := f.data.open(ctx, c, f.split, v)
	if err != nil {
		return nil, err
	}
	return set, f.within(set)
}

func (f *sampleFlags) within(set dataset) error {
	if f.sample < 0 || f.sample >= set.Len() {
		return usagef("--%s %d: the %s split has %s, the first is 0", cmp.Or(f.flag, "sample"), f.sample, f.split, counted(set.Len(), "sample"))
	}
	return nil
}

// trained opens a checkpoint on the default back end.
func trained(path string) (*snn.Checkpoint, error) {
	k, err := kernel.Default()
	if err != nil {
		return nil, usageError{err}
	}
	return openCheckpoint(path, k)
}
