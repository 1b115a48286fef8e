package networks_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// TestEveryNetworkBuilds pins the number of weights of every file.
func TestEveryNetworkBuilds(t *testing.T) {
	want := map[string]int{
		"cifar10_cnn1.yaml": 21_156_384, "cifar10_cnn2.yaml": 44_999_040, "cifar10_small.yaml": 619_872, "cifar10_tiny.yaml": 113_504,
		"fashion_400_400.yaml": 477_600, "fashion_400_400_tuned.yaml": 477_600,
		"fashion_cnn.yaml": 3_273_504, "fashion_cnn_2020.yaml": 3_273_504, "fashion_cnn_tuned.yaml": 3_273_504, "fashion_cnn_tuned_2.yaml": 3_273_504,
		"mnist_cnn.yaml": 210_375, "mnist_cnn_2020.yaml": 210_375, "mnist_cnn_tuned.yaml": 210_375,
		"nmnist_cnn.yaml": 42_840, "nmnist_cnn_100.yaml": 42_840, "nmnist_cnn_tuned.yaml": 42_840, "nmnist_cnn_100_tuned.yaml": 42_840, "nmnist_sim.yaml": 42_840,
	}
	for _, name := range networks.Names() {
		text, err := networks.Read(name)
		require.NoError(t, err)
		cfg, err := snn.ParseConfig(name, text)
		require.NoError(t, err)
		in := map[string]spikes.Shape{
			"MNIST": {H: 28, W: 28, C: 1}, "FashionMNIST": {H: 28, W: 28, C: 1}, "CIFAR10": {H: 32, W: 32, C: 3},
			"NMNIST": {H: 34, W: 34, C: 2}, "nmnist-sim": {H: 34, W: 34, C: 2},
		}[cfg.Network.Dataset]
		net, err := snn.New(cfg, in, nil)
		require.NoError(t, err)
		require.Contains(t, want, name)
		assert.Equal(t, want[name], net.Parameters(), name)
	}
	assert.Len(t, networks.Names(), len(want))
	assert.Contains(t, networks.Names(), networks.Default)
}

// TestPublishedSettings pins what the files of published networks have of the
// released code.
func TestPublishedSettings(t *testing.T) {
	type row struct {
		steps, batch, epochs   int
		loss                   string
		lr, desired, undesired float64
		tauM, tauS             float64
	}
	for name, w := range map[string]row{
		"mnist_cnn.yaml":       {5, 50, 200, "kernel", 5e-4, 4, 1, 5, 3},
		"fashion_400_400.yaml": {5, 100, 100, "kernel", 5e-4, 4, 1, 5, 3},
		"fashion_cnn.yaml":     {5, 50, 100, "kernel", 5e-4, 4, 1, 5, 3},
		"nmnist_cnn.yaml":      {30, 50, 100, "count", 5e-4, 15, 3, 8, 4},
		"cifar10_cnn1.yaml":    {5, 50, 150, "kernel", 2e-4, 4, 1, 5, 3},
		"cifar10_cnn2.yaml":    {5, 50, 150, "kernel", 2e-4, 4, 1, 5, 3},
	} {
		text, err := networks.Read(name)
		require.NoError(t, err)
		cfg, err := snn.ParseConfig(name, text)
		require.NoError(t, err)
		s := cfg.Network
		got := row{s.Steps, s.BatchSize, s.Epochs, s.Loss, s.LR, s.DesiredCount, s.UndesiredCount, s.TauM, s.TauS}
		assert.Equal(t, w, got, name)
		assert.Equal(t, []any{"twice", "per-neuron", true, true, 8., .01, 1., 4., uint64(3), "constant"},
			[]any{s.TargetFilter, s.WarmUp, s.LeakPath, s.IntraNeuron, s.SlopeClamp, s.WeightDecay, s.GradClip, s.WeightClamp, s.Seed, s.Schedule}, name)
		convScale := 1.
		if cfg.Network.Dataset == "CIFAR10" {
			convScale = 5
		}
		for _, l := range cfg.Layers {
			switch l.Type {
			case snn.TypeLinear:
				assert.Equal(t, []float64{1, 1, 0}, []float64{l.WeightScale, l.Threshold, l.TauM}, name+" "+l.Name)
			case snn.TypeConv:
				assert.Equal(t, []float64{convScale, 1, 0}, []float64{l.WeightScale, l.Threshold, l.TauM}, name+" "+l.Name)
			case snn.TypePooling:
				assert.Equal(t, 1.1, l.Theta, name)
			case snn.TypeDropout:
				assert.Equal(t, .2, l.P, name)
			}
		}
	}
}
