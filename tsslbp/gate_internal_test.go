package tsslbp

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// RunTwice makes the engine keep no records, so that batches whose gates change run
// twice.
func (e *Engine) RunTwice() { e.kept = nil }

// Keeps reports whether the next batch's records are kept.
func (e *Engine) Keeps() bool { return e.near && len(e.kept) > 0 }

// oneLayer is a network of so many outputs over 5 steps.
func oneLayer(t *testing.T, outputs int) *snn.Network {
	cfg := snn.DefaultConfig()
	l := snn.DefaultLayer("output", snn.TypeLinear)
	l.Inputs, l.Outputs = 1, outputs
	cfg.Network.Classes, cfg.Layers = outputs, []snn.Layer{l}
	net, err := snn.New(cfg, spikes.Flat(1), nil)
	require.NoError(t, err)
	return net
}

// Records are kept for PerLayer alone, of a whole batch or not at all.
func TestKeptCount(t *testing.T) {
	for _, c := range []struct {
		outputs, batch int
		warm           WarmUp
		want           int
	}{
		{10, 25, PerLayer, 3}, // groups of ten samples
		{10, 30, PerLayer, 3},
		{10, 1, PerLayer, 1},
		{10, 25, PerNeuron, 0},
		{10_000, 100, PerLayer, 10},
		{10_000, 1000, PerLayer, 0}, // 200 kB of potentials a sample
	} {
		net := oneLayer(t, c.outputs)
		l := newLane(net, groupSize(net), Options{})
		opt := Options{Rule: Rule{WarmUp: c.warm}, Batch: c.batch}
		assert.Equal(t, c.want, keptCount(l, opt), "%+v", c)
		assert.Len(t, keptGroups(l, opt), c.want)
	}
}

// The bound itself opens a gate, and a tenth of it either side is near.
func TestGates(t *testing.T) {
	e := NewEngine(oneLayer(t, 10), Options{Rule: Rule{WarmUp: PerLayer, Density: 0.2}, Loss: &SoftmaxLoss{}, Batch: 10, Threads: 1})
	defer e.Close()
	for _, c := range []struct {
		spikes              int64 // of 500 neuron-steps
		open, changed, near bool
	}{
		{101, false, false, true}, {100, true, true, true}, {91, true, false, true}, {80, true, false, false},
		{0, true, false, false}, {109, false, true, true}, {120, false, false, false},
	} {
		changed := e.updateGates(&Stats{Samples: 10, Spikes: []int64{c.spikes}})
		assert.Equal(t, []bool{c.open, c.changed, c.near}, []bool{e.gate[0], changed, e.near}, "%d spikes", c.spikes)
	}
}
