package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
)

func TestContinuationsWithoutWeightsAreWarnedOf(t *testing.T) {
	for name, from := range continuations {
		for weights, want := range map[string]string{"": "warning: " + name + " goes on from the weights of " + from, "x": ""} {
			cfg, err := loadNetwork([]string{name})
			require.NoError(t, err)
			cfg.Network.Weights = weights
			var out bytes.Buffer
			newView(io.Discard, &out, false).continues(&cfg)
			if want == "" {
				assert.Empty(t, out.String())
			}
			assert.Contains(t, out.String(), want)
		}
		_, err := loadNetwork([]string{from})
		assert.NoError(t, err)
	}
}

// Where no network is named, the data say which.
func TestNetworkFor(t *testing.T) {
	dir := t.TempDir()
	recordings, digits := filepath.Join(dir, "real"), filepath.Join(dir, "digits")
	require.NoError(t, os.MkdirAll(filepath.Join(recordings, "Train", "0"), 0o755))
	require.NoError(t, os.MkdirAll(digits, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(digits, "train-images-idx3-ubyte"), nil, 0o644))
	cifar := filepath.Join(dir, "cifar")
	require.NoError(t, os.Mkdir(cifar, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(cifar, "test_batch.bin"), nil, 0o644))
	for want, cases := range map[string][]dataFlags{
		"nmnist_sim.yaml":   {{}, {name: "nmnist-sim", path: digits}, {name: "nmnist-sim", path: recordings}, {name: "NMNIST"}, {name: "?"}},
		"nmnist_cnn_tuned":  {{path: recordings}, {name: "NMNIST", path: recordings}, {name: "NMNIST_Spiking", path: dir}},
		"mnist_cnn_tuned":   {{name: "MNIST", path: digits}},
		"fashion_cnn_tuned": {{name: "Fashion-MNIST"}},
		"cifar10_small":     {{name: "CIFAR10", path: dir}, {path: cifar}},
	} {
		for _, c := range cases {
			got, err := c.networkFor()
			require.NoError(t, err)
			assert.Equal(t, want, got, "%+v", c)
		}
	}
	for path, want := range map[string]string{digits: "neither MNIST nor Fashion-MNIST, by their labels: --dataset", dir: "holds neither", filepath.Join(dir, "gone"): "data folder"} {
		_, err := (&dataFlags{path: path}).networkFor()
		assert.ErrorContains(t, err, want)
	}
	for kind, name := range ours {
		cfg, err := loadNetwork([]string{name})
		require.NoError(t, err)
		got, ok := kindOf(cfg.Network.Dataset)
		assert.True(t, ok && got == kind, "%s is for %s", name, cfg.Network.Dataset)
	}
}

// Of the data sets that the command knows, folders of recordings alone are told apart
// by their place.
func TestOwnData(t *testing.T) {
	for _, name := range setNames() {
		_, ok := kindOf(name)
		assert.True(t, ok, name)
		assert.Equal(t, name == datasets.FolderName, snn.OwnData(name), name)
	}
}
