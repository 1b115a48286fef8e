package main

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/snn"
)

// Weights for ten classes are where a network for twelve begins, but for its outputs.
func TestStartFromWeightsOfOtherClasses(t *testing.T) {
	k, err := kernel.Default()
	require.NoError(t, err)
	c, err := models.Open("mnist", k)
	require.NoError(t, err)
	cfg := c.Network.Config
	cfg.Layers = append([]snn.Layer(nil), cfg.Layers...)
	cfg.Network.Weights, cfg.Network.Classes = "mnist", 12
	cfg.Layers[len(cfg.Layers)-1].Outputs = 12
	net, err := snn.New(cfg, c.Network.Input, k)
	require.NoError(t, err)
	net.Init(5)
	was := net.FieldTensors()
	var said bytes.Buffer
	require.NoError(t, startFrom(net, nil, newView(io.Discard, &said, false)))
	assert.Contains(t, said.String(), "the weights to start from are for 10 classes: the output layer, of 12, begins anew")
	got, want := net.FieldTensors(), c.Network.FieldTensors()
	last := len(got) - 1
	for i := range last {
		assert.Equal(t, want[i].Data, got[i].Data)
		assert.NotEqual(t, was[i].Data, got[i].Data)
	}
	assert.Equal(t, was[last], got[last])
}
