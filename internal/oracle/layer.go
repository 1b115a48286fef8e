package oracle

import "fmt"

// LayerKind says what a layer does.
type LayerKind string

// The kinds of layers. Conv and Linear end in neurons, the others pass the
// PSC on.
const (
	ConvLayer    LayerKind = "conv"
	LinearLayer  LayerKind = "linear"
	PoolingLayer LayerKind = "pooling"
	DropoutLayer LayerKind = "dropout"
)

// Layer is one layer of a network; of Conv, Linear, Pooling and Mask, it uses
// the one its kind names.
type Layer struct {
	Name    string
	Kind    LayerKind
	Conv    Conv
	Linear  Linear
	Pooling Pooling
	Mask    []float64 // dropout, [N][C][H][W]; nil for none

	Neuron  Neuron    // of ConvLayer and LinearLayer
	Weights []float64 // likewise
}

// Spiking reports whether the layer has weights and neurons.
func (l Layer) Spiking() bool { return l.Kind == ConvLayer || l.Kind == LinearLayer }

// outShape returns the channels, rows and columns behind the layer, or what
// is wrong.
func (l Layer) outShape(c, h, w int) (oc, oh, ow int, err error) {
	switch l.Kind {
	case ConvLayer:
		v := l.Conv
		if v.Groups < 1 || v.In != c || v.In%v.Groups != 0 || v.Out < 1 || v.Out%v.Groups != 0 {
			return 0, 0, 0, fmt.Errorf("convolution from %d to %d channels in %d groups behind %d channels", v.In, v.Out, v.Groups, c)
		}
		if oh, ow, err = v.Window.Out(h, w); err != nil {
			return 0, 0, 0, err
		}
		if len(l.Weights) != v.Weights() {
			return 0, 0, 0, fmt.Errorf("%d weights, want %d", len(l.Weights), v.Weights())
		}
		return v.Out, oh, ow, nil
	case LinearLayer:
		v := l.Linear
		if v.In != c*h*w || v.Out < 1 || len(l.Weights) != v.In*v.Out {
			return 0, 0, 0, fmt.Errorf("linear %d to %d with %d weights behind %d neurons", v.In, v.Out, len(l.Weights), c*h*w)
		}
		return v.Out, 1, 1, nil
	case PoolingLayer:
		oh, ow, err = l.Pooling.Out(h, w)
		return c, oh, ow, err
	case DropoutLayer:
		return c, h, w, nil
	}
	return 0, 0, 0, fmt.Errorf("unknown kind %q", l.Kind)
}

// forward returns what the layer makes of the PSC x.
func (l Layer) forward(x Tensor) Population {
	switch l.Kind {
	case ConvLayer:
		return RunLIF(l.Neuron, l.Conv.Forward(l.Weights, x))
	case LinearLayer:
		return RunLIF(l.Neuron, l.Linear.Forward(l.Weights, x))
	case PoolingLayer:
		return Population{PSC: l.Pooling.Forward(x)}
	default:
		return Population{PSC: Dropout(l.Mask, x)}
	}
}

// backward returns the gradients of the layer, given its input PSC x, what it
// made of it, and e = ∂L/∂a behind it.
func (l Layer) backward(r Rule, x Tensor, pop Population, e Tensor) LayerGradient {
	switch l.Kind {
	case ConvLayer:
		di := RunLIFBackward(l.Neuron, r, pop, e)
		return LayerGradient{di, l.Conv.BackwardWeights(x, di), l.Conv.BackwardData(l.Weights, x, di)}
	case LinearLayer:
		di := RunLIFBackward(l.Neuron, r, pop, e)
		return LayerGradient{di, l.Linear.BackwardWeights(x, di), l.Linear.BackwardData(l.Weights, x, di)}
	case PoolingLayer:
		return LayerGradient{Input: l.Pooling.Backward(x, e)}
	default:
		return LayerGradient{Input: Dropout(l.Mask, e)}
	}
}

// LayerGradient holds the gradients of the loss at one layer; Current and
// Weights are empty where there are no neurons.
type LayerGradient struct {
	Current Tensor    // ∂L/∂I
	Weights []float64 // ∂L/∂W
	Input   Tensor    // ∂L/∂a of the layer below
}
