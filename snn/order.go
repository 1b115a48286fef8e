package snn

import (
	"fmt"
	"slices"
)

// The border between the package's order of weights and the field's: linear
// [out][in] with inputs flattened channel-row-column, convolution
// [out][in][ky][kx].

// FieldShape returns the shape of a stage's weights in the field's order.
func (s *Stage) FieldShape() []int {
	if c, ok := s.Conn.(*conv); ok {
		return []int{c.out.C, c.cig, c.kh, c.kw}
	}
	w := s.Conn.Weight().Shape
	return []int{w[1], w[0]}
}

// eachWeight calls f with the index of every weight in the field's order and
// in ours, the former ascending.
func (s *Stage) eachWeight(f func(field, ours int)) {
	i := 0
	if c, ok := s.Conn.(*conv); ok {
		for o := range c.out.C {
			for in := range c.cig {
				for ky := range c.kh {
					for kx := range c.kw {
						f(i, ((ky*c.kw+kx)*c.cig+in)*c.out.C+o)
						i++
					}
				}
			}
		}
		return
	}
	in, m := s.Conn.In(), s.Conn.Weight().Shape[1]
	for o := range m {
		for ch := range in.C {
			for y := range in.H {
				for x := range in.W {
					f(i, ((y*in.W+x)*in.C+ch)*m+o)
					i++
				}
			}
		}
	}
}

// ToField returns data, laid out as the stage's weights, in the field's order.
func (s *Stage) ToField(data []float32) []float32 {
	out := make([]float32, len(data))
	s.eachWeight(func(field, ours int) { out[field] = data[ours] })
	return out
}

// FromField is the inverse of ToField.
func (s *Stage) FromField(data []float32) []float32 {
	out := make([]float32, len(data))
	s.eachWeight(func(field, ours int) { out[ours] = data[field] })
	return out
}

// FieldTensors returns the weights in the field's order, stage after stage.
func (n *Network) FieldTensors() []Tensor {
	ts := make([]Tensor, len(n.Stages))
	for i, s := range n.Stages {
		w := s.Conn.Weight()
		ts[i] = Tensor{Name: w.Name, Shape: s.FieldShape(), Data: s.ToField(w.Data)}
	}
	return ts
}

// checkFieldTensors reports tensors that are not this network's weights.
func (n *Network) checkFieldTensors(ts []Tensor) error {
	if len(ts) != len(n.Stages) {
		return fmt.Errorf("%d weight tensors, the network has %d", len(ts), len(n.Stages))
	}
	for i, s := range n.Stages {
		if ts[i].Name != s.Conn.Weight().Name || !slices.Equal(ts[i].Shape, s.FieldShape()) || len(ts[i].Data) != len(s.Conn.Weight().Data) {
			return fmt.Errorf("tensor %d is %s %v of %d numbers, the network has %s %v", i, ts[i].Name, ts[i].Shape, len(ts[i].Data), s.Conn.Weight().Name, s.FieldShape())
		}
		if j := unsound(ts[i].Data); j >= 0 {
			return fmt.Errorf("tensor %s: number %d is %v: expected a finite number", ts[i].Name, j, ts[i].Data[j])
		}
	}
	return nil
}
