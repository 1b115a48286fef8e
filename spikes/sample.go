package spikes

import "fmt"

// Kind says what an input is made of.
type Kind int

const (
	// Events are spike trains, filtered by the synapse of the first layer.
	Events Kind = iota
	// Image is one value per input neuron, a constant current at every step
	// that then passes the same synapse filter.
	Image
	// Analog is one value per input neuron and step, passed through the
	// synapse filter.
	Analog
)

// String names the kind.
func (k Kind) String() string {
	if k < Events || k > Analog {
		return fmt.Sprintf("kind %d", int(k))
	}
	return [...]string{"events", "image", "analog"}[k]
}

// Sample is one input and its label. Exactly one of Train and Values is
// used, according to Kind.
type Sample struct {
	Kind  Kind
	Label int // class, from 0; -1 (tsslbp.Unlabelled) where it is not known
	Index int // position in the data set it came from; dropout draws by it, so samples of a batch should differ in it
	// Train is used for Events.
	Train Train
	// Values is [H][W][C] for Image, [T][H][W][C] for Analog, rows unpadded.
	Values []float32
}

// Batch is a slice of samples that are processed as one training step.
type Batch []Sample
