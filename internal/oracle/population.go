package oracle

// Population is what the neurons of a layer did with a batch. Layers without
// neurons (pooling, dropout) have a PSC only.
type Population struct {
	Current Tensor // I
	U, DU   Tensor // potential before the reset, and its increment
	Spikes  Tensor // s
	PSC     Tensor // a
}

// RunLIF runs every neuron of a layer on its input current.
func RunLIF(p Neuron, current Tensor) Population {
	pop := Population{
		Current: current,
		U:       ZerosLike(current),
		DU:      ZerosLike(current),
		Spikes:  ZerosLike(current),
		PSC:     ZerosLike(current),
	}
	for n := range current.N {
		for i := range current.Neurons() {
			tr := LIF(p, current.Train(n, i))
			copy(pop.U.Train(n, i), tr.U)
			copy(pop.DU.Train(n, i), tr.DU)
			copy(pop.Spikes.Train(n, i), tr.S)
			copy(pop.PSC.Train(n, i), tr.A)
		}
	}
	return pop
}

// RunLIFBackward returns ∂L/∂I of every neuron, given e = ∂L/∂a.
func RunLIFBackward(p Neuron, r Rule, pop Population, e Tensor) Tensor {
	if !e.SameShape(pop.PSC) {
		panic(shapeTensor)
	}
	r = r.Resolve(pop.Density())
	grad := ZerosLike(e)
	for n := range e.N {
		for i := range e.Neurons() {
			copy(grad.Train(n, i), LIFBackward(p, r, pop.trace(n, i), e.Train(n, i)))
		}
	}
	return grad
}

// Density returns the spikes per neuron and step, over the whole batch.
func (pop Population) Density() float64 {
	sum := 0.0
	for _, s := range pop.Spikes.Data {
		sum += s
	}
	return sum / float64(max(1, len(pop.Spikes.Data)))
}

func (pop Population) trace(n, i int) Trace {
	return Trace{
		U:  pop.U.Train(n, i),
		DU: pop.DU.Train(n, i),
		S:  pop.Spikes.Train(n, i),
		A:  pop.PSC.Train(n, i),
	}
}
