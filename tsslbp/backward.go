package tsslbp

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/lif"
	"github.com/snnsim/snnsim/snn"
)

// psc threshold of the warm-up, as a share of 1/τ_s (released code).
const warmUpShare = 0.25

// ReverseArgs returns the constants of a neuron and a rule as the reverse scan
// kernel takes them. PerLayer's gate is taken to be closed.
func ReverseArgs(p lif.Params, rule Rule, steps int) kernel.ReverseArgs {
	a := reverseArgs(p, steps)
	a.Warm, a.Leak = rule.warm(false), rule.LeakPath
	return a
}

func reverseArgs(p lif.Params, steps int) kernel.ReverseArgs {
	return kernel.ReverseArgs{
		T:       steps,
		InvTauM: float32(1 / p.TauM), DecayM: float32(p.DecayM()),
		InvTauS: float32(1 / p.TauS), DecayS: float32(p.DecayS()),
		Threshold: float32(p.Threshold), WarmPSC: float32(warmUpShare / p.TauS),
	}
}

// backward propagates l.e of sample b to all weights, adding to grads.
func (l *lane) backward(b int, rule Rule, gate []bool, train bool, grads [][]float32, c *Capture) {
	l.filterOutput()
	for i := len(l.net.Stages) - 1; i >= 0; i-- {
		s, st := l.net.Stages[i], &l.stages[i]
		l.scan(i, b, rule.warm(gate[i]), rule.LeakPath, train, c)
		scr := l.act.Scratch(i)
		s.Conn.WeightGrad(scr, grads[i], l.act.Input(i, b), st.r)
		if st.q != nil {
			s.Conn.DataGrad(scr, st.q, st.r, l.net.Steps)
		}
	}
	if c != nil {
		l.captureInput(b, train, c)
	}
}

// filterOutput turns e into P, [T][Pitch]: P[t] = e[t]/τ_s + (1-1/τ_s)·P[t+1].
func (l *lane) filterOutput() {
	s := l.net.Stages[len(l.net.Stages)-1]
	n, pitch := s.Out.Neurons(), s.Out.Pitch()
	inv, decay := float32(1/s.Neuron.TauS), float32(s.Neuron.DecayS())
	for j := range n {
		var p float32
		for t := l.net.Steps - 1; t >= 0; t-- {
			p = float32(l.e[t*n+j]*inv) + float32(decay*p)
			l.p[t*pitch+j] = p
		}
	}
}

// scan runs the reverse scan of stage i, row by row.
func (l *lane) scan(i, b int, warm kernel.Warm, leak, train bool, c *Capture) {
	s, st := l.net.Stages[i], &l.stages[i]
	k := l.net.Kernel()
	a := &st.args
	plane := s.Out.H * s.Out.Pitch()
	a.N, a.Warm, a.Leak = s.Out.Row(), warm, leak
	a.UStride, a.BitStride, a.Warmth = plane, s.Out.Words(), st.warmth
	u, bits := l.act.Potentials(i, b), l.act.Spikes(i, b)
	for y := range s.Out.H {
		if i == len(l.net.Stages)-1 {
			a.P, a.PStride, a.PScale = l.p, s.Out.Pitch(), 1
		} else {
			next := l.net.Stages[i+1]
			a.P, a.PStride = l.act.Upstream(i+1, b, y, l.stages[i+1].q, l.stages[i+1].pull, train)
			a.PScale = a.InvTauS * gradFactor(next, train)
		}
		a.U, a.Bits = u[y*s.Out.Pitch():], bits[y*s.Out.RowWords():]
		at := st.lay.Origin + y*st.lay.Row
		if st.row == nil {
			a.R, a.RStride = st.r[at:], st.lay.Plane
		} else {
			a.R, a.RStride = st.row, s.Out.Row()
		}
		a.D, a.DStride = c.delta(s, b, y, l.net.Steps)
		k.ReverseScan(a)
		if st.row != nil {
			spread(st, s, at, l.net.Steps)
		}
	}
}

// spread copies a row of gradients to its pixels in r.
func spread(st *laneStage, s *snn.Stage, at, steps int) {
	c, n := s.Out.C, s.Out.Row()
	for t := range steps {
		for x := range s.Out.W {
			copy(st.r[t*st.lay.Plane+at+x*st.lay.Pixel:][:c], st.row[t*n+x*c:])
		}
	}
}

// gradFactor is what lies between a stage and the one below.
func gradFactor(s *snn.Stage, train bool) float32 {
	if train {
		return s.GradFactor()
	}
	return s.Factor()
}
