package tsslbp

import (
	"fmt"
	"math"

	"github.com/snnsim/snnsim/spikes"
)

// NotFiniteError says where a NaN or an infinity, or a number on its way
// there, turned up. Training ends with it in the step that it is found in.
type NotFiniteError struct {
	What   string  // loss, gradient, weight and the like
	Value  float64 // what was found
	Step   int     // training step, from 1; 0 outside training
	Layer  string  // empty where it lies in none
	Sample int     // index in the data set, -1 where it is not one sample's
}

// Error implements error.
func (e *NotFiniteError) Error() string {
	at := ""
	if e.Step > 0 {
		at = fmt.Sprintf("step %d: ", e.Step)
	}
	if e.Layer != "" {
		at += fmt.Sprintf("layer %s: ", e.Layer)
	}
	if e.Sample >= 0 {
		at += fmt.Sprintf("sample %d: ", e.Sample)
	}
	return fmt.Sprintf("tsslbp: %sthe %s is %v", at, e.What, e.Value)
}

// isFinite reports whether a number is neither NaN nor infinite.
func isFinite(v float64) bool { return v-v == 0 }

// tooLarge is the sum of squares from which on a number's square may not be
// held in float32, where moments and currents are computed.
const tooLarge = math.MaxFloat32

// lossError says whose loss is not finite.
func (e *Engine) lossError(s *spikes.Sample, loss float64) error {
	return &NotFiniteError{What: "loss", Value: loss, Step: int(e.pass.Step), Sample: s.Index}
}

// offender returns the index of the sample whose own gradient of a stage is not
// finite, -1 if it is only so in the sum. It runs the last batch again, sample
// by sample, and leaves other gradients.
func (e *Engine) offender(stage int) int {
	batch := e.batch
	e.retracing = true
	defer func() { e.batch, e.retracing = batch, false }()
	for i := range batch {
		if _, err := e.Backward(spikes.Batch(batch[i:i+1]), e.pass.Step, nil); err != nil || !isFinite(e.sumSquares(e.grads[stage])) {
			return batch[i].Index
		}
	}
	return -1
}

// soundStep reports what a step that another optimiser than AdamW took has left.
func (e *Engine) soundStep(norm float64, step int) error {
	if !isFinite(norm) {
		return &NotFiniteError{What: "norm of the gradients", Value: norm, Step: step, Sample: -1}
	}
	return e.wildWeight("weight after the update", step)
}

// wildWeight returns an error for the first weight that can't be computed with.
func (e *Engine) wildWeight(what string, step int) error {
	for _, s := range e.net.Stages {
		for _, v := range s.Conn.Weight().Data {
			if w := float64(v); !(w*w <= tooLarge) {
				return &NotFiniteError{What: what, Value: w, Step: step, Layer: s.Name, Sample: -1}
			}
		}
	}
	return nil
}
