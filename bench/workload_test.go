package bench

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// TestInputOfEverySpelling has the names that training takes.
func TestInputOfEverySpelling(t *testing.T) {
	pictures, colour, events := spikes.Shape{H: 28, W: 28, C: 1}, spikes.Shape{H: 32, W: 32, C: 3}, spikes.Shape{H: 34, W: 34, C: 2}
	for name, want := range map[string]spikes.Shape{
		"MNIST": pictures, "mnist": pictures, "FashionMNIST": pictures, "fashion-mnist": pictures, "Fashion_MNIST": pictures,
		"CIFAR10": colour, "cifar-10": colour, "NMNIST": events, "nmnist-sim": events, "NMNIST_Spiking": events,
	} {
		shape, kind := inputOf(&snn.Settings{Dataset: name})
		assert.Equal(t, want, shape, name)
		assert.Equal(t, want == events, kind == spikes.Events, name)
	}
}

func TestWeightsOfAnotherNetworkAreRefused(t *testing.T) {
	k := kernel.Available()[0]
	for want, weights := range map[string][]*snn.Tensor{
		"weights of 1 layers: expected the network's 3": {{}},
		": 3 weights: expected":                         {{Data: make([]float32, 3)}, {}, {}},
	} {
		_, err := New(Spec{Network: "fashion_400_400", Weights: weights, Threads: 1}, k)
		assert.ErrorContains(t, err, want)
	}
}

// The samples say what their shape is.
func TestSamplesOfAnotherShape(t *testing.T) {
	l := snn.DefaultLayer("out", snn.TypeLinear)
	l.Inputs, l.Outputs = 3, 10
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{l}
	w, err := New(Spec{Config: &cfg, Threads: 1, Samples: spikes.Batch{{Train: *spikes.NewTrain(spikes.Flat(3), 5)}}}, kernel.Available()[0])
	require.NoError(t, err)
	defer w.Engine.Close()
	_, err = w.Train()
	assert.NoError(t, err)
}
