package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
)

// absoluteWeights makes the path of the weights to start from hold wherever
// the run is continued; the name of a model stays as it is.
func absoluteWeights(s *snn.Settings) {
	if s.Weights == "" {
		return
	}
	if _, err := rundir.Checkpoint(s.Weights); err != nil {
		return
	}
	if abs, err := filepath.Abs(s.Weights); err == nil {
		s.Weights = abs
	}
}

// startFrom replaces a new network's weights by those of the checkpoint, run
// folder or model that its configuration names; without one they stay random.
// Layers are matched in their order, and each must have the same shape, but for the output:
// one of another number of classes begins anew. classes are those of the data.
func startFrom(net *snn.Network, classes []string, v *view) error {
	path := net.Config.Network.Weights
	if path == "" {
		return nil
	}
	c, err := openCheckpoint(path, net.Kernel())
	if err != nil {
		return fmt.Errorf("weights to start from: %w", err)
	}
	from, to := c.Network.FieldTensors(), net.FieldTensors()
	if len(from) != len(to) {
		return usagef("weights to start from: %s has %d layers of weights, the network %d", path, len(from), len(to))
	}
	for i := range from {
		from[i].Name = to[i].Name
	}
	last := len(to) - 1
	otherwise := len(from[last].Shape) == 2 && len(to[last].Shape) == 2 &&
		from[last].Shape[0] != to[last].Shape[0] && from[last].Shape[1] == to[last].Shape[1]
	if otherwise {
		v.note("the weights to start from are for %d classes: the output layer, of %d, begins anew", from[last].Shape[0], to[last].Shape[0])
		from[last] = to[last]
	}
	if err := net.SetFieldTensors(from); err != nil {
		return usagef("weights to start from: %s: %w", path, err)
	}
	if otherwise {
		return nil
	}
	if was := c.Info.Classes; was != nil && classes != nil && !slices.Equal(was, classes) {
		v.warn("the weights to start from are of other classes: %s", labelled(was))
	}
	return nil
}
