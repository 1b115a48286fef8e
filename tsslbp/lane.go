package tsslbp

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// lane is the working memory of one worker: the record of a group's forward
// pass and the buffers of the backward pass of one sample.
type lane struct {
	net    *snn.Network
	act    *snn.Activity
	stages []laneStage
	read   *Readout
	e      []float32 // [T][classes], ∂L/∂a of the output of one sample
	p      []float32 // [group][T][Pitch] of the output, e filtered backwards
	spike  float64   // price of a hidden spike in the loss
	priced []float32 // [T][Pitch], one row of P with the price, nil until needed
	count  []int32   // zeros, for every cell of the widest input of a large matrix
}

// laneStage holds the gradients of one stage's currents and inputs.
type laneStage struct {
	lay    snn.DeltaLayout
	r      []float32 // [group][T][Plane], gradient of the current, filtered backwards
	row    []float32 // [T][W·C], where pixels are not adjacent in r
	q      []float32 // [group][T][cells], gradient of the connection's input
	pull   []float32 // [T][Pitch], one row of upstream gradient
	warmth []uint64
	args   kernel.ReverseArgs
}

func newLane(net *snn.Network, group int, opt Options) *lane {
	classes := net.Output().Neurons()
	t := net.Steps
	l := &lane{
		net: net, act: net.NewActivity(group, !opt.Inference || opt.Potentials, opt.Mode),
		read: NewReadout(net), e: make([]float32, t*classes),
	}
	if opt.Inference {
		return l
	}
	l.p = make([]float32, group*t*net.Output().Pitch())
	l.stages = make([]laneStage, len(net.Stages))
	for i, s := range net.Stages {
		st := &l.stages[i]
		st.lay = s.Conn.Deltas()
		if wide(s) == nil {
			st.r = make([]float32, group*t*st.lay.Plane+s.Out.Pitch())
		} else if n := s.Conn.In().Neurons(); len(l.count) < n {
			l.count = make([]int32, n)
		}
		if st.lay.Pixel != s.Out.C {
			st.row = make([]float32, t*s.Out.Row())
		}
		if i > 0 || opt.InputGrad {
			st.q = make([]float32, group*t*s.Conn.In().Neurons()+64)
			st.pull = make([]float32, t*s.Source.Pitch())
		}
		st.warmth = make([]uint64, (t+1)*s.Out.RowWords())
		st.args = reverseArgs(s.Neuron, t)
	}
	return l
}

// forward runs a group and reads the decision of sample b later with decide.
func (l *lane) forward(group []spikes.Sample, p snn.Pass) error {
	return l.act.Forward(group, p)
}

// decide computes the output PSCs of sample b and the decision.
func (l *lane) decide(b int) Decision { return l.read.Decide(l.act, b) }
