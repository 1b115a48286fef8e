package oracle

const shapeTensor = "oracle: tensors of different shape"

// Tensor holds one number per sample, channel, row, column and time step.
type Tensor struct {
	N, C, H, W, T int
	Data          []float64 // [N][C][H][W][T]
}

// NewTensor returns a tensor of zeros.
func NewTensor(n, c, h, w, t int) Tensor {
	return Tensor{N: n, C: c, H: h, W: w, T: t, Data: make([]float64, n*c*h*w*t)}
}

// ZerosLike returns zeros in the shape of x.
func ZerosLike(x Tensor) Tensor { return NewTensor(x.N, x.C, x.H, x.W, x.T) }

// Neurons returns the number of neurons of one sample, C·H·W.
func (x Tensor) Neurons() int { return x.C * x.H * x.W }

// Train returns the T values of neuron i of sample n, where i counts
// channel by channel and row by row. It shares memory with x.
func (x Tensor) Train(n, i int) []float64 {
	at := (n*x.Neurons() + i) * x.T
	return x.Data[at : at+x.T : at+x.T]
}

// At returns the T values of the neuron at channel c, row h and column w of
// sample n. It shares memory with x.
func (x Tensor) At(n, c, h, w int) []float64 {
	return x.Train(n, (c*x.H+h)*x.W+w)
}

// SameShape reports whether x and y have equal extents.
func (x Tensor) SameShape(y Tensor) bool {
	return x.N == y.N && x.C == y.C && x.H == y.H && x.W == y.W && x.T == y.T
}

// mapTrains applies f to the train of every neuron.
func mapTrains(x Tensor, f func(train []float64) []float64) Tensor {
	y := ZerosLike(x)
	for n := range x.N {
		for i := range x.Neurons() {
			copy(y.Train(n, i), f(x.Train(n, i)))
		}
	}
	return y
}

// addScaled adds f·x to y, element by element.
func addScaled(y []float64, f float64, x []float64) {
	for i := range y {
		y[i] += f * x[i]
	}
}

// dot returns Σ x[i]·y[i].
func dot(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}
