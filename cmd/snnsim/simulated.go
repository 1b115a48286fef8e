package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/nmnistsim"
	"github.com/snnsim/snnsim/snn"
)

// simulatedNote goes with every use of the simulated data set.
const simulatedNote = "nmnist-sim is simulated (log-threshold model calibrated on 100 real recordings); accuracy is not comparable with N-MNIST papers"

// openSimulated opens the simulated N-MNIST, made from the embedded digits or
// from MNIST files.
func (src *source) openSimulated(ctx context.Context, cfg *snn.Config, splits []string, v *view) ([]dataset, error) {
	if cfg.Network.Classes < nmnistsim.Classes {
		return nil, tooFewClasses(cfg, nmnistsim.Name, nmnistsim.Classes-1)
	}
	v.note("%s", simulatedNote)
	v.simulated = true
	if src.path != "" {
		src.checkPictures(v)
	}
	var sets []dataset
	for _, split := range splits {
		o := nmnistsim.DefaultOptions()
		o.Binning, o.Split, o.Digits, o.Shift = binning(cfg), split, src.path, cfg.Data.Shift
		o.Progress = v.progress("simulating " + split + " recording")
		set, err := nmnistsim.Open(ctx, o)
		if err != nil {
			return nil, err
		}
		set.Drop, set.Flip = cfg.Data.Drop, cfg.Data.Flip
		sets = append(sets, set)
	}
	v.clear()
	return sets, nil
}

func newSimulate() *cobra.Command {
	o := nmnistsim.DefaultOptions()
	cmd := &cobra.Command{
		Use:   "simulate DIR",
		Short: "Write simulated recordings as an N-MNIST folder",
		Long: `Simulate a saccading event camera in front of handwritten digits, the embedded
ones or MNIST's, and write the recordings in N-MNIST's layout and format, so that
other tools can read them. The folder says that it is simulated.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkCount("limit", o.Limit); err != nil {
				return err
			}
			v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
			if o.Digits != "" {
				(&source{kind: setSimulated, path: o.Digits}).checkPictures(v)
			}
			o.Progress = v.progress("simulating recording")
			err := nmnistsim.WriteFolder(cmd.Context(), args[0], o)
			v.clear()
			if err != nil {
				return newFolderError(err)
			}
			n := 0
			for _, split := range []string{datasets.Train, datasets.Test} {
				list, err := datasets.ListNMNIST(context.WithoutCancel(cmd.Context()), args[0], split)
				if err != nil {
					return dataError{err}
				}
				n += len(list)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d simulated recordings in %s\n", n, args[0])
			return nil
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&o.Digits, "digits", "", "folder with MNIST's files as the source of digits (default the embedded digits)")
	fl.IntVar(&o.Limit, "limit", 0, "digits a split, 0 for all")
	fl.Uint64Var(&o.Seed, "seed", o.Seed, "seed of the camera and its noise")
	return cmd
}
