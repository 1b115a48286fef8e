package oracle

const shapeMask = "oracle: dropout mask of another length"

// Dropout multiplies every neuron's train by its entry of the mask, the same
// at all time steps; mask is [N][C][H][W], 0 where silenced and usually
// 1/(1-p) elsewhere. A nil mask changes nothing. The function is its own
// backward pass.
func Dropout(mask []float64, x Tensor) Tensor {
	y := ZerosLike(x)
	if mask == nil {
		copy(y.Data, x.Data)
		return y
	}
	if len(mask) != x.N*x.Neurons() {
		panic(shapeMask)
	}
	for n := range x.N {
		for i := range x.Neurons() {
			addScaled(y.Train(n, i), mask[n*x.Neurons()+i], x.Train(n, i))
		}
	}
	return y
}
