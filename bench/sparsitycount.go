package bench

import (
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// sparsityCount is what one goroutine counts. All of it is whole numbers, so
// that the sum over goroutines does not depend on who took which sample.
type sparsityCount struct {
	net      *snn.Network
	fan      []*fanOut
	classes  []classCount // one a class, or one for all
	ops      []*opCount   // [stage]
	membrane []int64      // [stage]
	latency  *latencyCount
	tally    *tally
}

// classCount is the part of one class.
type classCount struct {
	samples, correct int
	input            *firingCount
	layers           []*firingCount
}

func newSparsityCount(net *snn.Network, fan []*fanOut, classes int) *sparsityCount {
	c := &sparsityCount{
		net: net, fan: fan, classes: make([]classCount, classes), membrane: make([]int64, len(net.Stages)),
		latency: newLatencyCount(tsslbp.NewReadout(net), net.Steps),
	}
	words := net.Input.Words()
	for _, s := range net.Stages {
		c.ops = append(c.ops, newOpCount(s.Conn.In().Neurons(), net.Steps))
		words = max(words, s.Out.Words())
	}
	for i := range c.classes {
		k := &c.classes[i]
		k.input = newFiringCount(net.Input, net.Steps)
		for _, s := range net.Stages {
			k.layers = append(k.layers, newFiringCount(s.Out, net.Steps))
		}
	}
	c.tally = newTally(words)
	return c
}

// add counts sample b of an activity record.
func (c *sparsityCount) add(s *spikes.Sample, a *snn.Activity, b int) {
	k := &c.classes[0]
	if len(c.classes) > 1 {
		k = &c.classes[s.Label]
	}
	k.samples++
	if s.Kind == spikes.Events {
		k.input.add(s.Train.Bits, c.tally)
	}
	for i, st := range c.net.Stages {
		bits := a.Spikes(i, b)
		k.layers[i].add(bits, c.tally)
		c.ops[i].add(a.Input(i, b), c.fan[i], c.latency.ops)
		c.membrane[i] += membraneUpdates(a.Potentials(i, b), bits, st.Out, c.net.Steps)
	}
	if c.latency.add(a, b, s.Label).Class == s.Label {
		k.correct++
	}
}

func (c *sparsityCount) merge(o *sparsityCount) {
	for i := range c.classes {
		k, p := &c.classes[i], &o.classes[i]
		k.samples += p.samples
		k.correct += p.correct
		k.input.merge(p.input)
		for j := range k.layers {
			k.layers[j].merge(p.layers[j])
		}
	}
	for i := range c.ops {
		c.ops[i].merge(o.ops[i])
	}
	addAll(c.membrane, o.membrane)
	c.latency.merge(o.latency)
}

// reports returns the firing of one class, or of all samples together. input
// is nil where no spikes came in.
func (k *classCount) reports(net *snn.Network) (input *Firing, layers []*Firing) {
	if k.input.samples > 0 {
		input = k.input.report("input")
	}
	for i, l := range k.layers {
		layers = append(layers, l.report(net.Stages[i].Name))
	}
	return input, layers
}

// total returns the sum over the classes.
func (c *sparsityCount) total() *classCount {
	sum := newSparsityCount(c.net, c.fan, 1).classes[0]
	for i := range c.classes {
		k := &c.classes[i]
		sum.samples += k.samples
		sum.correct += k.correct
		sum.input.merge(k.input)
		for j := range sum.layers {
			sum.layers[j].merge(k.layers[j])
		}
	}
	return &sum
}
