package tsslbp_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// What the counters say is what was asked for, and the densities are those of
// the spikes that came in.
func TestFormsAreCounted(t *testing.T) {
	for _, mode := range []snn.Mode{snn.ForceEvents, snn.ForceDense} {
		cfg, err := snn.ParseConfig("conv.yaml", []byte(convNetwork))
		require.NoError(t, err)
		d := noise{kind: spikes.Events, shape: spikes.Shape{H: 8, W: 8, C: 2}, steps: 6, n: 10}
		net, err := snn.New(cfg, d.shape, backEnd(t))
		require.NoError(t, err)
		net.Init(9)
		var batch spikes.Batch
		for i := range d.n {
			batch = append(batch, d.sample(0, i))
		}
		loss, err := tsslbp.LossOf(&cfg.Network)
		require.NoError(t, err)
		e := tsslbp.NewEngine(net, tsslbp.Options{Rule: tsslbp.Rule{WarmUp: tsslbp.None}, Loss: loss, Batch: d.n, Threads: 2, Mode: mode})
		defer e.Close()
		net.Prepare(true)
		sum, err := e.Backward(batch, 1, nil)
		require.NoError(t, err)
		forms := e.TrainForms()
		require.Len(t, forms, len(net.Stages))
		for i, f := range forms {
			share, ok := f.EventShare(snn.Current)
			assert.True(t, ok)
			want := 0.0
			if mode == snn.ForceEvents {
				want = 1
			}
			assert.Equal(t, want, share, "stage %d", i)
			_, ok = f.EventShare(snn.DataGradient)
			assert.Equal(t, i > 0, ok, "the first layer's input needs no gradient")
		}
		first := net.Stages[0]
		slots := float64(d.n) * float64(net.Steps) * float64(first.Conn.In().Neurons())
		assert.InDelta(t, float64(sum.InputSpikes)/slots, forms[0].Density(), 1e-12)
		assert.Zero(t, e.TrainForms()[0].Slots, "taking the counts starts anew")
	}
}
