package golden

import (
	"errors"

	"github.com/snnsim/snnsim/internal/oracle"
)

// ErrUnsupported is returned by an Implementation for a case it cannot run,
// because of a constant or a layer it does not offer. Such a case is skipped.
var ErrUnsupported = errors.New("not supported by the implementation")

// Implementation is what can be checked against golden files. All values are
// float64 in the layout of the files, whatever it computes with.
type Implementation interface {
	// Name is for reports.
	Name() string
	// Tolerance is the largest error allowed, relative to the largest
	// magnitude of the quantity it is found in.
	Tolerance() float64
	// LIF runs a population of independent neurons on given currents and,
	// unless gradPSC is nil, backward from ∂L/∂a. Both are [neuron][T].
	LIF(p oracle.Neuron, r oracle.Rule, current, gradPSC [][]float64) (LIFResult, error)
	// PSP filters trains, [neuron][T], with the synapse.
	PSP(tauS float64, x [][]float64) ([][]float64, error)
	// KernelTarget returns the target of the kernel loss for the true class.
	KernelTarget(steps int, tauS float64) (KernelTarget, error)
	// Pooling runs sum-pooling forward, and backward from gradOutput.
	Pooling(p oracle.Pooling, input, gradOutput oracle.Tensor) (output, gradInput []float64, err error)
	// Network runs a case and returns the quantities it can show.
	Network(c *NetworkCase) (Values, error)
}

// LIFResult is what a population did, each [neuron][T]. What an
// implementation cannot show is nil, and skipped.
type LIFResult struct {
	U, DU       [][]float64 // potential before the reset, and its increment
	Spikes, PSC [][]float64
	GradCurrent [][]float64 // ∂L/∂I
}

// KernelTarget is the target of the kernel loss, each [T].
type KernelTarget struct {
	Pattern []float64 // spikes; nil if it cannot be shown
	Once    []float64 // filtered once
	Twice   []float64 // filtered twice
}
