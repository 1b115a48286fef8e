package tsslbp

import "time"

// Times says where the time of training went, in wall time.
type Times struct {
	Data     time.Duration `json:"data"`     // waiting for a batch
	Forward  time.Duration `json:"forward"`  // forward pass and decisions
	Backward time.Duration `json:"backward"` // backward pass and sums of gradients
	Update   time.Duration `json:"update"`   // the optimiser's step
}

// Add adds the times of another part.
func (t *Times) Add(o Times) {
	t.Data += o.Data
	t.Forward += o.Forward
	t.Backward += o.Backward
	t.Update += o.Update
}

// split divides the wall time of the last call of Backward in proportion to
// what the workers spent on passes forward and backward.
func (e *Engine) split(wall time.Duration) (forward, backward time.Duration) {
	var f, b time.Duration
	for i := range e.shards {
		f += e.shards[i].forward
		b += e.shards[i].backward
	}
	if f+b <= 0 {
		return 0, wall
	}
	forward = time.Duration(float64(wall) * (float64(f) / float64(f+b)))
	return forward, wall - forward
}
