package tsslbp

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/lif"
	"github.com/snnsim/snnsim/snn"
)

// psc threshold of the warm-up, as a share of 1/τ_s (released code).
const warmUpShare = 0.25

// ReverseArgs returns the constants of a neuron and a rule as the reverse scan
// kernel takes them, for a layer below the output. PerLayer's gate is taken to be
// closed.
func ReverseArgs(p lif.Params, rule Rule, steps int) kernel.ReverseArgs {
	a := reverseArgs(p, steps)
	a.Warm, a.Leak = rule.warm(false, false), rule.LeakPath
	a.InvTauM, a.MaxSlope = rule.resetPath(a.InvTauM), float32(rule.slopeClamp())
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

// backward propagates the gradients l.p of a group's outputs to all weights:
// it adds to grads, or leaves to wide what a wide stage needs for later. base
// is the position in the batch of the group's first sample.
func (l *lane) backward(base int, rule Rule, gate []bool, train bool, grads [][]float32, wide []*wideStage, c *Capture) {
	steps := l.net.Steps
	for i := len(l.net.Stages) - 1; i >= 0; i-- {
		s, st := l.net.Stages[i], &l.stages[i]
		size := steps * st.lay.Plane
		if wide[i] != nil {
			st.r = wide[i].r[base*size:]
		}
		scr := l.act.Scratch(i)
		for b := range l.act.N {
			l.scan(i, b, rule, rule.warm(i == len(l.net.Stages)-1, gate[i]), train, c)
			if wide[i] != nil {
				wide[i].keep(l.net, base+b, l.act.Input(i, b), l.count)
			}
		}
		if wide[i] == nil {
			s.Conn.WeightGrad(scr, grads[i], l.act.Inputs(i), st.r)
		}
		if st.q != nil {
			l.dataGrad(i, i > 0 && rule.warm(false, gate[i-1]) == kernel.WarmNone)
		}
	}
	if c != nil && c.Input != nil {
		for b := range l.act.N {
			l.captureInput(b, train, c)
		}
	}
}

// dataGrad computes the gradient of stage i's input for the group. Where the
// layer below uses no surrogate it is needed only where that layer fired.
func (l *lane) dataGrad(i int, fired bool) {
	s, st, scr := l.net.Stages[i], &l.stages[i], l.act.Scratch(i)
	steps, cells := l.net.Steps, s.Conn.In().Neurons()
	size := steps * st.lay.Plane
	if !fired {
		s.Conn.DataGrad(scr, st.q, st.r, l.act.N*steps)
		return
	}
	for b := range l.act.N {
		q, r := st.q[b*steps*cells:], st.r[b*size:]
		if !s.Conn.DataGradAt(scr, q, r, l.act.Input(i, b)) {
			s.Conn.DataGrad(scr, q, r, steps)
		}
	}
}

// skip takes the place of backward for a group whose gradients are all zero.
func (l *lane) skip(base int, wide []*wideStage) {
	for i, w := range wide {
		for b := range l.act.N {
			if w != nil {
				w.skip(l.net, base+b, l.act.Input(i, b), l.count)
			}
		}
	}
}

// filterOutput turns e of sample b into P, [T][Pitch]:
// P[t] = e[t]/τ_s + (1-1/τ_s)·P[t+1].
func (l *lane) filterOutput(b int) {
	s := l.net.Stages[len(l.net.Stages)-1]
	n, pitch := s.Out.Neurons(), s.Out.Pitch()
	dst := l.p[b*l.net.Steps*pitch:]
	inv, decay := float32(1/s.Neuron.TauS), float32(s.Neuron.DecayS())
	for j := range n {
		var p float32
		for t := l.net.Steps - 1; t >= 0; t-- {
			p = float32(l.e[t*n+j]*inv) + float32(decay*p)
			dst[t*pitch+j] = p
		}
	}
}

// scan runs the reverse scan of stage i, row by row.
func (l *lane) scan(i, b int, rule Rule, warm kernel.Warm, train bool, c *Capture) {
	s, st := l.net.Stages[i], &l.stages[i]
	k := l.net.Kernel()
	a := &st.args
	plane := s.Out.H * s.Out.Pitch()
	a.N, a.Warm, a.Leak = s.Out.Row(), warm, rule.LeakPath
	a.InvTauM, a.MaxSlope = rule.resetPath(float32(1/s.Neuron.TauM)), float32(rule.slopeClamp())
	a.UStride, a.BitStride, a.Warmth = plane, s.Out.Words(), st.warmth
	u, bits := l.act.Potentials(i, b), l.act.Spikes(i, b)
	for y := range s.Out.H {
		if i == len(l.net.Stages)-1 {
			a.P, a.PStride, a.PScale = l.p[b*l.net.Steps*s.Out.Pitch():], s.Out.Pitch(), 1
		} else {
			next := l.net.Stages[i+1]
			q := l.stages[i+1].q[b*l.net.Steps*next.Conn.In().Neurons():]
			a.P, a.PStride = l.act.Upstream(i+1, b, y, q, l.stages[i+1].pull, train)
			a.PScale = a.InvTauS * gradFactor(next, train)
			if l.spike != 0 {
				l.penalise(a, s.Out.Pitch(), float32(l.spike))
			}
		}
		a.U, a.Bits = u[y*s.Out.Pitch():], bits[y*s.Out.RowWords():]
		at := b*l.net.Steps*st.lay.Plane + st.lay.Origin + y*st.lay.Row
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
