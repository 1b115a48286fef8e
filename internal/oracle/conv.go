package oracle

const (
	shapeConv   = "oracle: convolution on an input of another shape"
	shapeWeight = "oracle: weights of another length"
)

// Conv is a convolution over rows and columns, the same at every time step.
// It is a cross-correlation: the kernel is not flipped. There is no bias.
type Conv struct {
	In, Out int // channels
	Groups  int // channels are split into so many groups, each seeing only its own
	Window
}

// Weights returns the number of weights, (out, in/groups, row, column).
func (c Conv) Weights() int {
	return c.Out * (c.In / c.Groups) * c.Kernel[0] * c.Kernel[1]
}

// Forward returns y = w ⋆ x,
//
//	y[o][oy][ox] = Σ w[o][i][ky][kx] · x[i][y][x],
//
// over the taps of the window and the input channels i of o's group.
func (c Conv) Forward(w []float64, x Tensor) Tensor {
	y := c.output(x)
	c.each(w, x, func(o, i, at int, k tap) {
		for n := range x.N {
			addScaled(y.At(n, o, k.oy, k.ox), w[at], x.At(n, i, k.y, k.x))
		}
	})
	return y
}

// BackwardData returns ∂L/∂x, given dy = ∂L/∂y.
func (c Conv) BackwardData(w []float64, x, dy Tensor) Tensor {
	dx := ZerosLike(x)
	c.each(w, x, func(o, i, at int, k tap) {
		for n := range x.N {
			addScaled(dx.At(n, i, k.y, k.x), w[at], dy.At(n, o, k.oy, k.ox))
		}
	})
	return dx
}

// BackwardWeights returns ∂L/∂w, summed over samples and time.
func (c Conv) BackwardWeights(x, dy Tensor) []float64 {
	dw := make([]float64, c.Weights())
	c.each(dw, x, func(o, i, at int, k tap) {
		for n := range x.N {
			dw[at] += dot(dy.At(n, o, k.oy, k.ox), x.At(n, i, k.y, k.x))
		}
	})
	return dw
}

// each calls f for every product of the convolution: output channel o, input
// channel i, index at into the weights, and where the window meets the input.
func (c Conv) each(w []float64, x Tensor, f func(o, i, at int, k tap)) {
	if x.C != c.In {
		panic(shapeConv)
	}
	if len(w) != c.Weights() {
		panic(shapeWeight)
	}
	in, out := c.In/c.Groups, c.Out/c.Groups // per group
	c.taps(x.H, x.W, func(k tap) {
		for o := range c.Out {
			for j := range in {
				at := ((o*in+j)*c.Kernel[0]+k.ky)*c.Kernel[1] + k.kx
				f(o, o/out*in+j, at, k)
			}
		}
	})
}

func (c Conv) output(x Tensor) Tensor {
	rows, columns, err := c.Window.Out(x.H, x.W)
	if err != nil {
		panic(err.Error())
	}
	return NewTensor(x.N, c.Out, rows, columns, x.T)
}
