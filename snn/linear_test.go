package snn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// pooledInput draws events of which a cell may hold several a step, in the order in
// which pooling leads them: not ascending.
func pooledInput(rng *rand.Rand, cells, steps int, density float64) Input {
	in := Input{Kind: spikes.Events, T: steps, Start: make([]int32, steps+1)}
	for t := range steps {
		for range int(density * float64(cells)) {
			in.Cells = append(in.Cells, int32(rng.IntN(cells)))
		}
		in.Start[t+1] = int32(len(in.Cells))
	}
	return in
}

func TestCopyAscending(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const cells = 37
	count := make([]int32, cells)
	var in Input
	for _, density := range []float64{0, 0.1, 1, 5} {
		src := pooledInput(rng, cells, 6, density)
		before := slices.Clone(src.Cells)
		in.CopyAscending(&src, count)
		assert.Equal(t, before, src.Cells, "the source is left alone")
		assert.False(t, src.Sorted)
		assert.True(t, in.Sorted)
		assert.Equal(t, make([]int32, cells), count)
		for s := range src.T {
			want := slices.Clone(src.Step(s))
			slices.Sort(want)
			assert.Equal(t, want, slices.Clone(in.Step(s)))
		}
	}
	image := Input{Kind: spikes.Image, T: 2, Start: make([]int32, 3), Values: []float32{1, 2}}
	in.CopyAscending(&image, count)
	assert.Equal(t, []float32{1, 2}, in.Values)
}

// newMatrix returns a prepared matrix, read by products from panels if large.
func newMatrix(k *kernel.Set, weights []float32, n, m int, large bool, factor float32) *linear {
	l := DefaultLayer("linear", TypeLinear)
	l.Inputs, l.Outputs = n, m
	f := newLinear(&l, spikes.Flat(n))
	f.large = large
	copy(f.weight.Data, weights)
	for part := range f.Plan(factor, true) {
		f.Prepare(k, part)
	}
	return f
}

// Panels change where weights lie, not what is added up in which order.
func TestLargeMatricesGiveTheSameBits(t *testing.T) {
	const steps, samples = 3, 2
	rng := rand.New(rand.NewPCG(5, 6))
	for _, k := range kernel.Available() {
		for _, shape := range [][2]int{{1, 1}, {31, 33}, {64, 32}, {65, 96}, {130, 75}, {512, 500}, {1100, 40}} {
			n, m := shape[0], shape[1]
			for _, factor := range []float32{1, 1.1} {
				t.Run(fmt.Sprintf("%s/%dx%d/%v", k.Name, n, m, factor), func(t *testing.T) {
					weights := make([]float32, n*m)
					for i := range weights {
						weights[i] = float32(rng.NormFloat64())
					}
					in := []Input{pooledInput(rng, n, steps, 0.5), pooledInput(rng, n, steps, 0.5)}
					var currents, grads [2][]float32
					for i, large := range []bool{false, true} {
						f := newMatrix(k, weights, n, m, large, factor)
						require.Equal(t, weights, f.weight.Data)
						assert.Equal(t, large, len(f.dense.data) > 0)
						s := f.NewScratch(samples, steps)
						s.k, s.mode = k, ForceDense
						got := &batchSink{n: m}
						f.Currents(s, in, got)
						currents[i] = got.all
						rng := rand.New(rand.NewPCG(7, 8))
						r, _ := randomDeltas(rng, f, steps)
						q := make([]float32, steps*n)
						f.DataGrad(s, q, r, steps)
						grads[i] = q
					}
					require.Len(t, currents[0], samples*steps*m)
					for i, v := range currents[0] {
						var want float64
						for _, c := range in[i/m/steps].Step(i / m % steps) {
							want += float64(weights[int(c)*m+i%m]) * float64(factor)
						}
						require.InDelta(t, want, v, 2e-4)
					}
					assert.True(t, slices.Equal(currents[0], currents[1]), "currents")
					assert.True(t, slices.Equal(grads[0], grads[1]), "data gradients")
				})
			}
		}
	}
}

// batchSink keeps all currents of n outputs in the order in which they come.
type batchSink struct {
	n   int
	all []float32
}

func (b *batchSink) Current(_, _ int, x []float32, _ int) {
	b.all = append(b.all, x[:b.n]...)
}

// The gradient of a batch by ranges of inputs is the sum of the samples', whether
// the cells of its inputs ascend or not, and then to the bit.
func TestWeightGradRange(t *testing.T) {
	const n, steps, samples = 150, 4, 3
	rng := rand.New(rand.NewPCG(9, 10))
	type shape struct {
		mode    Mode
		m       int
		density float64
	}
	var shapes []shape
	for _, mode := range []Mode{ForceEvents, ForceDense} {
		for _, m := range []int{10, 70, 500} {
			for _, density := range []float64{0, 0.05, 0.9, 2} {
				shapes = append(shapes, shape{mode, m, density})
			}
		}
	}
	for _, k := range kernel.Available() {
		for _, x := range shapes {
			t.Run(fmt.Sprintf("%s/%+v", k.Name, x), func(t *testing.T) {
				mode, m, density := x.mode, x.m, x.density
				f := newMatrix(k, make([]float32, n*m), n, m, false, 1)
				lay := f.Deltas()
				in, ascending := make([]Input, samples), make([]Input, samples)
				r := make([]float32, samples*steps*lay.Plane)
				want := make([]float64, n*m)
				for b := range in {
					in[b] = pooledInput(rng, n, steps, density)
					ascending[b].CopyAscending(&in[b], make([]int32, n))
					rb, delta := randomDeltas(rng, f, steps)
					copy(r[b*steps*lay.Plane:], rb[:steps*lay.Plane])
					for s := range steps {
						for _, c := range in[b].Step(s) {
							for o := range m {
								want[int(c)*m+o] += float64(delta[s][o])
							}
						}
					}
				}
				var got [2][]float32
				for i, batch := range [][]Input{in, ascending} {
					s := f.NewRangeScratch(k, mode, DefaultBreakEvens(k.Name), samples, steps)
					got[i] = make([]float32, n*m)
					for j := range got[i] {
						got[i][j] = 5 // is overwritten
					}
					for lo := 0; lo < n; lo += f.RangeStep() {
						f.WeightGradRange(s, got[i], batch, r, lo, min(lo+f.RangeStep(), n))
					}
				}
				assert.True(t, slices.Equal(got[0], got[1]))
				for i := range want {
					require.InDelta(t, want[i], got[0][i], 1e-4)
				}
			})
		}
	}
}

// BenchmarkMatrix compares rows and panels of published networks' matrices, dense:
// currents of n samples of 5 steps at a time, and data gradients.
func BenchmarkMatrix(b *testing.B) {
	k, err := kernel.Default()
	require.NoError(b, err)
	const steps = 5
	rng := rand.New(rand.NewPCG(1, 2))
	for _, shape := range [][2]int{{784, 400}, {1024, 1024}, {3136, 1024}} {
		n, m := shape[0], shape[1]
		weights := make([]float32, n*m)
		for i := range weights {
			weights[i] = float32(rng.NormFloat64())
		}
		for _, samples := range []int{1, 5} {
			var in []Input
			for range samples {
				in = append(in, pooledInput(rng, n, steps, 0.3))
			}
			for i, name := range []string{"rows", "panels"} {
				f := newMatrix(k, weights, n, m, i == 1, 1)
				s := f.NewScratch(samples, steps)
				s.k, s.mode = k, ForceDense
				r, q := make([]float32, samples*steps*f.Deltas().Plane), make([]float32, samples*steps*n)
				b.Run(fmt.Sprintf("%dx%d/samples=%d/part=currents/form=%s", n, m, samples, name), func(b *testing.B) {
					for b.Loop() {
						f.Currents(s, in, &noSink{})
					}
				})
				b.Run(fmt.Sprintf("%dx%d/samples=%d/part=gradient/form=%s", n, m, samples, name), func(b *testing.B) {
					for b.Loop() {
						f.DataGrad(s, q, r, samples*steps)
					}
				})
			}
		}
	}
}

type noSink struct{}

func (*noSink) Current(_, _ int, _ []float32, _ int) {}
