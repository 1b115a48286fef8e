package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/internal/inspect"
)

type plotConfusionFlags struct {
	sampleFlags
	threads int
}

func newPlotConfusion() *cobra.Command {
	var f plotConfusionFlags
	cmd := &cobra.Command{
		Use:     "confusion RUN|CHECKPOINT|MODEL",
		Short:   "Evaluate a network and draw its confusion matrix",
		Example: "  snnsim plot confusion nmnist_sim\n  snnsim plot confusion runs/try --split train --out train.png",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return plotConfusion(cmd, args[0], &f) },
	}
	fl := cmd.Flags()
	f.data.register(fl)
	fl.StringVar(&f.split, "split", "test", "train or test")
	fl.StringVar(&f.out, "out", "confusion.svg", "file to write, .svg or .png")
	fl.IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "threads; the results do not depend on it")
	return cmd
}

func plotConfusion(cmd *cobra.Command, path string, f *plotConfusionFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := checkThreads(f.threads); err != nil {
		return err
	}
	c, err := trained(path)
	if err != nil {
		return err
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	set, src, cfg, err := f.data.open(cmd.Context(), c, f.split, v)
	if err != nil {
		return err
	}
	in, err := inspect.New(c.Network)
	if err != nil {
		return err
	}
	results, err := in.Results(cmd.Context(), src.loader(set, cfg, f.threads, 0, false), f.threads, func(n int) {
		v.status("%d of %d samples", n, set.Len())
	})
	v.clear()
	if err != nil {
		return asData(err)
	}
	return draw(cmd, confusion(modelName(path), set, results, cfg.Network.Classes), f.out)
}

// confusion is the matrix of what a network took samples for.
func confusion(name string, set dataset, results []inspect.Result, classes int) figure.Matrix {
	info := set.Info()
	note := fmt.Sprintf("%s on %s, %s split, %s", name, info.Name, info.Split, counted(len(results), "sample"))
	if info.Simulated {
		note += " (simulated)"
	}
	var names []string // as many as the network has classes
	if info.Names != nil {
		for label := range classes {
			names = append(names, info.ClassName(label))
		}
	}
	return figure.Matrix{
		Names: names,
		Title: fmt.Sprintf("%.2f %% right", 100*inspect.Accuracy(results)), Note: note,
		X: "decided as", Y: "class", Counts: inspect.Confusion(results, classes),
	}
}
