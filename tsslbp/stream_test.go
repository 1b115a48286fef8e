package tsslbp_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// TestAStreamDecidesAsTheWhole compares a stream's decision after every window with that of a
// readout of one pass over all steps.
func TestAStreamDecidesAsTheWhole(t *testing.T) {
	const steps = 12
	rng := rand.New(rand.NewPCG(31, 32))
	build := func(n int, ties string) *snn.Network {
		cfg, err := snn.ParseConfig("s.yaml", []byte("Network: {n_class: 5}\nLayers:\n"+linear("hidden", 8, 70)+linear("output", 70, 5)))
		require.NoError(t, err)
		cfg.Network.Steps, cfg.Network.Ties = n, ties
		for i := range cfg.Layers {
			cfg.Layers[i].Threshold = 0.5
		}
		net, err := snn.New(cfg, spikes.Flat(8), backEnd(t))
		require.NoError(t, err)
		net.Init(3)
		net.Prepare(false)
		return net
	}
	ties := 0
	for _, how := range []string{"first", "potential"} {
		whole := build(steps, how)
		act, read := whole.NewActivity(1, false, snn.Auto), tsslbp.NewReadout(whole)
		want := make([]tsslbp.Decision, steps)
		for _, window := range []int{1, 4} {
			s := tsslbp.NewStream(build(window, how))
			for range 20 {
				tr := *spikes.NewTrain(spikes.Flat(8), steps)
				for st := range steps {
					for range 3 {
						tr.Set(st, 0, 0, rng.IntN(8))
					}
				}
				require.NoError(t, act.Forward([]spikes.Sample{{Train: tr}}, snn.Pass{}))
				read.Decisions(want, act, 0)
				s.Reset()
				for at := 0; at < steps; at += window {
					part := spikes.Train{Shape: tr.Shape, T: window, Bits: tr.Bits[at:(at + window)]}
					_, err := s.Next(&spikes.Sample{})
					require.Error(t, err, "no spike train at all; the stream stays where it is")
					got, err := s.Next(&spikes.Sample{Train: part})
					require.NoError(t, err)
					require.Equal(t, want[at+window-1], got, "ties %s, after step %d in windows of %d", how, at+window, window)
					if got.Tie && !got.Silent {
						ties++
					}
				}
				assert.Equal(t, read.Sums, s.Sums)
				assert.Equal(t, read.PSC[(steps-1)*5:], s.PSC)
			}
		}
	}
	assert.Positive(t, ties)
}

// TestReadoutOfRows reads outputs that stand in two rows.
func TestReadoutOfRows(t *testing.T) {
	l := snn.DefaultLayer("out", snn.TypeConv)
	l.InChannels, l.OutChannels, l.Kernel = 1, 1, [2]int{1, 1}
	cfg := snn.DefaultConfig()
	cfg.Layers, cfg.Network.Classes = []snn.Layer{l}, 4
	net, err := snn.New(cfg, spikes.Shape{H: 2, W: 2, C: 1}, backEnd(t))
	require.NoError(t, err)
	net.Weights()[0].Data[0] = 3
	net.Prepare(false)
	a, r := net.NewActivity(1, false, snn.Auto), tsslbp.NewReadout(net)
	require.NoError(t, a.Forward([]spikes.Sample{{Kind: spikes.Image, Values: []float32{0, 0, 0.2, 1}}}, snn.Pass{}))
	assert.Equal(t, tsslbp.Decision{Class: 3}, r.Decide(a, 0))
	assert.Greater(t, r.Sums[3], r.Sums[2])
	assert.Positive(t, r.Sums[2])
}

func TestAStreamAllocatesNothing(t *testing.T) {
	net, d := convNet(t)
	net.Prepare(false)
	s, window := tsslbp.NewStream(net), d.batchAt(0, 0)[0]
	next := func() {
		if _, err := s.Next(&window); err != nil {
			t.Fatal(err)
		}
	}
	next() // lists of events grow at first
	assert.Zero(t, testing.AllocsPerRun(20, next))
}
