package tsslbp

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

// The optional regulariser adds to the loss, for every sample, λ times the
// firing density of the hidden layers together:
//
//	R = ρ·Σ s[t],   ρ = λ/(N·T),
//
// over the N hidden neurons and T steps; the mean over the batch where the
// loss is a mean. A spike's PSC sums to 1 over all time, so that the derivative
// of R with respect to a spike, filtered backwards like ∂L/∂a, is ρ at every
// step: P[t] + ρ takes the place of P[t] in the reverse scan. What the rule
// makes of it, under the surrogate or not, is what it makes of any other
// error. docs/sparsity-regulariser.md derives it.

// spikePrice returns ρ for one sample of a batch.
func spikePrice(net *snn.Network, lambda float64, loss Loss, batch int) float64 {
	if lambda == 0 {
		return 0
	}
	hidden := 0
	for _, s := range net.Stages[:len(net.Stages)-1] {
		hidden += s.Out.Neurons()
	}
	if hidden == 0 {
		return 0
	}
	rho := lambda / (float64(hidden) * float64(net.Steps))
	return rho / lossShare(loss, batch)
}

// lossShare is what a sample's loss is divided by in the loss of a batch: the
// number of samples where that is the mean, 1 where it is the sum.
func lossShare(loss Loss, batch int) float64 {
	if m, ok := loss.(MeanLoss); ok && m.Mean() {
		return float64(batch)
	}
	return 1
}

// penalise adds rho to the gradient P of one row, [T][N], and makes a read the
// sum. What P was stays, for the rows of a pooling window share it.
func (l *lane) penalise(a *kernel.ReverseArgs, pitch int, rho float32) {
	if len(l.priced) < a.T*pitch {
		l.priced = make([]float32, a.T*pitch)
	}
	for t := range a.T {
		src, dst := a.P[t*a.PStride:][:a.N], l.priced[t*pitch:][:a.N]
		for j, p := range src {
			dst[j] = float32(p*a.PScale) + rho
		}
	}
	a.P, a.PStride, a.PScale = l.priced, pitch, 1
}

// hiddenSpikes returns the spikes of sample b in all layers but the last.
func (l *lane) hiddenSpikes(b int) float64 {
	n := 0
	for i := range l.net.Stages[:len(l.net.Stages)-1] {
		n += l.act.SpikeCount(i, b)
	}
	return float64(n)
}
