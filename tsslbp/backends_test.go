package tsslbp_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// backendTol is how far the gradients of back ends may lie apart, as a part of
// the layer's largest.
const backendTol = 1e-5

// TestBackEndsAgree compares the spikes, the loss and the gradients of one
// batch on all back ends with those of plain Go.
func TestBackEndsAgree(t *testing.T) {
	for _, kind := range []spikes.Kind{spikes.Events, spikes.Image} {
		for _, warmUp := range []string{"per-neuron", "per-layer", "none", "surrogate-only", "output-only"} {
			d := noise{kind: kind, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 7, batch: 7}
			var want tsslbp.Stats
			var wantGrads [][]float32
			for _, k := range kernel.Available() {
				t.Run(fmt.Sprintf("%s/%v/%s", k.Name, kind, warmUp), func(t *testing.T) {
					sum, grads := oneStep(t, k, d, warmUp)
					if wantGrads == nil {
						want, wantGrads = sum, grads
						return
					}
					assert.Equal(t, want.Spikes, sum.Spikes)
					assert.InEpsilon(t, want.Loss, sum.Loss, 1e-6)
					for i, w := range wantGrads {
						largest, off := 0.0, 0.0
						for j, v := range w {
							largest = max(largest, math.Abs(float64(v)))
							off = max(off, math.Abs(float64(v)-float64(grads[i][j])))
						}
						assert.Positive(t, largest, "layer %d", i)
						assert.LessOrEqual(t, off/largest, backendTol, "layer %d", i)
						t.Logf("layer %d: %.1g of the largest gradient apart", i, off/largest)
					}
				})
			}
		}
	}
}

// oneStep computes the gradients of the first batch.
func oneStep(t *testing.T, k *kernel.Set, d noise, warmUp string) (tsslbp.Stats, [][]float32) {
	cfg, err := snn.ParseConfig("conv.yaml", []byte(convNetwork))
	require.NoError(t, err)
	cfg.Network.WarmUp = warmUp
	net, err := snn.New(cfg, d.shape, k)
	require.NoError(t, err)
	net.Init(9)
	rule, err := tsslbp.RuleOf(&cfg.Network)
	require.NoError(t, err)
	loss, err := tsslbp.LossOf(&cfg.Network)
	require.NoError(t, err)
	e := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: loss, Batch: d.batch, Threads: 2, Seed: 5})
	defer e.Close()
	net.Prepare(true)
	for batch, err := range d.Epoch(context.Background(), 0, 0) {
		require.NoError(t, err)
		sum, err := e.Backward(batch, 1, nil)
		require.NoError(t, err)
		return sum, e.Gradients()
	}
	return tsslbp.Stats{}, nil
}
