package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/internal/report"
	"github.com/snnsim/snnsim/spikes"
)

func newPlotEvents() *cobra.Command {
	var f sampleFlags
	var slices int
	cmd := &cobra.Command{
		Use:   "events --data DIR",
		Short: "Draw a sample of a data set, a recording in slices of time",
		Example: `  snnsim plot events --data nmnist/ --sample 7
  snnsim plot events --dataset nmnist-sim --slices 10 --out events.png`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if slices < 1 || slices > 300 {
				return usagef("--slices %d: expected 1 to 300", slices)
			}
			return plotEvents(cmd, &f, slices)
		},
	}
	f.register(cmd, "events.svg")
	cmd.Flags().IntVar(&slices, "slices", 12, "pictures of a recording")
	return cmd
}

func plotEvents(cmd *cobra.Command, f *sampleFlags, slices int) error {
	if err := f.check(); err != nil {
		return err
	}
	cfg, err := f.data.browsed("--data or --dataset")
	if err != nil {
		return err
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	src, err := f.data.browse(cmd.Context(), &cfg, v)
	if err != nil {
		return err
	}
	sets, err := src.open(cmd.Context(), &cfg, []string{f.split}, v)
	if err != nil {
		return asData(err)
	}
	if err := f.within(sets[0]); err != nil {
		return err
	}
	var s spikes.Sample
	if err := sets[0].Fill(f.sample, &s, nil); err != nil {
		return asData(err)
	}
	info := sets[0].Info()
	class := info.ClassName(s.Label)
	p := figure.Pictures{Title: fmt.Sprintf("Sample %d, class %s", s.Index, class)}
	if s.Kind == spikes.Events {
		p = report.Slices(&s, slices, class)
	} else {
		p.Pictures = []figure.Picture{{Image: report.SamplePicture(&s, info.Shape)}}
	}
	name := info.Name
	if f.data.name == "" && f.data.path != "" {
		name = filepath.Base(filepath.Clean(f.data.path)) // Fashion-MNIST's files look like MNIST's
	}
	from := fmt.Sprintf("%s, %s split", name, info.Split)
	if info.Simulated {
		from += " (simulated)"
	}
	if file := fileOf(sets[0], f.sample); file != "" {
		from += ", " + filepath.Base(file)
	}
	if p.Note != "" {
		from += "; "
	}
	p.Note = from + p.Note
	return draw(cmd, p, f.out)
}
