package snn

import (
	"errors"
	"fmt"
	"slices"
)

// Mean is the mean of the weights of several networks of the same layers, such as
// those after the last epochs of a run (stochastic weight averaging, Izmailov et al. 2018,
// arXiv:1803.05407). There is nothing to calibrate again afterwards: the layers
// keep no statistics of their input.
type Mean struct {
	net *Network    // the first that was added
	sum [][]float64 // by stage, in the order that they were added
	n   int
}

// Add takes a network in. It changes nothing if its layers are not those of the
// first, constants of the neurons included.
func (m *Mean) Add(n *Network) error {
	if m.net == nil {
		m.net = n
		for _, s := range n.Stages {
			m.sum = append(m.sum, make([]float64, len(s.Conn.Weight().Data)))
		}
	}
	if err := m.net.sameLayers(n); err != nil {
		return err
	}
	for i, s := range n.Stages {
		for j, v := range s.Conn.Weight().Data {
			m.sum[i][j] += float64(v)
		}
	}
	m.n++
	return nil
}

// Apply writes the mean to the first network that was added, and returns it. As
// after any change of weights, Prepare must follow.
func (m *Mean) Apply() (*Network, error) {
	if m.n == 0 {
		return nil, errors.New("snn: mean of no networks")
	}
	m.net.ready = false
	for i, s := range m.net.Stages {
		w := s.Conn.Weight().Data
		for j, sum := range m.sum[i] {
			w[j] = float32(sum / float64(m.n))
		}
	}
	return m.net, nil
}

// sameLayers reports the first layer in which another network differs.
func (n *Network) sameLayers(o *Network) error {
	if len(n.Stages) != len(o.Stages) || n.Input != o.Input || n.Steps != o.Steps {
		return fmt.Errorf("snn: %d layers, input %v, %d steps: expected %d layers, %v, %d",
			len(o.Stages), o.Input, o.Steps, len(n.Stages), n.Input, n.Steps)
	}
	for i, s := range n.Stages {
		t := o.Stages[i]
		if s.Name != t.Name || s.Neuron != t.Neuron || s.Factor() != t.Factor() || s.Out != t.Out || !slices.Equal(s.FieldShape(), t.FieldShape()) {
			return fmt.Errorf("snn: layer %s of weights %v, neurons %+v: expected %s, %v, %+v",
				t.Name, t.FieldShape(), t.Neuron, s.Name, s.FieldShape(), s.Neuron)
		}
		if err := s.sameWindows(t); err != nil {
			return err
		}
	}
	return nil
}

// sameWindows reports the first window in which the convolution and the pooling of
// two stages differ.
func (s *Stage) sameWindows(t *Stage) error {
	type window struct{ kernel, stride, padding, dilation [2]int }
	list := func(s *Stage) (all []window) {
		for _, p := range s.bridge.pools {
			all = append(all, window{p.Kernel, p.poolStride(), p.Padding, [2]int{1, 1}})
		}
		if l := &s.layer; l.Type == TypeConv {
			all = append(all, window{l.Kernel, l.Stride, l.Padding, l.Dilation})
		}
		return all
	}
	a, b := list(s), list(t)
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Errorf("snn: layer %s with windows of %v, stride %v, padding %v, dilation %v: expected %v, %v, %v, %v", s.Name,
				b[i].kernel, b[i].stride, b[i].padding, b[i].dilation, a[i].kernel, a[i].stride, a[i].padding, a[i].dilation)
		}
	}
	if len(a) != len(b) || s.layer.Groups != t.layer.Groups {
		return fmt.Errorf("snn: layer %s with %d windows and %d groups: expected %d and %d", s.Name, len(b), t.layer.Groups, len(a), s.layer.Groups)
	}
	return nil
}
