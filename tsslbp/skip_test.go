package tsslbp_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// TestSamplesWithoutErrorAreSkippedExactly compares a step in which some
// samples meet the count loss's targets, and are skipped, with one that goes
// the whole way because its gradients are captured.
func TestSamplesWithoutErrorAreSkippedExactly(t *testing.T) {
	cfg, err := snn.ParseConfig("conv.yaml", []byte(convNetwork))
	require.NoError(t, err)
	d := noise{kind: spikes.Events, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 40, batch: 40}
	net, err := snn.New(cfg, d.shape, backEnd(t))
	require.NoError(t, err)
	net.Init(9)
	var batch spikes.Batch
	for i := range d.n {
		batch = append(batch, d.sample(0, i))
	}
	counted := 0
	grads := func(c *tsslbp.Capture) [][]float32 {
		e := tsslbp.NewEngine(net, tsslbp.Options{
			Loss:  &tsslbp.CountLoss{Desired: 0.05, Undesired: 0.6},
			Batch: d.n, Threads: 2, InputGrad: true,
		})
		defer e.Close()
		net.Prepare(true)
		sum, err := e.Backward(batch, 1, c)
		require.NoError(t, err)
		counted = sum.Skipped
		return e.Gradients()
	}
	c := tsslbp.NewCapture(net, d.n)
	want := grads(c)
	assert.Zero(t, counted, "a capture wants them all")
	perSample := len(c.Output) / d.n
	skipped := 0
	for b := range d.n {
		zero := true
		for _, v := range c.Output[b*perSample : (b+1)*perSample] {
			zero = zero && v == 0
		}
		if zero {
			skipped++
		}
	}
	require.Positive(t, skipped)
	require.Less(t, skipped, d.n)
	assert.Equal(t, want, grads(nil))
	assert.Equal(t, skipped, counted)
}
