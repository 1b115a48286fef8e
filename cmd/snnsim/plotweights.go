package main

import (
	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/report"
)

func newPlotWeights() *cobra.Command {
	var layer, out string
	var histogram bool
	cmd := &cobra.Command{
		Use:   "weights RUN|CHECKPOINT|MODEL",
		Short: "Draw the weights of a layer as pictures, or their distribution",
		Long: `Draw the weights of a layer: the kernels of a convolution, or what every neuron of
a dense layer has for each pixel. Where pictures say nothing, or with --histogram, the
distribution of the weights is drawn.`,
		Example: "  snnsim plot weights nmnist_sim\n  snnsim plot weights runs/try --layer output --histogram",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFigure(out); err != nil {
				return err
			}
			c, err := trained(args[0])
			if err != nil {
				return err
			}
			f, ok, err := report.Weights(c.Network, layer)
			if err != nil {
				return usageError{err}
			}
			if ok && !histogram {
				return draw(cmd, f, out)
			}
			h, err := report.WeightHistogram(c.Network, layer)
			if err != nil {
				return usageError{err}
			}
			return draw(cmd, h, out)
		},
	}
	cmd.Flags().StringVar(&layer, "layer", "", "layer (default the first)")
	cmd.Flags().StringVar(&out, "out", "weights.svg", "file to write, .svg or .png")
	cmd.Flags().BoolVar(&histogram, "histogram", false, "draw the distribution")
	return cmd
}
