package tsslbp_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

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
		net, err := snn.New(tr.cfg, tr.input, backEnd(t))
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
			for t, want := range plainDecisions(net, a, b) {
				require.Equal(rt, want, got[i][t].Class, "step %d", t)
			}
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

// plainDecisions decides after every step by sums over all steps up to it.
func plainDecisions(net *snn.Network, a *snn.Activity, b int) []int {
	last := net.Stages[len(net.Stages)-1]
	fired, u := a.Spikes(last.Index, b), a.Potentials(last.Index, b)
	out := make([]int, net.Steps)
	for t := range out {
		var best [2]float64 // sums of the class: PSC, potential
		for c := range last.Out.Neurons() {
			var psc float32
			var key [2]float64
			for k := range t + 1 {
				s := float32(fired[k*last.Out.Words()+c/64] >> (c % 64) & 1)
				psc += float32((s - psc) * float32(1/last.Neuron.TauS))
				key[0] += float64(psc)
				if net.Config.Network.Ties == "potential" {
					key[1] += float64(u[k*last.Out.Pitch()+c])
				}
			}
			if c == 0 || key[0] > best[0] || key[0] == best[0] && key[1] > best[1] {
				out[t], best = c, key
			}
		}
	}
	return out
}
