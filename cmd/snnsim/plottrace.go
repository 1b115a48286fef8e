package main

import (
	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/report"
)

func newPlotRaster() *cobra.Command {
	var f sampleFlags
	var layer string
	cmd := &cobra.Command{
		Use:     "raster RUN|CHECKPOINT|MODEL",
		Short:   "Draw the spikes of a sample, layer by layer",
		Example: "  snnsim plot raster nmnist_sim --sample 3\n  snnsim plot raster runs/try --layer conv_2 --out raster.png",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, of, err := f.trace(cmd, args[0], layer, false)
			if err != nil {
				return err
			}
			r, err := report.Raster(t, layer, of.ClassName)
			if err != nil {
				return usageError{err}
			}
			return draw(cmd, r, f.out)
		},
	}
	f.register(cmd, "raster.svg")
	cmd.Flags().StringVar(&layer, "layer", "", "only this layer")
	return cmd
}

func newPlotMembrane() *cobra.Command {
	var f sampleFlags
	var layer string
	var neurons int
	cmd := &cobra.Command{
		Use:     "membrane RUN|CHECKPOINT|MODEL",
		Short:   "Draw membrane potentials of a layer during a sample",
		Long:    `Draw the membrane potentials, before the reset, of those neurons of a layer that fire most during a sample.`,
		Example: "  snnsim plot membrane nmnist_sim --sample 3\n  snnsim plot membrane runs/try --layer hidden_1 --neurons 2",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if neurons < 1 || neurons > 20 {
				return usagef("--neurons %d: expected 1 to 20", neurons)
			}
			t, of, err := f.trace(cmd, args[0], layer, true)
			if err != nil {
				return err
			}
			if layer == "" {
				layer = t.Layers[len(t.Layers)-1].Name
			}
			m, err := report.Membranes(t, layer, neurons, of.ClassName)
			if err != nil {
				return usageError{err}
			}
			return draw(cmd, m, f.out)
		},
	}
	f.register(cmd, "membrane.svg")
	cmd.Flags().StringVar(&layer, "layer", "", "layer (default the output)")
	cmd.Flags().IntVar(&neurons, "neurons", 3, "neurons to draw, 1 to 20")
	return cmd
}
