package bench

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
)

// small is a network of events that is measured in a moment.
const small = `Network:
  dataset: NMNIST
  input: [2, 6, 6]
  n_steps: 4
  n_class: 3
Layers:
  hidden:
    type: linear
    n_inputs: 72
    n_outputs: 8
  output:
    type: linear
    n_inputs: 8
    n_outputs: 3
`

func TestGrow(t *testing.T) {
	cfg, err := snn.ParseConfig("small.yaml", []byte(small))
	require.NoError(t, err)
	g, err := Grow(context.Background(), Spec{Config: &cfg, Batch: 2}, SpeedOptions{Effort: glance(), Kernel: bestSet(t)})
	require.NoError(t, err)
	requireRoundTrip(t, g)
	require.Len(t, g.Density, len(growthWays))
	for i, c := range g.Density {
		require.Len(t, c.Points, len(growthDensities))
		require.Len(t, g.Steps[i].Points, len(growthSteps))
		for j, p := range c.Points {
			assert.Positive(t, p.BestMilliseconds)
			assert.LessOrEqual(t, p.BestMilliseconds, p.Milliseconds)
			assert.LessOrEqual(t, p.Milliseconds, p.WorstMilliseconds)
			assert.InDelta(t, growthDensities[j], p.InputDensity, 0.5/(4*72)+1e-12)
			assert.Equal(t, 4, p.Steps)
		}
		assert.Greater(t, c.Points[len(c.Points)-1].Activity, c.Points[0].Activity)
		assert.Equal(t, 100, g.Steps[i].Points[len(growthSteps)-1].Steps)
	}
	cfg.Network.Dataset = "MNIST"
	_, err = Grow(context.Background(), Spec{Config: &cfg}, SpeedOptions{Effort: glance(), Kernel: bestSet(t)})
	assert.ErrorContains(t, err, "takes images")
}
