package snn

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// collect keeps the currents of one sample, [T][H][W·C].
type collect struct {
	out  spikes.Shape
	data map[int][]float32
}

func (c *collect) Current(_, t int, x []float32, pitch int) {
	var frame []float32
	for y := range c.out.H {
		frame = append(frame, x[y*pitch:y*pitch+c.out.Row()]...)
	}
	c.data[t] = frame
}

// geometries are connections that cover strides, padding, dilation and groups.
func geometries() []Layer {
	conv := func(in, out int, k, s, p, d [2]int, groups int) Layer {
		l := DefaultLayer(fmt.Sprintf("conv%v%v%v%v/%d", k, s, p, d, groups), TypeConv)
		l.InChannels, l.OutChannels, l.Kernel, l.Stride, l.Padding, l.Dilation, l.Groups = in, out, k, s, p, d, groups
		return l
	}
	linear := DefaultLayer("linear", TypeLinear)
	linear.Inputs, linear.Outputs = 7*6*4, 70
	narrow := DefaultLayer("narrow", TypeLinear)
	narrow.Inputs, narrow.Outputs = 7*6*4, 5
	apart := DefaultLayer("apart", TypeLinear) // whose steps of r lie further apart than a row
	apart.Inputs, apart.Outputs = 7*6*4, 500
	one, zero := [2]int{1, 1}, [2]int{0, 0}
	return []Layer{
		linear, narrow, apart,
		conv(4, 5, [2]int{3, 3}, one, zero, one, 1),
		conv(4, 17, [2]int{3, 3}, one, one, one, 1),
		conv(4, 6, [2]int{5, 3}, one, [2]int{2, 1}, one, 1),
		conv(4, 6, [2]int{1, 1}, one, [2]int{2, 0}, one, 1),
		conv(4, 6, [2]int{3, 2}, [2]int{2, 2}, one, one, 1),
		conv(4, 6, [2]int{3, 3}, [2]int{1, 2}, [2]int{0, 1}, one, 1),
		conv(4, 6, [2]int{3, 3}, one, [2]int{2, 2}, [2]int{2, 2}, 1),
		conv(4, 6, [2]int{3, 3}, one, one, [2]int{2, 1}, 1),
		conv(4, 6, [2]int{3, 3}, one, one, one, 2),
		conv(4, 8, [2]int{2, 3}, [2]int{2, 1}, one, [2]int{1, 2}, 4),
	}
}

func connect(l *Layer, in spikes.Shape) Connection {
	if l.Type == TypeConv {
		return newConv(l, in)
	}
	return newLinear(l, in)
}

// naiveCurrent is the definition, from the weights and one frame of input.
func naiveCurrent(l *Layer, c Connection, x []float32) []float64 {
	in, out, w := c.In(), c.Out(), c.Weight().Data
	y := make([]float64, out.Neurons())
	eachTap(l, in, out, func(o, i, k int) { y[o] += float64(w[k]) * float64(x[i]) })
	return y
}

// eachTap calls f for every (output, input, weight) that meet.
func eachTap(l *Layer, in, out spikes.Shape, f func(o, i, k int)) {
	if l.Type == TypeLinear {
		for i := range in.Neurons() {
			for o := range out.C {
				f(o, i, i*out.C+o)
			}
		}
		return
	}
	cig, cog := l.InChannels/l.Groups, l.OutChannels/l.Groups
	for oy := range out.H {
		for ox := range out.W {
			for o := range out.C {
				for ky := range l.Kernel[0] {
					for kx := range l.Kernel[1] {
						y := oy*l.Stride[0] - l.Padding[0] + ky*l.Dilation[0]
						x := ox*l.Stride[1] - l.Padding[1] + kx*l.Dilation[1]
						if y < 0 || y >= in.H || x < 0 || x >= in.W {
							continue
						}
						for i := range cig {
							f((oy*out.W+ox)*out.C+o, (y*in.W+x)*in.C+o/cog*cig+i, ((ky*l.Kernel[1]+kx)*cig+i)*out.C+o)
						}
					}
				}
			}
		}
	}
}

func TestConnectionsAgreeWithDefinition(t *testing.T) {
	in := spikes.Shape{H: 7, W: 6, C: 4}
	const steps = 3
	for _, k := range kernel.Available() {
		for _, l := range geometries() {
			for _, density := range []float64{0, 0.001, 0.01, 0.05, 0.2, 0.5, 1} {
				for _, mode := range []Mode{ForceEvents, ForceDense} {
					t.Run(fmt.Sprintf("%s/%s/density=%v/mode=%d", k.Name, l.Name, density, mode), func(t *testing.T) {
						rng := rand.New(rand.NewPCG(1, 2))
						c := connect(&l, in)
						require.True(t, c.Out().Valid())
						for i := range c.Weight().Data {
							c.Weight().Data[i] = float32(rng.NormFloat64())
						}
						const factor = 1.5
						for part := range c.Plan(factor, true) {
							c.Prepare(k, part)
						}
						s := c.NewScratch(1, steps)
						s.k, s.mode, s.even = k, mode, DefaultBreakEvens(k.Name)
						input, frames := randomInput(rng, in.Neurons(), steps, density)
						got := &collect{out: c.Out(), data: map[int][]float32{}}
						c.Currents(s, []Input{input}, got)
						// Twice, so that leftovers of the first call would show.
						c.Currents(s, []Input{input}, got)

						r, delta := randomDeltas(rng, c, steps)
						acc := make([]float32, c.GradLen())
						c.WeightGrad(s, acc, []Input{input}, r)
						dw := c.FinishGrad(s, acc)
						q := make([]float32, steps*in.Neurons()+64)
						c.DataGrad(s, q, r, steps)

						at := make([]float32, len(q))
						if c.DataGradAt(s, at, r, &input) {
							assert.NotEqual(t, ForceDense, mode)
							for st := range steps {
								for _, cell := range input.Step(st) {
									assert.InDelta(t, q[st*in.Neurons()+int(cell)], at[st*in.Neurons()+int(cell)], 1e-4)
								}
							}
						} else {
							assert.NotEqual(t, ForceEvents, mode)
						}

						wantW := make([]float64, len(c.Weight().Data))
						for st := range steps {
							want := naiveCurrent(&l, c, frames[st])
							wantQ := make([]float64, in.Neurons())
							eachTap(&l, in, c.Out(), func(o, i, w int) {
								wantW[w] += float64(delta[st][o]) * float64(frames[st][i])
								wantQ[i] += float64(delta[st][o]) * float64(c.Weight().Data[w])
							})
							for o := range want {
								assert.InDelta(t, want[o]*factor, got.data[st][o], 1e-4)
							}
							for i := range wantQ {
								assert.InDelta(t, wantQ[i], q[st*in.Neurons()+i], 1e-4)
							}
						}
						for i := range wantW {
							assert.InDelta(t, wantW[i], dw[i], 1e-4)
						}
					})
				}
			}
		}
	}
}

// randomInput draws spikes and returns them as events and as dense frames.
func randomInput(rng *rand.Rand, cells, steps int, density float64) (Input, [][]float32) {
	in := Input{Kind: spikes.Events, T: steps, Start: make([]int32, steps+1)}
	frames := make([][]float32, steps)
	for t := range steps {
		frames[t] = make([]float32, cells)
		for i := range cells {
			if rng.Float64() < density {
				in.Cells = append(in.Cells, int32(i))
				frames[t][i]++
			}
		}
		in.Start[t+1] = int32(len(in.Cells))
	}
	return in, frames
}

// randomDeltas draws gradients of the currents in the connection's layout.
func randomDeltas(rng *rand.Rand, c Connection, steps int) ([]float32, [][]float32) {
	lay, out := c.Deltas(), c.Out()
	r := make([]float32, steps*lay.Plane+out.Pitch())
	delta := make([][]float32, steps)
	for t := range steps {
		delta[t] = make([]float32, out.Neurons())
		for i := range delta[t] {
			y, x, ch := i/out.Row(), i%out.Row()/out.C, i%out.C
			delta[t][i] = float32(rng.NormFloat64())
			r[t*lay.Plane+lay.Origin+y*lay.Row+x*lay.Pixel+ch] = delta[t][i]
		}
	}
	return r, delta
}
