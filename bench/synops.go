package bench

import (
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// SynapticOperations are operations of synapses per sample. Dense, EffectiveMACs and
// EffectiveACs are NeuroBench's (Yik et al., Nature Communications 2025,
// arXiv:2304.04640): what all synapses would do at every step, and those operations
// whose input and weight are not zero, accumulates (ACs) where the input is spikes,
// multiply-accumulates (MACs) where it is not binary: analog, or sums behind pooling.
//
// Behind sum pooling snnsim delivers every spike by itself, as event-driven hardware
// does. SpikeACs has an AC for every spike and synapse, there too; with AnalogMACs it is
// what Delivered, energies and shares of dense go by.
type SynapticOperations struct {
	Dense         float64 `json:"Dense"`
	EffectiveMACs float64 `json:"Effective_MACs"`
	EffectiveACs  float64 `json:"Effective_ACs"`
	AnalogMACs    float64 `json:"analog_MACs"`
	SpikeACs      float64 `json:"spike_ACs"`
}

func (o *SynapticOperations) add(p SynapticOperations) {
	o.Dense += p.Dense
	o.EffectiveMACs += p.EffectiveMACs
	o.EffectiveACs += p.EffectiveACs
	o.AnalogMACs += p.AnalogMACs
	o.SpikeACs += p.SpikeACs
}

// Delivered returns the operations of analog values and of single spikes together. Behind
// pooling they may be more than Dense.
func (o SynapticOperations) Delivered() float64 { return o.AnalogMACs + o.SpikeACs }

// opCount adds up the operations of one connection.
type opCount struct {
	acs, macs []int64 // [T]
	events    int64   // spikes that arrived
	pooled    int64   // operations of sums that are not zero, where inputs are pooled
	summed    int64   // of acs, those of spikes in sums
	stamp     []int32 // [cells], last visit
	visit     int32
}

func newOpCount(cells, steps int) *opCount {
	return &opCount{acs: make([]int64, steps), macs: make([]int64, steps), stamp: make([]int32, cells)}
}

// add counts the input of one sample and writes the operations of each step
// to perStep, adding to what is there.
func (o *opCount) add(in *snn.Input, f *fanOut, perStep []int64) {
	if in.Kind != spikes.Events {
		o.addAnalog(in, f, perStep)
		return
	}
	o.events += int64(len(in.Cells))
	for t := range in.T {
		var n int64
		cells := in.Step(t)
		for _, c := range cells {
			n += f.actual[c]
		}
		o.acs[t] += n
		perStep[t] += n
		if in.Sorted {
			continue // no pooling: a cell is a neuron, and fires once
		}
		o.summed += n
		o.visit++
		for _, c := range cells {
			if o.stamp[c] != o.visit {
				o.stamp[c] = o.visit
				o.pooled += f.actual[c]
			}
		}
	}
}

// addAnalog counts values that are not zero. An image is there at every step.
func (o *opCount) addAnalog(in *snn.Input, f *fanOut, perStep []int64) {
	cells := len(f.actual)
	for t := range in.T {
		frame := in.Values
		if in.Kind == spikes.Analog {
			frame = in.Values[t*cells : (t+1)*cells]
		}
		var n int64
		for c, v := range frame {
			if v != 0 {
				n += f.actual[c]
			}
		}
		o.macs[t] += n
		perStep[t] += n
	}
}

func (o *opCount) merge(p *opCount) {
	addAll(o.acs, p.acs)
	addAll(o.macs, p.macs)
	o.events += p.events
	o.pooled += p.pooled
	o.summed += p.summed
}

// report returns the operations per sample.
func (o *opCount) report(f *fanOut, samples int) SynapticOperations {
	n := float64(max(1, samples))
	return SynapticOperations{
		Dense:         float64(f.dense) * float64(len(o.acs)),
		EffectiveMACs: float64(sumOf(o.macs)+o.pooled) / n,
		EffectiveACs:  float64(sumOf(o.acs)-o.summed) / n,
		AnalogMACs:    float64(sumOf(o.macs)) / n,
		SpikeACs:      float64(sumOf(o.acs)) / n,
	}
}

func sumOf(x []int64) int64 {
	var n int64
	for _, v := range x {
		n += v
	}
	return n
}
