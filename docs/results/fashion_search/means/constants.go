package main

import (
	"math"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// constants are the membrane time constants of a network's layers, and what
// learning them needs.
type constants struct {
	net     *snn.Network
	capture *tsslbp.Capture
	left    [][]float32 // [stage][B][T][neurons], the potential that a step leaves to the next
	x       []float64   // logit of λ, per stage
	grad    []float64   // since the last step
	m, v    []float64   // Adam's moments
	steps   float64
}

func newConstants(net *snn.Network, batch int) *constants {
	n := len(net.Stages)
	c := &constants{
		net: net, capture: tsslbp.NewCapture(net, batch),
		x: make([]float64, n), grad: make([]float64, n), m: make([]float64, n), v: make([]float64, n),
	}
	for i, s := range net.Stages {
		c.x[i] = logit(s.Neuron.DecayM())
		c.left = append(c.left, make([]float32, batch*net.Steps*s.Out.Neurons()))
	}
	return c
}

// observe notes what every step of a sample leaves: the potential, or nothing
// where a neuron fired.
func (c *constants) observe(index int, _ *spikes.Sample, a *snn.Activity, b int) {
	for i, s := range c.net.Stages {
		u, fired := a.Potentials(i, b), a.Spikes(i, b)
		n, pitch, words := s.Out.Neurons(), s.Out.Pitch(), s.Out.Words()
		for t := range c.net.Steps {
			left := c.left[i][(index*c.net.Steps+t)*n:][:n]
			copy(left, u[t*pitch:])
			for j := range left {
				if fired[t*words+j/64]>>(j%64)&1 == 1 {
					left[j] = 0
				}
			}
		}
	}
}

// add adds the gradients of a batch of n samples.
func (c *constants) add(n int) {
	steps := c.net.Steps
	for i, s := range c.net.Stages {
		neurons := s.Out.Neurons()
		at := func(x []float32, b, t int) []float32 { return x[(b*steps+t)*neurons:][:neurons] }
		for b := range n {
			for t := 1; t < steps; t++ {
				before := at(c.left[i], b, t-1)
				for j, d := range at(c.capture.Delta[i], b, t) {
					c.grad[i] += float64(d * before[j])
				}
			}
		}
	}
}

// step moves the constants along their gradients.
func (c *constants) step(rate float64) {
	const beta1, beta2, eps = 0.9, 0.99, 1e-12
	c.steps++
	for i, s := range c.net.Stages {
		decay := logistic(c.x[i])
		g := c.grad[i] * decay * (1 - decay)
		c.m[i], c.v[i] = beta1*c.m[i]+(1-beta1)*g, beta2*c.v[i]+(1-beta2)*g*g
		m, v := c.m[i]/(1-math.Pow(beta1, c.steps)), c.v[i]/(1-math.Pow(beta2, c.steps))
		c.x[i] -= rate * m / (math.Sqrt(v) + eps)
		s.Neuron.TauM = 1 / (1 - logistic(c.x[i]))
		c.grad[i] = 0
	}
}
