package snn

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// Both forms of the dense data gradient give the same, whichever the shape
// would choose.
func TestDataGradientForms(t *testing.T) {
	const steps = 3
	rng := rand.New(rand.NewPCG(7, 8))
	one := [2]int{1, 1}
	for _, g := range []struct {
		name                   string
		in                     spikes.Shape
		out                    int
		kern, stride, pad, dil [2]int
	}{
		{"thin without padding", spikes.Shape{H: 9, W: 16, C: 12}, 20, [2]int{5, 5}, one, [2]int{}, one},
		{"small map, several rows a product", spikes.Shape{H: 8, W: 7, C: 3}, 9, [2]int{3, 3}, one, one, one},
		{"wide, same size", spikes.Shape{H: 6, W: 6, C: 40}, 33, [2]int{3, 3}, one, one, one},
		{"strided", spikes.Shape{H: 11, W: 9, C: 5}, 7, [2]int{3, 2}, [2]int{2, 3}, [2]int{1, 0}, one},
		{"rows apart", spikes.Shape{H: 11, W: 9, C: 5}, 7, [2]int{3, 3}, one, [2]int{2, 2}, [2]int{2, 1}},
		{"a single output", spikes.Shape{H: 4, W: 4, C: 2}, 3, [2]int{4, 4}, one, [2]int{}, one},
	} {
		l := DefaultLayer(g.name, TypeConv)
		l.InChannels, l.OutChannels, l.Kernel, l.Stride, l.Padding, l.Dilation = g.in.C, g.out, g.kern, g.stride, g.pad, g.dil
		for _, k := range kernel.Available() {
			t.Run(k.Name+"/"+g.name, func(t *testing.T) {
				spread, windows := newConv(&l, g.in), newConv(&l, g.in)
				require.True(t, spread.rows())
				spread.tiles, windows.tiles = nil, nil
				spread.layOut()
				windows.layOut()
				spread.spread = make([]float32, len(spread.weight.Data))
				windows.spread = nil
				windows.back = newPanels(windows.kh*windows.kw*windows.cog, windows.cig, true)
				for i := range spread.weight.Data {
					spread.weight.Data[i] = float32(rng.NormFloat64())
				}
				copy(windows.weight.Data, spread.weight.Data)
				r, _ := randomDeltas(rng, spread, steps)
				var q [2][]float32
				for i, c := range []*conv{spread, windows} {
					for part := range c.Plan(1.5, true) {
						c.Prepare(k, part)
					}
					s := c.NewScratch(1, steps)
					s.k, s.even = k, DefaultBreakEvens(k.Name)
					q[i] = make([]float32, steps*g.in.Neurons()+64)
					for j := range q[i] {
						q[i][j] = 99
					}
					c.DataGrad(s, q[i], r, steps)
				}
				n := steps * g.in.Neurons()
				for j := range n {
					require.InDelta(t, q[0][j], q[1][j], 2e-4, "cell %d", j)
				}
				assert.Equal(t, float32(99), q[0][n], "written beyond the end")
			})
		}
	}
}
