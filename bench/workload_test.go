package bench

import (
	"testing"

	"github.com/stretchr/testify/assert"

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
