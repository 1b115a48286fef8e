package snn

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

func TestMean(t *testing.T) {
	var m Mean
	nets := []*Network{small(t), small(t), small(t)}
	want := make([][]float64, len(nets[0].Stages))
	for i, n := range nets {
		n.Init(uint64(i))
		for j, w := range n.Weights() {
			if i == 0 {
				want[j] = make([]float64, len(w.Data))
			}
			for k, v := range w.Data {
				want[j][k] += float64(v) / 3
			}
		}
		require.NoError(t, m.Add(n))
	}
	got, err := m.Apply()
	require.NoError(t, err)
	for j, w := range got.Weights() {
		for k, v := range w.Data {
			assert.InDelta(t, want[j][k], v, 1e-7)
		}
	}
}

// The mean of one network, or of copies of it, is that network to the bit.
func TestMeanOfTheSame(t *testing.T) {
	var m Mean
	for range 3 {
		require.NoError(t, m.Add(small(t)))
	}
	got, err := m.Apply()
	require.NoError(t, err)
	assert.Equal(t, small(t).WeightsHash(), got.WeightsHash())
}

func TestMeanRefuses(t *testing.T) {
	var m Mean
	_, err := m.Apply()
	assert.ErrorContains(t, err, "mean of no networks")
	require.NoError(t, m.Add(small(t)))
	for name, change := range map[string]string{
		"out_channels: 3": "out_channels: 6",
		"conv:":           "first:",
		"n_steps: 3":      "n_steps: 4",
		"kernel_size":     "threshold: 0.5\n    kernel_size",
		"n_class: 2":      "n_class: 2\n  tau_m: 7",
	} {
		text := strings.Replace(smallNetwork, name, change, 1)
		if change == "out_channels: 6" {
			text = strings.Replace(text, "n_inputs: 18", "n_inputs: 36", 1)
		}
		cfg, err := ParseConfig("other.yaml", []byte(text))
		require.NoError(t, err, change)
		other, err := New(cfg, spikes.Shape{H: 3, W: 3, C: 2}, kernel.Available()[0])
		require.NoError(t, err, change)
		assert.ErrorContains(t, m.Add(other), "expected", change)
	}
	got, err := m.Apply()
	require.NoError(t, err)
	assert.Equal(t, small(t).WeightsHash(), got.WeightsHash(), "what was refused is not in the mean")
}
