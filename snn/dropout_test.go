package snn

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// TestDropoutIsOneMaskForAllSteps has an input that fires in every cell at every
// step, so that what reaches the connection is the mask.
func TestDropoutIsOneMaskForAllSteps(t *testing.T) {
	const steps, side, p = 5, 80, 0.3
	for _, c := range []struct {
		front       string
		cells, each int // cells behind the front, spikes in each of them
	}{{"", side * side, 1}, {"  pool: {type: pooling, kernel_size: 2}\n", side * side / 4, 4}} {
		cfg, err := ParseConfig("t.yaml", fmt.Appendf(nil,
			"Network: {n_class: 2, n_steps: %d}\nLayers:\n%s  drop: {type: dropout, p: %v}\n  out: {type: linear, n_inputs: %d, n_outputs: 2}\n",
			steps, c.front, p, c.cells))
		require.NoError(t, err)
		in := spikes.Shape{H: side, W: side, C: 1}
		net, err := New(cfg, in, kernel.Available()[0])
		require.NoError(t, err)
		assert.InEpsilon(t, net.Stages[0].Factor()/(1-p), net.Stages[0].GradFactor(), 1e-6)
		sample := func(index int) spikes.Sample {
			s := spikes.Sample{Kind: spikes.Events, Index: index}
			s.Train.Resize(in, steps)
			for i := range steps * side * side {
				s.Train.Set(i/(side*side), i/side%side, i%side, 0)
			}
			return s
		}
		a := net.NewActivity(2, true, Auto)
		kept := func(b int, pass Pass, batch ...spikes.Sample) []int32 {
			net.Prepare(pass.Train)
			require.NoError(t, a.Forward(batch, pass))
			first := slices.Clone(a.Input(0, b).Step(0))
			for s := range steps {
				require.Equal(t, first, slices.Clone(a.Input(0, b).Step(s)), "step %d", s)
			}
			return first
		}
		train := Pass{Train: true, Seed: 1, Step: 2}
		one := kept(0, train, sample(7), sample(8))
		n := float64(c.cells)
		assert.InDelta(t, (1-p)*n, float64(len(one)/c.each), 5*math.Sqrt(n*p*(1-p)), "share that is kept")
		assert.Equal(t, one, kept(1, train, sample(3), sample(7)), "by the sample, not its place")
		assert.NotEqual(t, one, kept(1, train, sample(7), sample(8)), "another sample")
		assert.NotEqual(t, one, kept(0, Pass{Train: true, Seed: 1, Step: 3}, sample(7)), "another step")
		assert.NotEqual(t, one, kept(0, Pass{Train: true, Seed: 2, Step: 2}, sample(7)), "another seed")
		assert.Len(t, kept(0, Pass{}, sample(7)), c.cells*c.each, "none in inference")
	}
}
