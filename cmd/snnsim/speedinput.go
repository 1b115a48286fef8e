package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/spikes"
)

// speedSpec completes the specification of one argument of bench speed: a
// network file, or a run, checkpoint or model with trained weights.
func speedSpec(cmd *cobra.Command, name string, f *benchSpeedFlags, k *kernel.Set, v *view) (bench.Spec, error) {
	s := f.spec
	var classes []string
	if isTrained(name) {
		c, err := openCheckpoint(name, k)
		if err != nil {
			return s, err
		}
		s.Config, s.Weights, s.Input = &c.Network.Config, c.Network.Weights(), "random input, trained weights"
		f.data.forCheckpoint(s.Config, c)
		classes = c.Info.Classes
	} else {
		cfg, err := loadNetwork([]string{name})
		if err != nil {
			return s, err
		}
		s.Config = &cfg
	}
	if f.data.path == "" && f.data.name == "" {
		return s, nil
	}
	if cmd.Flags().Changed("density") {
		return s, usagef("--density is of random input: leave it out with --data")
	}
	return s, f.takeData(cmd, &s, classes, v)
}

// isTrained reports whether an argument names trained weights. A name that a
// network file and a model share is the file's.
func isTrained(name string) bool {
	_, err := rundir.Checkpoint(name)
	return isCheckpoint(name) && (err == nil || !networks.Has(name))
}

// takeData fills the samples of a specification from the training set. classes are
// those of a checkpoint whose data have names of their own.
func (f *benchSpeedFlags) takeData(cmd *cobra.Command, s *bench.Spec, classes []string, v *view) error {
	c := &s.Config.Network
	if f.data.path != "" {
		c.DataPath = f.data.path
	}
	if f.data.name != "" {
		c.Dataset = f.data.name
	}
	if s.Batch > 0 {
		c.BatchSize = s.Batch
	}
	if s.Steps > 0 {
		c.Steps = s.Steps
	}
	src, err := resolveSource(s.Config)
	if err != nil {
		return err
	}
	src.skipBad, src.classes = f.data.skipBad, classes
	sets, err := src.open(cmd.Context(), s.Config, []string{"train"}, v)
	if err != nil {
		return asData(err)
	}
	info := sets[0].Info()
	c.Input = []int{info.Shape.C, info.Shape.H, info.Shape.W}
	for batch, err := range src.loader(sets[0], s.Config, s.Threads, 0, true).Epoch(cmd.Context(), 0, 0) {
		if err != nil {
			return asData(err)
		}
		// The loader uses the samples' memory again.
		for i := range batch {
			sample := batch[i]
			sample.Values = append([]float32(nil), sample.Values...)
			sample.Train.Bits = append([]uint64(nil), sample.Train.Bits...)
			s.Samples = append(s.Samples, sample)
		}
		break
	}
	if s.Samples == nil {
		s.Samples = spikes.Batch{}
		return usagef("data set %s: no samples", info.Name)
	}
	weights := "initial weights"
	if s.Weights != nil {
		weights = "trained weights"
	}
	from := info.Name
	if c.DataPath != "" {
		from += " of " + filepath.Clean(c.DataPath)
	}
	if info.Simulated {
		from += " (simulated)"
	}
	s.Input = from + ", " + weights
	return nil
}
