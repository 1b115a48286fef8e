package snn

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// TestUpstream compares the gradient behind pooling and dropout, on either side of
// it, with a loop over all pairs of neurons and cells.
func TestUpstream(t *testing.T) {
	type pool struct{ kernel, stride int }
	const steps, samples = 3, 2
	for _, side := range []int{4, 5} {
		for _, pools := range [][]pool{nil, {{2, 2}}, {{3, 2}}, {{2, 2}, {2, 1}}} {
			for _, drop := range []string{"none", "before", "behind", "both"} {
				for _, train := range []bool{true, false} {
					t.Run(fmt.Sprintf("side=%d/pools=%v/dropout=%s/train=%v", side, pools, drop, train), func(t *testing.T) {
						var layers strings.Builder
						layers.WriteString("  conv: {type: conv, in_channels: 1, out_channels: 3, kernel_size: 1}\n")
						if drop == "before" || drop == "both" {
							layers.WriteString("  before: {type: dropout, p: 0.4}\n")
						}
						out := side
						for i, p := range pools {
							fmt.Fprintf(&layers, "  pool_%d: {type: pooling, kernel_size: %d, stride: %d}\n", i, p.kernel, p.stride)
							out = (out-p.kernel)/p.stride + 1
						}
						if drop == "behind" || drop == "both" {
							layers.WriteString("  behind: {type: dropout, p: 0.3}\n")
						}
						fmt.Fprintf(&layers, "  output: {type: linear, n_inputs: %d, n_outputs: 2}\n", out*out*3)
						cfg, err := ParseConfig("t.yaml", fmt.Appendf(nil, "Network: {n_class: 2, n_steps: %d}\nLayers:\n%s", steps, &layers))
						require.NoError(t, err)
						n, err := New(cfg, spikes.Shape{H: side, W: side, C: 1}, kernel.Available()[0])
						require.NoError(t, err)
						n.Prepare(train)
						batch := make([]spikes.Sample, samples)
						for b := range batch {
							batch[b] = spikes.Sample{Kind: spikes.Image, Index: b, Values: make([]float32, side*side)}
						}
						a := n.NewActivity(samples, true, Auto)
						require.NoError(t, a.Forward(batch, Pass{Train: train, Seed: 1, Step: 2}))

						st := &a.stages[1]
						rng := rand.New(rand.NewPCG(1, uint64(side)))
						dropped := 0
						for b := range samples {
							cells := out * out * 3
							q := make([]float32, steps*cells)
							for i := range q {
								q[i] = float32(rng.IntN(9) - 4)
							}
							want := make([]float32, steps*side*side*3)
							for y := range side {
								for x := range side {
									for c := range 3 {
										i := (y*side+x)*3 + c
										bit := y*st.stage.bridge.src.Pitch() + x*3 + c
										if train && st.stage.bridge.dropSrc > 0 && !st.kept(st.srcKeep, st.stage.bridge.src.Words(), b, bit) {
											dropped++
											continue
										}
										places := [][2]int{{y, x}}
										size := side
										for _, p := range pools {
											var next [][2]int
											size = (size-p.kernel)/p.stride + 1
											for _, at := range places {
												for oy := range size {
													for ox := range size {
														dy, dx := at[0]-oy*p.stride, at[1]-ox*p.stride
														if dy >= 0 && dy < p.kernel && dx >= 0 && dx < p.kernel {
															next = append(next, [2]int{oy, ox})
														}
													}
												}
											}
											places = next
										}
										for _, at := range places {
											cell := (at[0]*out+at[1])*3 + c
											if train && st.stage.bridge.dropDst > 0 && !st.kept(st.dstKeep, cellWords(st.stage), b, cell) {
												dropped++
												continue
											}
											for s := range steps {
												want[s*side*side*3+i] += q[s*cells+cell]
											}
										}
									}
								}
							}
							pull := make([]float32, steps*st.stage.bridge.src.Pitch())
							for y := range side {
								row, stride := a.Upstream(1, b, y, q, pull, train)
								for s := range steps {
									assert.Equal(t, want[s*side*side*3+y*side*3:][:side*3], row[s*stride:][:side*3], "sample %d, row %d, step %d", b, y, s)
								}
							}
						}
						assert.Equal(t, train && drop != "none", dropped > 0)
					})
				}
			}
		}
	}
}
