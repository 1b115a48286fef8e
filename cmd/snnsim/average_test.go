package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/snn"
)

// Networks of other data do not average, whatever their shapes.
func TestMeansAreOfOneDataSet(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"MNIST", "mnist", true}, {"", "MNIST", true}, {"NMNIST", "nmnist-sim", true}, {"MNIST", "FashionMNIST", false}, {"CIFAR10", "NMNIST", false},
	} {
		assert.Equal(t, c.want, alike(c.a, c.b), "%s, %s", c.a, c.b)
	}
	k, err := kernel.Default()
	require.NoError(t, err)
	c, err := models.Open("mnist", k)
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	require.NoError(t, snn.SaveCheckpoint("a.safetensors", c))
	c.Info.Dataset = "FashionMNIST"
	require.NoError(t, snn.SaveCheckpoint("b.safetensors", c))
	_, err = meanOf([]string{"a.safetensors", "b.safetensors"}, k)
	assert.ErrorContains(t, err, "b.safetensors does not go with a.safetensors: it was trained on FashionMNIST")
}
