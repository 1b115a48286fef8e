package snn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

const continued = `
Network: {n_class: 4, n_steps: STEPS}
Layers:
  conv: {type: conv, in_channels: 2, out_channels: 5, kernel_size: 3, padding: 1, threshold: 0.5}
  pool: {type: pooling, kernel_size: 2}
  hidden: {type: linear, n_inputs: 45, n_outputs: 70, threshold: 0.4}
  output: {type: linear, n_inputs: 70, n_outputs: 4, threshold: 0.4}
`

// TestWindowsAreTheWhole runs recordings window by window: spikes are those of one pass over
// all steps, and potentials too, up to the order in which a product of fewer steps sums.
func TestWindowsAreTheWhole(t *testing.T) {
	const steps = 12
	shape := spikes.Shape{H: 6, W: 7, C: 2}
	rng := rand.New(rand.NewPCG(21, 22))
	for _, kind := range []spikes.Kind{spikes.Events, spikes.Analog, spikes.Image} {
		batch := make([]spikes.Sample, 3)
		for i := range batch {
			s := &batch[i]
			s.Kind, s.Index = kind, i
			switch kind {
			case spikes.Events:
				s.Train.Resize(shape, steps)
				for st := range steps {
					for range 15 {
						s.Train.Set(st, rng.IntN(shape.H), rng.IntN(shape.W), rng.IntN(shape.C))
					}
				}
			case spikes.Image:
				s.Values = randomValues(rng, shape.Neurons())
			default:
				s.Values = randomValues(rng, steps*shape.Neurons())
			}
		}
		for _, k := range kernel.Available() {
			want := runWindows(t, k, shape, batch, steps, steps)
			require.Positive(t, spikes.Count(want.bits[2]), "the output fires")
			for _, window := range []int{1, 3, 4, 6} {
				got := runWindows(t, k, shape, batch, steps, window)
				for i := range want.u {
					name := fmt.Sprintf("%v, stage %d on %s in windows of %d", kind, i, k.Name, window)
					require.Equal(t, want.bits[i], got.bits[i], name)
					require.InDeltaSlice(t, want.u[i], got.u[i], 1e-5, name)
				}
			}
		}
	}
}

// windowed is what passes left: per stage the spikes of all samples, sample by sample, and the
// potentials.
type windowed struct {
	bits [3][]uint64
	u    [3][]float32
}

func runWindows(t *testing.T, k *kernel.Set, shape spikes.Shape, batch []spikes.Sample, steps, window int) (out windowed) {
	cfg, err := ParseConfig("continued.yaml", []byte(replaceSteps(continued, window)))
	require.NoError(t, err)
	n, err := New(cfg, shape, k)
	require.NoError(t, err)
	n.Init(5)
	n.Prepare(false)
	a := n.NewActivity(len(batch), true, Auto)
	parts := make([][3]struct {
		bits []uint64
		u    []float32
	}, len(batch))
	for at := 0; at < steps; at += window {
		part := slices.Clone(batch)
		for i := range part {
			s := &part[i]
			switch s.Kind {
			case spikes.Events:
				words := shape.Words()
				s.Train = spikes.Train{Shape: shape, T: window, Bits: s.Train.Bits[at*words : (at+window)*words]}
			case spikes.Analog:
				s.Values = s.Values[at*shape.Neurons() : (at+window)*shape.Neurons()]
			}
		}
		require.NoError(t, a.Forward(part, Pass{Continue: at > 0}))
		for b := range part {
			for i := range n.Stages {
				p := &parts[b][i]
				p.bits = append(p.bits, a.Spikes(i, b)...)
				p.u = append(p.u, a.Potentials(i, b)...)
			}
		}
	}
	for b := range parts {
		for i := range parts[b] {
			out.bits[i] = append(out.bits[i], parts[b][i].bits...)
			out.u[i] = append(out.u[i], parts[b][i].u...)
		}
	}
	return out
}

func replaceSteps(text string, steps int) string {
	return strings.Replace(text, "STEPS", strconv.Itoa(steps), 1)
}

func randomValues(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

func TestAPassContinuesOneLikeIt(t *testing.T) {
	shape := spikes.Shape{H: 6, W: 7, C: 2}
	cfg, err := ParseConfig("continued.yaml", []byte(replaceSteps(continued, 4)))
	require.NoError(t, err)
	n, err := New(cfg, shape, nil)
	require.NoError(t, err)
	n.Prepare(false)
	a := n.NewActivity(3, false, Auto)
	batch := make([]spikes.Sample, 3)
	for i := range batch {
		batch[i].Train.Resize(shape, 4)
	}
	require.ErrorContains(t, a.Forward(batch, Pass{Continue: true}), "3 samples that continues one of 0")
	require.NoError(t, a.Forward(batch[:2], Pass{}))
	require.ErrorContains(t, a.Forward(batch, Pass{Continue: true}), "3 samples that continues one of 2")
	require.ErrorContains(t, a.Forward(batch[:2], Pass{Continue: true, Train: true}), "expected one that begins at rest")
	require.NoError(t, a.Forward(batch[:2], Pass{Continue: true}))
	n.Prepare(true)
	require.NoError(t, a.Forward(batch[:2], Pass{Train: true}))
	require.ErrorContains(t, a.Forward(batch[:2], Pass{Continue: true}), "continues one of 0")
	assert.PanicsWithValue(t, "snn: sample 2 of a record of 2", func() { a.Input(0, 2) })
}
