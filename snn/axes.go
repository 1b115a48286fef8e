package snn

import "fmt"

// FromXFirst turns weights in the field's order of a network that sees
// pictures with x as their first axis into those of one that sees them with y
// first, as ours. The released TSSL-BP code has x first in N-MNIST.
func (s *Stage) FromXFirst(t Tensor) (Tensor, error) {
	in := s.Conn.In()
	return s.swapAxes(t, in.W, in.H)
}

// ToXFirst is the inverse of FromXFirst.
func (s *Stage) ToXFirst(t Tensor) (Tensor, error) {
	in := s.Conn.In()
	return s.swapAxes(t, in.H, in.W)
}

// swapAxes exchanges the last two axes of a convolution, and the two axes
// within every channel of a linear layer, which have the given extents.
func (s *Stage) swapAxes(t Tensor, rows, cols int) (Tensor, error) {
	out := Tensor{Name: t.Name, Shape: t.Shape, Data: make([]float32, len(t.Data))}
	outer := s.Conn.In().C
	if _, ok := s.Conn.(*conv); ok {
		if len(t.Shape) != 4 {
			return Tensor{}, fmt.Errorf("snn: %s: shape %v: expected four extents", t.Name, t.Shape)
		}
		rows, cols = t.Shape[2], t.Shape[3]
		outer = t.Shape[0] * t.Shape[1]
		out.Shape = []int{t.Shape[0], t.Shape[1], cols, rows}
	} else {
		if len(t.Shape) != 2 || t.Shape[1] != outer*rows*cols {
			return Tensor{}, fmt.Errorf("snn: %s: shape %v: expected [out %d]", t.Name, t.Shape, outer*rows*cols)
		}
		outer *= t.Shape[0]
	}
	if outer*rows*cols != len(t.Data) {
		return Tensor{}, fmt.Errorf("snn: %s: shape %v: %d numbers", t.Name, t.Shape, len(t.Data))
	}
	for o := range outer {
		for r := range rows {
			for c := range cols {
				out.Data[(o*cols+c)*rows+r] = t.Data[(o*rows+r)*cols+c]
			}
		}
	}
	return out, nil
}
