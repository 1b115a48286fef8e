package oracle

const shapeLinear = "oracle: linear layer on an input of another length"

// Linear is a dense layer without bias, the same at every time step. Weights
// are [Out][In].
type Linear struct {
	In, Out int // neurons
}

// Forward returns y = W x, with x flattened.
func (l Linear) Forward(w []float64, x Tensor) Tensor {
	l.check(w, x)
	y := NewTensor(x.N, l.Out, 1, 1, x.T)
	for n := range x.N {
		for o := range l.Out {
			for i := range l.In {
				addScaled(y.Train(n, o), w[o*l.In+i], x.Train(n, i))
			}
		}
	}
	return y
}

// BackwardData returns ∂L/∂x = Wᵀ dy, in the shape of x.
func (l Linear) BackwardData(w []float64, x, dy Tensor) Tensor {
	l.check(w, x)
	dx := ZerosLike(x)
	for n := range x.N {
		for o := range l.Out {
			for i := range l.In {
				addScaled(dx.Train(n, i), w[o*l.In+i], dy.Train(n, o))
			}
		}
	}
	return dx
}

// BackwardWeights returns ∂L/∂W = dy xᵀ, summed over samples and time.
func (l Linear) BackwardWeights(x, dy Tensor) []float64 {
	dw := make([]float64, l.Out*l.In)
	l.check(dw, x)
	for n := range x.N {
		for o := range l.Out {
			for i := range l.In {
				dw[o*l.In+i] += dot(dy.Train(n, o), x.Train(n, i))
			}
		}
	}
	return dw
}

func (l Linear) check(w []float64, x Tensor) {
	if x.Neurons() != l.In {
		panic(shapeLinear)
	}
	if len(w) != l.Out*l.In {
		panic(shapeWeight)
	}
}
