package bench

import (
	"fmt"

	"github.com/snnsim/snnsim/internal/kernel"
)

// Constants of the published N-MNIST network.
const (
	tauM, tauS = 8, 4
	threshold  = 1
	drive      = 0.5 // standard deviation of the current: some 10 % of the neurons fire
)

// scans are the shapes of the scans, neurons × steps: a row of a feature map, a whole
// map, and a dense layer. All steps go in one call, as those of a static image in the first
// layer do; other layers are scanned step by step, with their state in memory, and their
// gradients with the strides of a map.
var scans = []struct{ n, steps int }{{768, 30}, {9216, 30}, {400, 5}}

const stepUnit = "neuron-steps/ns"

// scanCases are the membrane scan, with and without storing potentials, and
// the gradient's scan in its modes.
func scanCases() []kernelCase {
	var all []kernelCase
	for _, s := range scans {
		steps := float64(s.n * s.steps)
		shape := fmt.Sprintf("%d x %d steps", s.n, s.steps)
		for _, keep := range []bool{true, false} {
			c := kernelCase{group: "membrane scan", name: shape + ", spikes only", work: steps, unit: stepUnit, load: 4 * steps, limit: OfCache}
			if keep {
				c.name, c.load = shape+", potentials kept", 8*steps
			}
			c.prepare = func(k *kernel.Set) func() {
				a := newLIF(s.n, s.steps, keep)
				return func() { k.FilterLIF(a) }
			}
			all = append(all, c)
		}
	}
	for _, s := range scans {
		steps := float64(s.n * s.steps)
		for _, mode := range []struct {
			warm kernel.Warm
			name string
		}{{kernel.WarmNone, "no surrogate"}, {kernel.WarmPerNeuron, "surrogate per neuron"}, {kernel.WarmAlways, "surrogate everywhere"}} {
			all = append(all, kernelCase{
				group: "reverse scan", name: fmt.Sprintf("%d x %d steps, %s", s.n, s.steps, mode.name),
				work: steps, unit: stepUnit, load: 12 * steps, limit: OfCache,
				prepare: func(k *kernel.Set) func() {
					a := newReverse(k, s.n, s.steps, mode.warm)
					return func() { k.ReverseScan(a) }
				},
			})
		}
	}
	return all
}

func newLIF(n, steps int, keep bool) *kernel.LIFArgs {
	w := (n + 63) / 64 * 64
	a := &kernel.LIFArgs{
		T: steps, N: n, XStride: w, UStride: w, BitStride: w / 64,
		Alpha: 1. / tauS, DecayM: 1 - 1./tauM, Threshold: threshold,
		X: normal(newRand(), steps*w), Bits: make([]uint64, steps*w/64),
	}
	for i := range a.X {
		a.X[i] *= drive
	}
	if keep {
		a.U = make([]float32, steps*w)
	}
	return a
}

// newReverse makes the gradient's scan for a recorded membrane scan.
func newReverse(k *kernel.Set, n, steps int, warm kernel.Warm) *kernel.ReverseArgs {
	f := newLIF(n, steps, true)
	k.FilterLIF(f)
	return &kernel.ReverseArgs{
		T: steps, N: n, P: normal(newRand(), len(f.U)), PStride: f.UStride, PScale: 1,
		U: f.U, UStride: f.UStride, Bits: f.Bits, BitStride: f.BitStride,
		R: make([]float32, steps*n), RStride: n,
		InvTauM: 1. / tauM, DecayM: f.DecayM, InvTauS: f.Alpha, DecayS: 1 - 1./tauS,
		Threshold: threshold, MaxSlope: 8, WarmPSC: 1. / (4 * tauS), Warm: warm, Leak: true,
		Warmth: make([]uint64, len(f.Bits)+f.BitStride),
	}
}
