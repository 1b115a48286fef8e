package bench

import "github.com/snnsim/snnsim/spikes"

// SparsityReport says how a network fires over a set of samples, what it
// decides when, and what that costs.
type SparsityReport struct {
	Samples  int     `json:"samples"`
	Steps    int     `json:"steps"`
	Correct  int     `json:"correct"`
	Accuracy float64 `json:"accuracy"` // share, 0 to 1
	Ties     int     `json:"ties"`
	Silent   int     `json:"silent"` // samples for which no output fires

	Input  *Firing         `json:"input,omitempty"` // nil where the input is no spikes
	Layers []LayerSparsity `json:"layers"`
	// Hidden is all layers but the last, nil if there is only one; All is all
	// layers; Whole adds the input, nil where that is no spikes.
	Hidden *Firing `json:"hidden_layers,omitempty"`
	All    *Firing `json:"all_layers"`
	Whole  *Firing `json:"layers_and_input,omitempty"`

	ActivationSparsity float64            `json:"activation_sparsity"` // of all layers
	ConnectionSparsity float64            `json:"connection_sparsity"` // share of weights that are zero
	Operations         SynapticOperations `json:"synaptic_operations"` // per sample
	// MembraneUpdates are the neuron-steps, per sample, at which the potential after
	// reset is not that of the step before, the first step included, as NeuroBench
	// counts.
	MembraneUpdates float64      `json:"membrane_updates"`
	Footprint       Footprint    `json:"footprint_bytes"`
	Energy          Energy       `json:"energy_estimate"`
	Training        TrainingCost `json:"training_operations"`

	Latency []Latency       `json:"latency"`           // [T]
	Classes []ClassSparsity `json:"classes,omitempty"` // if asked for

	Example *Example `json:"-"` // if asked for
}

// LayerSparsity is what one layer does and costs.
type LayerSparsity struct {
	Firing
	Weights         int                `json:"weights"`
	ZeroWeights     int                `json:"zero_weights"`
	Operations      SynapticOperations `json:"synaptic_operations"` // per sample, of its inputs
	MembraneUpdates float64            `json:"membrane_updates"`    // per sample
	InputEvents     int64              `json:"input_events"`        // spikes that reached it, over all samples
	// EventSteps and DenseSteps are the steps whose current the program
	// computed in the event-driven and the dense form; an image is one step.
	EventSteps int64 `json:"event_steps"`
	DenseSteps int64 `json:"dense_steps"`
}

// ClassSparsity is the firing for the samples of one class.
type ClassSparsity struct {
	Class    int       `json:"class"`
	Name     string    `json:"name,omitempty"` // of SparsityOptions.Names
	Samples  int       `json:"samples"`
	Correct  int       `json:"correct"`
	Accuracy float64   `json:"accuracy"` // share, 0 to 1; 0 without samples
	Input    *Firing   `json:"input,omitempty"`
	Layers   []*Firing `json:"layers"`
}

// Example is the activity of one sample.
type Example struct {
	Index, Label, Decision int
	Input                  *spikes.Train // nil where the input is no spikes
	Layers                 []*spikes.Train
	Names                  []string
}
