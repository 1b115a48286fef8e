package oracle

import "fmt"

// Network is a stack of layers with its loss and learning rule.
type Network struct {
	TauS   float64 // synapse of the input
	Layers []Layer
	Loss   Loss
	Rule   Rule
	// Sparsity is λ, the weight of the hidden layers' firing density in the
	// loss; 0 for none.
	Sparsity float64
}

// Forward is what a network did with a batch.
type Forward struct {
	Input  Tensor       // PSC that the first layer sees
	Layers []Population // one per layer
}

// Output returns the PSC of the last layer.
func (f Forward) Output() Tensor {
	if len(f.Layers) == 0 {
		return f.Input
	}
	return f.Layers[len(f.Layers)-1].PSC
}

// Backward holds the loss of a batch and its gradients.
type Backward struct {
	Loss   float64
	Output Tensor          // ∂L/∂a of the last layer
	Layers []LayerGradient // one per layer
	Input  Tensor          // ∂L/∂a of the input
}

// Weights returns the weight gradients of the spiking layers, in order.
func (b Backward) Weights() [][]float64 {
	var grads [][]float64
	for _, l := range b.Layers {
		if l.Weights != nil {
			grads = append(grads, l.Weights)
		}
	}
	return grads
}

// Weights returns the weights of the spiking layers, in order. They share
// memory with the network.
func (n *Network) Weights() [][]float64 {
	var weights [][]float64
	for _, l := range n.Layers {
		if l.Spiking() {
			weights = append(weights, l.Weights)
		}
	}
	return weights
}

// Validate reports the first layer that does not fit, given inputs of c
// channels, h rows and w columns, and returns the shape of each layer's
// output.
func (n *Network) Validate(c, h, w int) (shapes [][3]int, err error) {
	for _, l := range n.Layers {
		if c, h, w, err = l.outShape(c, h, w); err != nil {
			return nil, fmt.Errorf("oracle: layer %s: %w", l.Name, err)
		}
		shapes = append(shapes, [3]int{c, h, w})
	}
	return shapes, nil
}

// Forward runs the network on raw inputs: spikes, or currents.
func (n *Network) Forward(input Tensor) Forward {
	f := Forward{Input: SynapseTensor(n.TauS, input)}
	for _, l := range n.Layers {
		f.Layers = append(f.Layers, l.forward(f.Output()))
	}
	return f
}

// Backward returns the loss of what Forward did, and its gradients.
func (n *Network) Backward(f Forward, labels []int) Backward {
	b := Backward{Layers: make([]LayerGradient, len(n.Layers))}
	b.Loss, b.Output = n.Loss.Evaluate(f.Output(), labels)
	b.Input = b.Output
	price := n.spikePrice(f)
	for i := len(n.Layers) - 1; i >= 0; i-- {
		x := f.Input
		if i > 0 {
			x = f.Layers[i-1].PSC
		}
		if price != 0 && n.hidden(i) {
			var loss float64
			loss, b.Input = addSpikeCount(price, n.Layers[i].Neuron, f.Layers[i], b.Input)
			b.Loss += loss
		}
		b.Layers[i] = n.Layers[i].backward(n.Rule.at(n.hidden(i)), x, f.Layers[i], b.Input)
		b.Input = b.Layers[i].Input
	}
	return b
}

// Step runs a batch forward and backward, lets the optimiser update the
// weights, and returns what went before the update.
func (n *Network) Step(o *AdamW, input Tensor, labels []int) (Forward, Backward) {
	f := n.Forward(input)
	b := n.Backward(f, labels)
	o.Step(n.Weights(), b.Weights())
	return f, b
}
