package bench

import (
	"fmt"

	"github.com/snnsim/snnsim/internal/kernel"
)

// densities are the shares of (neuron, step) pairs that fire in sweeps.
var densities = []float64{0.01, 0.02, 0.05, 0.10, 0.20, 0.50}

// decodeCases are the decoding of packed spikes into indices.
func decodeCases() []kernelCase {
	const words = 144 // of 9216 neurons
	var all []kernelCase
	for _, d := range densities {
		spikes := d * 64 * words
		all = append(all, kernelCase{
			group: "spike decoding", name: fmt.Sprintf("%d words, %g %% firing", words, 100*d),
			work: words, unit: "words/ns", load: 8*words + 4*spikes, limit: OfCache,
			prepare: func(k *kernel.Set) func() {
				bits, dst := randomBits(words, d), make([]int32, 64*words+16)
				return func() { k.Decode(dst, bits, 0) }
			},
		})
	}
	return all
}

func randomBits(words int, density float64) []uint64 {
	rng := newRand()
	bits := make([]uint64, words)
	for i := range 64 * words {
		if rng.Float64() < density {
			bits[i/64] |= 1 << (i % 64)
		}
	}
	return bits
}

// adamWCases are the optimiser's step on weights that stay in cache and on
// weights that do not.
func adamWCases(memory int) []kernelCase {
	const traffic = 28 // bytes a weight: four arrays are read and three written
	var all []kernelCase
	for _, c := range []struct {
		n     int
		limit Limit
	}{{cacheBytes / 8, OfCache}, {memory / 8, OfMemory}} {
		all = append(all, kernelCase{
			group: "optimiser step", name: fmt.Sprintf("%d weights", c.n), work: float64(c.n), unit: "weights/ns",
			load: traffic * float64(c.n), limit: c.limit,
			prepare: func(k *kernel.Set) func() {
				rng := newRand()
				w, g, m, v := normal(rng, c.n), normal(rng, c.n), make([]float32, c.n), make([]float32, c.n)
				a := &kernel.AdamWArgs{LR: 1e-6, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Bias1: 1, Bias2: 1, GradScale: 1, Clamp: 4}
				return func() { k.AdamW(w, g, m, v, a) }
			},
		})
	}
	return all
}

// rowCases are sums of weight rows at events and the scattering of kernels.
func rowCases() []kernelCase {
	const events, sources = 64, 300
	var all []kernelCase
	for _, n := range []int{10, 64, 400, 1024} {
		elements := float64(events * n)
		all = append(all, kernelCase{
			group: "row sum", name: fmt.Sprintf("%d of %d rows of %d", events, sources, n), work: elements, unit: "additions/ns",
			load: 4 * elements, limit: OfRead,
			prepare: func(k *kernel.Set) func() {
				rng := newRand()
				src, dst, offs := normal(rng, sources*n), make([]float32, n), make([]int32, events)
				for i := range offs {
					offs[i] = int32(rng.IntN(sources) * n)
				}
				return func() { k.AddRows(dst, src, offs) }
			},
		})
	}
	for _, n := range []int{60, 320} { // 5 pixels of 12 or 64 channels
		const rows, pixels = 5, 20 // of the kernel, of a side of the map
		stride := pixels * n / 5
		elements := float64(events * rows * n)
		all = append(all, kernelCase{
			group: "scatter", name: fmt.Sprintf("%d patches of %dx%d", events, rows, n), work: elements, unit: "additions/ns",
			load: 12 * elements, limit: OfCache,
			prepare: func(k *kernel.Set) func() {
				rng := newRand()
				src, dst, ev := normal(rng, rows*n), make([]float32, pixels*stride), make([]kernel.Event, events)
				for i := range ev {
					ev[i].Dst = int32(rng.IntN(pixels-rows)*stride + rng.IntN(pixels-5)*n/5)
				}
				return func() { k.ScatterRows(dst, src, ev, rows, n, stride, n) }
			},
		})
	}
	return all
}
