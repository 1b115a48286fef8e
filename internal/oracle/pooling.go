package oracle

// Pooling sums a window of each channel and multiplies by a fixed factor. It
// acts on the PSC; there is no neuron behind it.
type Pooling struct {
	Theta float64 // the factor, 1.1 in the released code
	Window
}

// Forward returns y[oy][ox] = θ · Σ x[y][x] over the window.
func (p Pooling) Forward(x Tensor) Tensor {
	rows, columns, err := p.Out(x.H, x.W)
	if err != nil {
		panic(err.Error())
	}
	y := NewTensor(x.N, x.C, rows, columns, x.T)
	p.each(x, func(n, c int, k tap) {
		addScaled(y.At(n, c, k.oy, k.ox), p.Theta, x.At(n, c, k.y, k.x))
	})
	return y
}

// Backward returns ∂L/∂x, given dy = ∂L/∂y.
func (p Pooling) Backward(x, dy Tensor) Tensor {
	dx := ZerosLike(x)
	p.each(x, func(n, c int, k tap) {
		addScaled(dx.At(n, c, k.y, k.x), p.Theta, dy.At(n, c, k.oy, k.ox))
	})
	return dx
}

func (p Pooling) each(x Tensor, f func(n, c int, k tap)) {
	p.taps(x.H, x.W, func(k tap) {
		for n := range x.N {
			for c := range x.C {
				f(n, c, k)
			}
		}
	})
}
