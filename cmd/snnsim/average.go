package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
)

type averageFlags struct {
	out   string
	force bool
}

func newAverage() *cobra.Command {
	var f averageFlags
	cmd := &cobra.Command{
		Use:   "average RUN|CHECKPOINT...",
		Short: "Make a checkpoint of the mean of several checkpoints' weights",
		Long: `Write the mean of the weights of several checkpoints of the same network, which
can classify better than each of them where the learning rate is still high
(stochastic weight averaging, Izmailov et al. 2018). A run folder stands for the epochs that it has kept: train with
average: N in the network file, or --average N, keeps the last N and averages
them at its end. For another choice of epochs, or while training still runs, name
them here. Weights of runs that began with different seeds do not average.`,
		Example: `  snnsim average runs/try --out mean.safetensors
  snnsim average runs/try/epoch-00{08,09,10}.safetensors --out mean.safetensors
  snnsim eval mean.safetensors --data fashion/`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return average(cmd, args, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.out, "out", "", "checkpoint to write, NAME.safetensors")
	fl.BoolVar(&f.force, "force", false, "replace a file that is there")
	return cmd
}

func average(cmd *cobra.Command, args []string, f *averageFlags) error {
	if err := checkCheckpointOut(f.out, f.force); err != nil {
		return err
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	paths, err := epochCheckpoints(args)
	if err != nil {
		return err
	}
	c, err := meanOf(paths, k)
	if err != nil {
		return err
	}
	c.Notes = map[string]string{"mean": "of " + counted(len(paths), "checkpoint")}
	if err := snn.SaveCheckpoint(f.out, c); err != nil {
		return dataError{err}
	}
	w := cmd.OutOrStdout()
	var errs []error
	for _, p := range paths {
		_, err := fmt.Fprintln(w, p)
		errs = append(errs, err)
	}
	_, err = fmt.Fprintf(w, "%s is the mean of %s\nweights sha256:%s\n", f.out, counted(len(paths), "checkpoint"), c.Network.WeightsHash())
	return errors.Join(append(errs, err)...)
}

// checkCheckpointOut refuses names that are not a checkpoint's, and files that
// are there unless they may be replaced.
func checkCheckpointOut(out string, force bool) error {
	if out == "" {
		return usagef("expected --out with a name that ends in .safetensors")
	}
	if filepath.Ext(out) != ".safetensors" {
		return usagef("--out %s: expected a name that ends in .safetensors", out)
	}
	return checkNewFile(out, force)
}

// epochCheckpoints puts the epochs that were kept in place of run folders.
func epochCheckpoints(args []string) ([]string, error) {
	var paths []string
	for _, a := range args {
		if st, err := os.Stat(a); err != nil || !st.IsDir() {
			paths = append(paths, a)
			continue
		}
		kept, err := rundir.EpochCheckpoints(a)
		if err != nil {
			return nil, dataError{err}
		}
		if len(kept) == 0 {
			return nil, dataError{fmt.Errorf("run folder %s: no weights of single epochs: expected a run that was trained with --average", a)}
		}
		paths = append(paths, kept...)
	}
	return paths, nil
}

// alike reports whether networks of two data sets tell the same classes apart, as far as is known.
func alike(a, b string) bool {
	return a == "" || b == "" || snn.DatasetKey(a) == snn.DatasetKey(b) || isNMNIST(a) && isNMNIST(b)
}

// meanOf returns a checkpoint with the mean of the weights of others, without
// what only one of them had. Its settings are those of the first, its
// information is that of the last.
func meanOf(paths []string, k *kernel.Set) (*snn.Checkpoint, error) {
	var mean snn.Mean
	var last *snn.Checkpoint
	var classes []string // where any names them
	for _, p := range paths {
		c, err := openCheckpoint(p, k)
		if err != nil {
			return nil, err
		}
		if err := mean.Add(c.Network); err != nil {
			return nil, dataError{fmt.Errorf("%s does not go with %s: %w", p, paths[0], err)}
		}
		if last != nil && !alike(last.Info.Dataset, c.Info.Dataset) {
			return nil, dataError{fmt.Errorf("%s does not go with %s: it was trained on %s, that on %s", p, paths[0], c.Info.Dataset, last.Info.Dataset)}
		}
		if classes == nil {
			classes = c.Info.Classes
		}
		if named := c.Info.Classes; named != nil && !slices.Equal(named, classes) {
			return nil, dataError{fmt.Errorf("%s does not go with the others: its classes are %s, theirs %s", p, labelled(named), labelled(classes))}
		}
		last = c
	}
	net, err := mean.Apply()
	if err != nil {
		return nil, err
	}
	info := last.Info
	info.Classes = classes
	info.Accuracy, info.Set = 0, ""
	return &snn.Checkpoint{Network: net, Info: info}, nil
}
