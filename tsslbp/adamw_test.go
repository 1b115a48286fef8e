package tsslbp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/oracle"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// TestAdamWOfSeveralBlocks compares the update of a layer that is done in several
// blocks, and the norm over them, with the reference.
func TestAdamWOfSeveralBlocks(t *testing.T) {
	d := noise{kind: spikes.Image, shape: spikes.Flat(300), steps: 5, n: 6, batch: 6, classes: 3}
	for _, k := range kernel.Available() {
		cfg, err := snn.ParseConfig("b.yaml", []byte("Network: {n_class: 3, n_steps: 5}\nLayers:\n"+linear("hidden", 300, 250)+linear("output", 250, 3)))
		require.NoError(t, err)
		net, err := snn.New(cfg, d.shape, k)
		require.NoError(t, err)
		net.Init(4)
		for i := range net.Weights()[0].Data {
			if i%7 == 0 {
				net.Weights()[0].Data[i] = 3.9999 // for the clamp
			}
		}
		loss, err := tsslbp.LossOf(&cfg.Network)
		require.NoError(t, err)
		e := tsslbp.NewEngine(net, tsslbp.Options{Rule: tsslbp.Rule{LeakPath: true}, Loss: loss, Batch: 6, Threads: 2})
		defer e.Close()
		o, ref := tsslbp.NewAdamW(net), oracle.DefaultAdamW(0.01)
		var want [][]float64
		for _, w := range net.Weights() {
			want = append(want, widen(w.Data))
		}
		net.Prepare(true)
		for step := range 3 {
			_, err := e.Backward(d.batchAt(0, 0), uint64(step+1), nil)
			require.NoError(t, err)
			var grads [][]float64
			for _, g := range e.Gradients() {
				grads = append(grads, widen(g))
			}
			require.Positive(t, oracle.GlobalNorm(grads))
			norm, err := o.Step(e, step+1, 0.01)
			require.NoError(t, err)
			require.InEpsilon(t, oracle.GlobalNorm(grads), norm, 1e-6)
			ref.Step(want, grads)
			for i, w := range net.Weights() {
				for j, v := range w.Data {
					require.InDelta(t, want[i][j], v, 2e-6, "%s: weight %d of %s, step %d", k.Name, j, w.Name, step)
				}
			}
		}
	}
}
