package main

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/internal/interop"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// What is exported of a sample obeys the equations of docs/interop.md, "The neuron", with the
// exported weights: written here anew, in float64, from that page alone.
func TestExportedActivityObeysTheEquations(t *testing.T) {
	k, err := kernel.Default()
	require.NoError(t, err)
	for _, model := range []string{"nmnist_sim", "mnist"} {
		t.Run(model, func(t *testing.T) {
			c, err := models.Open(model, k)
			require.NoError(t, err)
			net := c.Network
			rng := rand.New(rand.NewPCG(4, 5))
			s := spikes.Sample{Kind: spikes.Events, Index: 3, Label: 1}
			if model == "mnist" {
				s.Kind = spikes.Image
				for range net.Input.Neurons() {
					s.Values = append(s.Values, float32(rng.Float64()*3-0.4))
				}
			} else {
				s.Train.Resize(net.Input, net.Steps)
				for range 3000 { // a bar that flickers
					s.Train.Set(rng.IntN(net.Steps), 6+rng.IntN(20), 14+rng.IntN(4), rng.IntN(net.Input.C))
				}
			}
			in, err := inspect.New(net)
			require.NoError(t, err)
			trace, err := in.Trace(&s, inspect.Options{Potentials: true})
			require.NoError(t, err)
			arrays := map[string]array{}
			for _, a := range activityTensors(trace, net.Input) {
				arrays[a.Name] = array{a.Shape, a.Data}
			}
			weights, err := interop.Weights(net, false)
			require.NoError(t, err)
			for _, w := range weights {
				arrays[w.Name] = array{w.Shape, w.Data}
			}

			cfg := &net.Config.Network
			x := arrays["input"]
			for i := range net.Config.Layers {
				l := &net.Config.Layers[i]
				if l.Type == snn.TypePooling {
					x = pooled(x, l.Kernel[0], l.Theta)
					continue
				}
				if l.Type == snn.TypeDropout {
					continue
				}
				spiked, u, n := arrays[l.Name+".spikes"], arrays[l.Name+".potential"], 1
				for _, d := range spiked.shape[1:] {
					n *= d
				}
				current, potential := make([]float64, n), make([]float64, n)
				fired := 0
				for step := range net.Steps {
					drive := driven(x, min(step, x.shape[0]-1), arrays[l.Name+".weight"], l.Padding[0])
					require.Len(t, drive, n)
					for j := range n {
						before := 0.0
						if step > 0 {
							before = float64(spiked.data[(step-1)*n+j])
						}
						current[j] = (1-1/cfg.TauS)*current[j] + drive[j]/cfg.TauS
						potential[j] = (1-1/cfg.TauM)*potential[j]*(1-before) + current[j]
						require.InDelta(t, potential[j], u.data[step*n+j], 1e-3, "%s, step %d, neuron %d", l.Name, step, j)
						want := float32(0)
						if float64(u.data[step*n+j]) > l.Threshold {
							want = 1
							fired++
						}
						require.Equal(t, want, spiked.data[step*n+j])
					}
				}
				assert.Positive(t, fired, l.Name)
				x = spiked
			}
			psc, sums := arrays["output.psc"], make([]float64, net.Config.Network.Classes)
			a := make([]float64, len(sums))
			for step := range net.Steps {
				for j := range sums {
					a[j] = (1-1/cfg.TauS)*a[j] + float64(x.data[step*len(sums)+j])/cfg.TauS
					require.InDelta(t, a[j], psc.data[step*len(sums)+j], 1e-5)
					sums[j] += a[j]
				}
			}
			for j := range sums {
				assert.LessOrEqual(t, sums[j], sums[trace.Decision.Class]+1e-5)
			}
		})
	}
}

type array struct {
	shape []int
	data  []float32
}

// driven is W · s of one step: x [T][C][H][W] or [T][N], w [out][in][ky][kx] or [out][in].
func driven(x array, step int, w array, padding int) (out []float64) {
	size := len(x.data) / x.shape[0]
	s := x.data[step*size : (step+1)*size]
	if len(w.shape) == 2 {
		for o := range w.shape[0] {
			sum := 0.0
			for i, v := range s {
				sum += float64(w.data[o*size+i]) * float64(v)
			}
			out = append(out, sum)
		}
		return out
	}
	channels, rows, columns, k := x.shape[1], x.shape[2], x.shape[3], w.shape[2]
	for o := range w.shape[0] {
		for y := range rows + 2*padding - k + 1 {
			for z := range columns + 2*padding - k + 1 {
				sum := 0.0
				for c := range channels {
					for dy := range k {
						for dz := range k {
							p, q := y+dy-padding, z+dz-padding
							if p >= 0 && p < rows && q >= 0 && q < columns {
								sum += float64(w.data[((o*channels+c)*k+dy)*k+dz]) * float64(s[(c*rows+p)*columns+q])
							}
						}
					}
				}
				out = append(out, sum)
			}
		}
	}
	return out
}

// pooled sums windows without overlap, times theta.
func pooled(x array, k int, theta float64) array {
	rows, columns := x.shape[2]/k, x.shape[3]/k
	out := array{shape: []int{x.shape[0], x.shape[1], rows, columns}}
	for plane := range x.shape[0] * x.shape[1] {
		for y := range rows {
			for z := range columns {
				sum := 0.0
				for dy := range k {
					for dz := range k {
						sum += float64(x.data[(plane*x.shape[2]+y*k+dy)*x.shape[3]+z*k+dz])
					}
				}
				out.data = append(out.data, float32(sum*theta))
			}
		}
	}
	return out
}
