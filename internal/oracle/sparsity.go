package oracle

// SpikeTail is the PSC that the spikes of one neuron will still produce after
// the window, given its PSC a: the current decays as (1-1/τ_s)^k, which sums
// to (τ_s-1)·a at the last step.
func SpikeTail(tauS float64, a []float64) float64 {
	if len(a) == 0 {
		return 0
	}
	return (tauS - 1) * a[len(a)-1]
}

// SpikeCount returns the number of spikes of one neuron, read from its PSC: a
// spike's PSC sums to 1 over all time, so it is the sum in the window and the
// tail behind it.
func SpikeCount(tauS float64, a []float64) float64 {
	sum := SpikeTail(tauS, a)
	for _, v := range a {
		sum += v
	}
	return sum
}

// SpikeCountGradient returns the derivative of SpikeCount with respect to a:
// 1, and τ_s at the last step.
func SpikeCountGradient(tauS float64, steps int) []float64 {
	e := make([]float64, steps)
	for t := range e {
		e[t] = 1
	}
	if steps > 0 {
		e[steps-1] = tauS
	}
	return e
}

// hidden reports whether layer i has neurons and is not the last that has.
func (n *Network) hidden(i int) bool {
	if !n.Layers[i].Spiking() {
		return false
	}
	for _, l := range n.Layers[i+1:] {
		if l.Spiking() {
			return true
		}
	}
	return false
}

// spikePrice is what one spike of a hidden layer adds to the loss:
// λ/(neurons·steps), so that a sample adds λ times the firing density of its
// hidden layers; Softmax, which is a mean, takes the mean of that.
func (n *Network) spikePrice(f Forward) float64 {
	neurons, steps, batch := 0, 0, 1
	for i, p := range f.Layers {
		if n.hidden(i) {
			neurons += p.Spikes.Neurons()
			steps = p.Spikes.T
		}
	}
	if n.Sparsity == 0 || neurons == 0 {
		return 0
	}
	if n.Loss.Kind == Softmax {
		batch = f.Input.N
	}
	return n.Sparsity / (float64(neurons) * float64(steps) * float64(batch))
}

// addSpikeCount adds price for every spike of a hidden layer to the loss, and
// the derivative to e = ∂L/∂a of the layer.
func addSpikeCount(price float64, p Neuron, pop Population, e Tensor) (loss float64, sum Tensor) {
	sum = ZerosLike(e)
	copy(sum.Data, e.Data)
	for n := range pop.PSC.N {
		for i := range pop.PSC.Neurons() {
			loss += price * SpikeCount(p.TauS, pop.PSC.Train(n, i))
			addScaled(sum.Train(n, i), price, SpikeCountGradient(p.TauS, pop.PSC.T))
		}
	}
	return loss, sum
}
