package web

import (
	"encoding/json"
	"math"
)

// Phase says what a run is doing.
type Phase string

// The phases.
const (
	Waiting     Phase = "waiting"
	Stepping    Phase = "training"
	Evaluating  Phase = "evaluating"
	Finished    Phase = "finished"
	Interrupted Phase = "interrupted"
	Failed      Phase = "failed"
	Stored      Phase = "recorded" // of a run on disk
)

// Status says where a run stands.
type Status struct {
	Phase        Phase   `json:"phase"`
	Message      string  `json:"message,omitempty"`
	Epoch        int     `json:"epoch"` // from 1
	Epochs       int     `json:"epochs"`
	Batch        int     `json:"batch"` // from 1
	Batches      int     `json:"batches"`
	Step         int     `json:"step"`
	SamplesPerS  Float   `json:"samples_per_s"`
	SecondsLeft  Float   `json:"seconds_left"`
	Seconds      Float   `json:"seconds"`       // since the start
	Loss         Float   `json:"loss"`          // a sample, of the epoch so far
	Accuracy     Float   `json:"accuracy"`      // of the epoch so far
	LR           Float   `json:"lr"`            // learning rate
	Set          string  `json:"set"`           // that is evaluated: test or validation
	TestAccuracy Float   `json:"test_accuracy"` // of that set, last
	Best         Float   `json:"best"`          // likewise, best
	BestEpoch    int     `json:"best_epoch"`    // 0 for none
	Density      []Float `json:"density"`       // per layer, of the epoch so far, spikes per neuron and step
}

// Evaluation is the last evaluation on a data set.
type Evaluation struct {
	Epoch     int     `json:"epoch"` // after it, from 1
	Samples   int     `json:"samples"`
	Correct   int     `json:"correct"`
	Ties      int     `json:"ties"`
	Silent    int     `json:"silent"`
	Confusion [][]int `json:"confusion"` // [label][decision]
	Name      string  `json:"name"`      // of the set: test or validation
	// Decisions is one per sample of set Set where they are known, else empty.
	Set       int    `json:"set"`
	Decisions []byte `json:"decisions,omitempty"`
}

// Weights says which weights samples are run with.
type Weights struct {
	Step int `json:"step"`
}

// Float is a number in JSON, null where it is not finite.
type Float float64

// MarshalJSON implements json.Marshaler.
func (f Float) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(f))
}
