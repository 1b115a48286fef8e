package tsslbp_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// TestReadoutEndsWithTheEnginesDecision reads decisions after every step; the
// last is the engine's, and those before are the engine's for the same spikes
// with silence behind.
func TestReadoutEndsWithTheEnginesDecision(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tr := drawTrial(rt)
		tr.cfg.Network.Ties = rapid.SampledFrom([]string{"first", "potential"}).Draw(rt, "ties")
		net, err := snn.New(tr.cfg, tr.input, kernel.Available()[0])
		require.NoError(rt, err)
		net.Init(tr.seed)
		for _, w := range net.Weights() {
			for i := range w.Data {
				w.Data[i] *= float32(tr.scale)
			}
		}
		loss, err := tsslbp.LossOf(&tr.cfg.Network)
		require.NoError(rt, err)
		r := tsslbp.NewReadout(net)
		got := make([][]tsslbp.Decision, tr.batch)
		e := tsslbp.NewEngine(net, tsslbp.Options{Loss: loss, Batch: tr.batch, Mode: tr.mode, Potentials: true, Observe: func(i int, _ *spikes.Sample, a *snn.Activity, b int) {
			if a.Potentials(0, b) == nil {
				rt.Fatal("no potentials")
			}
			got[i] = make([]tsslbp.Decision, net.Steps)
			r.Decisions(got[i], a, b)
		}})
		defer e.Close()
		net.Prepare(false)
		batch, _, _ := tr.samples()
		want := make([]tsslbp.Decision, tr.batch)
		_, err = e.Infer(batch, want)
		require.NoError(rt, err)
		for i := range want {
			require.Equal(rt, want[i], got[i][net.Steps-1])
			for t := 1; t < net.Steps; t++ {
				require.False(rt, got[i][t].Silent && !got[i][t-1].Silent, "an output falls silent again")
			}
		}
	})
}
