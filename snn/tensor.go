package snn

// Tensor is a named block of numbers, the last extent of Shape varying fastest. A
// network's weights are in the order of the package comment; tensors of
// checkpoints, and those of FieldTensors, are in the field's.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
	// Mask, if not nil, has Data's length and holds 0 where a weight is absent and 1
	// elsewhere. The optimiser sets absent weights to zero with every step, and
	// forward and gradient have no mask of their own: whoever sets a mask or weights
	// sets the absent ones to zero. Checkpoints do not hold masks, but training is only
	// continued with those that it had at the checkpoint.
	Mask []float32
}

// NewTensor returns a tensor of zeros.
func NewTensor(name string, shape ...int) *Tensor {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return &Tensor{Name: name, Shape: shape, Data: make([]float32, n)}
}
