package snn

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

func TestPreparedForSeesWhatWasReplaced(t *testing.T) {
	n := small(t)
	assert.False(t, n.PreparedFor(false))
	ts := n.FieldTensors()
	for name, change := range map[string]func(){
		"Init":            func() { n.Init(2) },
		"SetFieldTensors": func() { require.NoError(t, n.SetFieldTensors(ts)) },
		"Mean": func() {
			var m Mean
			require.NoError(t, m.Add(n))
			_, err := m.Apply()
			require.NoError(t, err)
		},
	} {
		n.Prepare(true)
		require.True(t, n.PreparedFor(true))
		assert.False(t, n.PreparedFor(false))
		change()
		assert.False(t, n.PreparedFor(true), name)
	}
	n.Prepare(true)
	n.InputGrad = true
	assert.False(t, n.PreparedFor(true), "the gradient of the input needs more")
	n.Prepare(false)
	assert.True(t, n.PreparedFor(false), "but not in inference")
}

func TestForwardRefuses(t *testing.T) {
	n := small(t)
	a := n.NewActivity(1, false, Auto)
	sample := func() spikes.Sample { return spikes.Sample{Index: 4, Train: *spikes.NewTrain(n.Input, n.Steps)} }
	assert.ErrorContains(t, a.Forward([]spikes.Sample{sample()}, Pass{}), "not prepared: call its Prepare(false)")
	n.Prepare(false)
	require.NoError(t, a.Forward([]spikes.Sample{sample()}, Pass{}))
	require.NoError(t, a.Forward([]spikes.Sample{sample()}, Pass{Train: true}), "the same without dropout")
	assert.ErrorContains(t, a.Forward([]spikes.Sample{sample(), sample()}, Pass{}), "2 samples: expected at most 1")

	stray := sample()
	stray.Train.Bits[4] |= 1 << 6 // rows have 6 neurons
	assert.ErrorContains(t, a.Forward([]spikes.Sample{stray}, Pass{}), "sample 4: a spike behind the 6 neurons of row 1 in step 1")
	odd := sample()
	odd.Kind = 7
	assert.ErrorContains(t, a.Forward([]spikes.Sample{odd}, Pass{}), "sample 4: kind 7: expected events, image or analog")
}

// TestForwardRefusesAnotherScale: dropout scales what it keeps.
func TestForwardRefusesAnotherScale(t *testing.T) {
	cfg, err := ParseConfig("drop.yaml", []byte(strings.Replace(smallNetwork, "  out:\n", "  drop:\n    type: dropout\n    p: 0.5\n  out:\n", 1)))
	require.NoError(t, err)
	n, err := New(cfg, spikes.Shape{H: 3, W: 3, C: 2}, kernel.Available()[0])
	require.NoError(t, err)
	a := n.NewActivity(1, false, Auto)
	batch := []spikes.Sample{{Train: *spikes.NewTrain(n.Input, n.Steps)}}
	for _, train := range []bool{false, true} {
		n.Prepare(train)
		require.NoError(t, a.Forward(batch, Pass{Train: train}))
		assert.ErrorContains(t, a.Forward(batch, Pass{Train: !train}), "the network is not prepared")
	}
}

// TestNetworksHaveTheirOwnConfiguration changes the layers of a configuration
// between New and Prepare, as a sweep would.
func TestNetworksHaveTheirOwnConfiguration(t *testing.T) {
	cfg, err := ParseConfig("pool.yaml", []byte(`Network:
  n_steps: 1
  n_class: 1
Layers:
  pool:
    type: pooling
    kernel_size: 2
  out:
    type: linear
    n_inputs: 4
    n_outputs: 1
`))
	require.NoError(t, err)
	n, err := New(cfg, spikes.Shape{H: 4, W: 4, C: 1}, kernel.Available()[0])
	require.NoError(t, err)
	cfg.Layers[0].Kernel, cfg.Layers[1].Inputs = [2]int{4, 4}, 1
	n.Prepare(false)
	s := spikes.Sample{Train: *spikes.NewTrain(n.Input, 1)}
	s.Train.Set(0, 3, 3, 0)
	a := n.NewActivity(1, false, Auto)
	require.NoError(t, a.Forward([]spikes.Sample{s}, Pass{}))
	assert.Equal(t, []int32{3}, a.Input(0, 0).Step(0))
	assert.Equal(t, [2]int{2, 2}, n.Config.Layers[0].Kernel)
}

func TestTensorsOfAnotherLengthReplaceNothing(t *testing.T) {
	n := small(t)
	hash := n.WeightsHash()
	for _, change := range []func(d []float32) []float32{
		func(d []float32) []float32 { return d[:len(d)-1] },
		func(d []float32) []float32 { return append(d, 0) },
	} {
		ts := n.FieldTensors()
		for i := range ts[0].Data {
			ts[0].Data[i] = 5
		}
		ts[1].Data = change(ts[1].Data)
		assert.ErrorContains(t, n.SetFieldTensors(ts), "numbers, the network has")
		assert.Equal(t, hash, n.WeightsHash())
	}
}

// TestMeanTellsWindowsApart: the weights have the same shapes.
func TestMeanTellsWindowsApart(t *testing.T) {
	text := strings.Replace(smallNetwork, "kernel_size: [2, 1]", "kernel_size: 3\n    padding: 1", 1)
	text = strings.Replace(text, "n_inputs: 18", "n_inputs: 27", 1)
	build := func(text string) *Network {
		cfg, err := ParseConfig("w.yaml", []byte(text))
		require.NoError(t, err)
		n, err := New(cfg, spikes.Shape{H: 3, W: 3, C: 2}, kernel.Available()[0])
		require.NoError(t, err)
		return n
	}
	var m Mean
	require.NoError(t, m.Add(build(text)))
	require.NoError(t, m.Add(build(text)))
	assert.ErrorContains(t, m.Add(build(strings.Replace(text, "padding: 1", "padding: 2\n    dilation: 2", 1))), "layer conv with windows of [3 3], stride [1 1], padding [2 2], dilation [2 2]: expected [3 3], [1 1], [1 1], [1 1]")

	// A stride that is left out is the pooling window's own.
	pool := strings.Replace(smallNetwork, "  out:\n", "  pool:\n    type: pooling\n    kernel_size: [2, 3]\n  out:\n", 1)
	pool = strings.Replace(pool, "n_inputs: 18", "n_inputs: 3", 1)
	var p Mean
	require.NoError(t, p.Add(build(pool)))
	require.NoError(t, p.Add(build(strings.Replace(pool, "kernel_size: [2, 3]", "kernel_size: [2, 3]\n    stride: [2, 3]", 1))))
	assert.ErrorContains(t, p.Add(build(strings.Replace(pool, "kernel_size: [2, 3]", "kernel_size: [2, 3]\n    stride: [1, 3]", 1))), "stride")
}

func TestFaultsOfAConfigurationWithoutAFile(t *testing.T) {
	cfg := DefaultConfig()
	cfg.Network.Steps = 0
	assert.ErrorContains(t, cfg.Validate(), "snn: network: ")

	// A long target is spelled out in checkpoints.
	cfg = DefaultConfig()
	l := DefaultLayer("out", TypeLinear)
	l.Inputs, l.Outputs = 3, 2
	cfg.Layers = []Layer{l}
	cfg.Network.Classes, cfg.Network.Steps = 2, 40_000
	cfg.Network.Target = make([]int, 40_000)
	cfg.Network.Target[1] = 1
	assert.ErrorContains(t, cfg.Validate(), "bytes with all settings spelled out")
}

func TestCheckBatch(t *testing.T) {
	cfg := DefaultConfig()
	l := DefaultLayer("out", TypeLinear)
	l.Inputs, l.Outputs = 3, 2048
	cfg.Layers = []Layer{l}
	cfg.Network.Classes, cfg.Network.Steps, cfg.Network.BatchSize = 2048, 300, 50
	n, err := New(cfg, spikes.Flat(3), kernel.Available()[0])
	require.NoError(t, err)
	assert.NoError(t, n.CheckBatch(3468))
	assert.ErrorContains(t, n.CheckBatch(3469), "layer out: 2048 neurons over 300 steps in a batch of 3469")
}

// What Prepare would fill is what Plan makes, asked before anything is made.
func TestPreparedBytesAreThoseOfPlan(t *testing.T) {
	for _, shape := range [][2]int{{3, 5}, {33, 70}, {1100, 999}} {
		l := DefaultLayer("dense", TypeLinear)
		l.Inputs, l.Outputs = shape[0], shape[1]
		for _, factor := range []float32{1, 1.1} {
			for _, back := range []bool{false, true} {
				f := newLinear(&l, spikes.Flat(l.Inputs))
				want := f.PreparedBytes(factor, back)
				f.Plan(factor, back)
				made := cap(f.buffer) + cap(f.dense.data) + cap(f.back.data)
				assert.EqualValues(t, 4*made, want, "%v, %v, %v", shape, factor, back)
			}
		}
	}
}

// A record holds the samples of its last pass, and no others.
func TestARecordHasItsSamplesOnly(t *testing.T) {
	n := small(t)
	n.Prepare(false)
	a := n.NewActivity(2, true, Auto)
	s := spikes.Sample{Kind: spikes.Image, Values: make([]float32, n.Input.Neurons())}
	for i := range s.Values {
		s.Values[i] = float32(i % 5)
	}
	require.NoError(t, a.Forward([]spikes.Sample{s}, Pass{}))
	for _, b := range []int{-1, 1} {
		for _, read := range []func(){
			func() { a.Spikes(0, b) }, func() { a.Train(0, b) }, func() { a.PSC(nil, 0, b) },
			func() { a.SpikeCount(0, b) }, func() { a.Potentials(0, b) },
		} {
			assert.Panics(t, read)
		}
	}
	// PSCs are the spikes, filtered by the synapse.
	for i, st := range n.Stages {
		tr, psc := a.Train(i, 0), a.PSC([]float32{9, 9}, i, 0)
		require.Len(t, psc, n.Steps*st.Out.Neurons())
		assert.Equal(t, a.SpikeCount(i, 0), tr.Count())
		for j := range st.Out.Neurons() {
			want := float32(0)
			for t0 := range n.Steps {
				x := float32(0)
				if tr.Get(t0, j/st.Out.Row(), j%st.Out.Row()/st.Out.C, j%st.Out.C) {
					x = 1
				}
				want += float32((x - want) * float32(1/st.Neuron.TauS))
				assert.Equal(t, want, psc[t0*st.Out.Neurons()+j], "stage %d, neuron %d, step %d", i, j, t0)
			}
		}
	}
}
