package tsslbp

import "github.com/snnsim/snnsim/snn"

// Capture asks a backward pass for the gradients that it does not keep. The
// engine, which must have the option InputGrad unless Input is nil, fills it for the samples
// of one batch.
type Capture struct {
	// Delta is ∂L/∂I of every stage, [stage][B][T][H][W][C].
	Delta [][]float32
	// Output is ∂L/∂a of the output, [B][T][classes]; PSC the output PSCs.
	Output, PSC []float32
	// Input is ∂L/∂a of the network's input, [B][T][H][W][C]; nil if it is not asked for.
	Input []float32

	base int // position in the batch of the group's first sample
}

// from returns the capture for the group that begins at sample base.
func (c *Capture) from(base int) *Capture {
	if c == nil {
		return nil
	}
	g := *c
	g.base = base
	return &g
}

// NewCapture returns memory for a batch of n samples.
func NewCapture(net *snn.Network, n int) *Capture {
	t := net.Steps
	c := &Capture{
		Output: make([]float32, n*t*net.Output().Neurons()),
		PSC:    make([]float32, n*t*net.Output().Neurons()),
		Input:  make([]float32, n*t*net.Input.Neurons()),
	}
	for _, s := range net.Stages {
		c.Delta = append(c.Delta, make([]float32, n*t*s.Out.Neurons()))
	}
	return c
}

// holds reports whether the capture has room for n samples of a network.
func (c *Capture) holds(net *snn.Network, n int) bool {
	out := n * net.Steps * net.Output().Neurons()
	ok := len(c.Output) >= out && len(c.PSC) >= out && (c.Input == nil || len(c.Input) >= n*net.Steps*net.Input.Neurons()) && len(c.Delta) == len(net.Stages)
	for i, s := range net.Stages {
		ok = ok && len(c.Delta[i]) >= n*net.Steps*s.Out.Neurons()
	}
	return ok
}

// delta returns where the scan of a row puts ∂L/∂I; nil if nobody asks.
func (c *Capture) delta(s *snn.Stage, b, y, steps int) ([]float32, int) {
	if c == nil {
		return nil, 0
	}
	n := s.Out.Neurons()
	return c.Delta[s.Index][(c.base+b)*steps*n+y*s.Out.Row():], n
}

// captureInput turns the gradient of the first connection's input, filtered
// backwards, into ∂L/∂a[t] = q[t] - (1-1/τ_s)·q[t+1].
func (l *lane) captureInput(b int, train bool, c *Capture) {
	s := l.net.Stages[0]
	in, steps := l.net.Input, l.net.Steps
	n, row := in.Neurons(), in.Row()
	f, decay := gradFactor(s, train), float32(s.Neuron.DecayS())
	for y := range in.H {
		q, stride := l.act.Upstream(0, b, y, l.stages[0].q[b*steps*s.Conn.In().Neurons():], l.stages[0].pull, train)
		out := c.Input[(c.base+b)*steps*n+y*row:]
		for t := range steps {
			for j := range row {
				v := q[t*stride+j]
				if t+1 < steps {
					v -= float32(decay * q[(t+1)*stride+j])
				}
				out[t*n+j] = v * f
			}
		}
	}
}

// captureOutput notes the PSCs of sample b's outputs and ∂L/∂a.
func (l *lane) captureOutput(b int, c *Capture) {
	if c == nil {
		return
	}
	n := len(l.read.PSC)
	at := (c.base + b) * n
	copy(c.Output[at:at+n], l.e)
	copy(c.PSC[at:at+n], l.read.PSC)
}
