package snn

import "github.com/snnsim/snnsim/spikes"

// Bounds on what a network file may ask for, far beyond what trains on one
// machine, so that a typing mistake is a message and not a full memory.
const (
	maxExtent    = 1 << 16 // channels, rows or columns of the input
	maxWeights   = 1 << 28 // of a layer: 1 GiB
	maxRecord    = 1 << 28 // neurons times steps of a layer: 1 GiB of potentials
	maxNesting   = 16      // levels of a network file, which has three
	deepestBlank = 256     // columns that a line of it may be indented
)

// tooLarge reports a layer with more weights than there may be.
func (c *Config) tooLarge(l *Layer, weights float64) error {
	if weights > maxWeights {
		return c.at(l, "%.0f weights: at most %d", weights, maxWeights)
	}
	return nil
}

// tooMany reports a layer with more neurons, over all steps, than a record can
// hold.
func (c *Config) tooMany(l *Layer, h, w, channels int) error {
	n := float64(max(h, 0)) * float64(max(w, 0)) * float64(channels)
	if n*float64(c.Network.Steps) > maxRecord {
		return c.at(l, "%.0f neurons times %d steps: at most %d", n, c.Network.Steps, maxRecord)
	}
	return nil
}

// windows returns the positions of a layer's window on an input, 0 or less if
// there are none.
func (l *Layer) windows(in spikes.Shape) (rows, columns int) {
	stride, dilation := l.Stride, l.Dilation
	if stride == [2]int{} {
		stride = l.Kernel
	}
	if l.Type == TypePooling {
		dilation = [2]int{1, 1}
	}
	return outSize(in.H, l.Kernel[0], stride[0], l.Padding[0], dilation[0]),
		outSize(in.W, l.Kernel[1], stride[1], l.Padding[1], dilation[1])
}

// inputFault reports an input that is no input, or more than there may be.
func (c *Config) inputFault(s spikes.Shape) error {
	if !s.Valid() || max(s.H, s.W, s.C) > maxExtent {
		return &ConfigError{File: c.Source, Msg: sizeText(s) + ": every extent of the input must be 1 to 65536"}
	}
	if n := float64(s.H) * float64(s.W) * float64(s.C); n*float64(c.Network.Steps) > maxRecord {
		return &ConfigError{File: c.Source, Msg: sizeText(s) + " at every step: too large an input"}
	}
	return nil
}

func sizeText(s spikes.Shape) string { return "input shape " + s.String() }
