package snn

import (
	"fmt"
	"math"

	"github.com/snnsim/snnsim/spikes"
)

// What a network may ask for. Everything is checked before memory is taken.
const (
	maxExtent     = 1 << 16   // rows, columns, channels, outputs, window with its dilation
	maxPadding    = 256       // rows or columns
	maxSteps      = 100_000   // steps
	maxBatch      = 1 << 16   // samples
	maxMicros     = 1<<23 - 1 // µs of a step, the longest recording of N-MNIST's format
	maxClasses    = 1 << 14   // a confusion matrix has their square
	maxWeights    = 1 << 28   // of a layer
	maxValues     = 1 << 28   // neuron-steps of a layer and sample, rows padded to 64
	maxTotal      = 1 << 30   // of either, in all layers together
	maxBatchTotal = 1<<31 - 1 // neuron-steps of a dense layer and a batch as they lie, counted by an int32
)

// weights returns how many weights a layer asks for.
func (l *Layer) weights() int64 {
	switch l.Type {
	case TypeConv:
		return product(l.Kernel[0], l.Kernel[1], l.InChannels/max(1, l.Groups), l.OutChannels)
	case TypeLinear:
		return product(l.Inputs, l.Outputs)
	}
	return 0
}

// weights returns how many weights all layers ask for.
func (c *Config) weights() (n int64) {
	for i := range c.Layers {
		n += c.Layers[i].weights()
	}
	return n
}

// checkInput refuses a sample shape that no network takes.
func (c *Config) checkInput(in spikes.Shape) error {
	k := c.settingsChecker()
	if low, high := min(in.H, in.W, in.C), max(in.H, in.W, in.C); low < 1 || high > maxExtent {
		k.fault("input", "input of %d rows, %d columns and %d channels: each must be 1 to %d", in.H, in.W, in.C, maxExtent)
	} else if n := c.values(in); n > maxValues {
		k.fault("input", "input of %v over %d steps: %d values, rows padded to 64: at most %d", in, c.Network.Steps, n, maxValues)
	}
	return joinFaults(k.errs)
}

// values returns the neuron-steps that a sample takes in a population.
func (c *Config) values(s spikes.Shape) int64 {
	return product(s.H, s.Pitch(), c.Network.Steps)
}

// checkPool refuses a pooling layer whose table or output is too large.
func (c *Config) checkPool(l *Layer, b *bridge, out spikes.Shape) error {
	if n := b.pairsBehind(l); n > maxValues {
		return c.at(l, "a %dx%d window over %v inputs: %d pairs: at most %d", l.Kernel[0], l.Kernel[1], b.dst, n, maxValues)
	}
	return c.checkValues(l, out)
}

// checkConv refuses a convolution whose maps are too large.
func (c *Config) checkConv(l *Layer, in, out spikes.Shape) error {
	if err := c.checkValues(l, out); err != nil {
		return err
	}
	if n := product(in.H+2*l.Padding[0], in.W+2*l.Padding[1], in.C, denseFrames); n > maxValues {
		return c.at(l, "%v with a padding of %v: %d values, %d frames at a time: at most %d", in, l.Padding, n, denseFrames, maxValues)
	}
	var grid [2]int // as newConv lays it out
	for i, extent := range []int{in.H, in.W} {
		eff := (l.Kernel[i]-1)*l.Dilation[i] + 1
		grid[i] = extent + eff - 1 + 2*max(0, l.Padding[i]-eff+1)
	}
	if n := product(grid[0], grid[1], out.C, c.Network.Steps); n > maxValues {
		return c.at(l, "%dx%d positions at stride 1, %d channels, %d steps: %d values: at most %d", grid[0], grid[1], out.C, c.Network.Steps, n, maxValues)
	}
	return nil
}

// checkLinear refuses a dense layer whose output is too large.
func (c *Config) checkLinear(l *Layer) error {
	out := spikes.Flat(l.Outputs)
	if err := c.checkValues(l, out); err != nil {
		return err
	}
	if n := product(apart(out.Pitch()), c.Network.Steps, c.Network.BatchSize); n > maxBatchTotal {
		return c.at(l, "%d neurons over %d steps in a batch of %d: %d values: at most %d", l.Outputs, c.Network.Steps, c.Network.BatchSize, n, maxBatchTotal)
	}
	return nil
}

// CheckBatch reports a batch of so many samples that a dense layer's values
// could not be counted.
func (n *Network) CheckBatch(samples int) error {
	for _, s := range n.Stages {
		if s.layer.Type != TypeLinear {
			continue
		}
		if v := product(s.Conn.Deltas().Plane, n.Steps, samples); v > maxBatchTotal {
			return fmt.Errorf("snn: layer %s: %d neurons over %d steps in a batch of %d: %d values: expected at most %d", s.Name, s.Out.Neurons(), n.Steps, samples, v, maxBatchTotal)
		}
	}
	return nil
}

func (c *Config) checkValues(l *Layer, out spikes.Shape) error {
	if n := c.values(out); n > maxValues {
		return c.at(l, "%v neurons over %d steps: %d values, rows padded to 64: at most %d", out, c.Network.Steps, n, maxValues)
	}
	return nil
}

// product multiplies extents, none of them negative, without overflow: what
// is too large for any limit is the largest int64.
func product(extents ...int) int64 {
	p := int64(1)
	for _, e := range extents {
		if e != 0 && p > math.MaxInt64/int64(e) {
			return math.MaxInt64
		}
		p *= int64(e)
	}
	return p
}
