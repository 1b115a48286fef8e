package bench

import (
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// Work is a number of operations per sample: done at every synapse and step,
// and done only where there are spikes.
type Work struct {
	Dense float64 `json:"dense"`
	Event float64 `json:"event_driven"`
}

func (w *Work) add(dense, event float64) {
	w.Dense += dense
	w.Event += event
}

// TrainingCost is what the products of a training step take for one sample of
// the measured firing. The event-driven form takes
//
//	forward          an operation per spike and synapse
//	weight gradient  the same again: one row of r = δ filtered backwards, per spike
//	data gradient    the same again, for all connections but the first, where the
//	                 layer below uses no surrogate; else as much as the dense form
//
// so each is the dense form times the density of what the connection is driven
// by. An image takes the event-driven form once, not at every step; the dense one,
// for comparison, takes every synapse at every step of images too.
type TrainingCost struct {
	WarmUp         string `json:"warm_up"`
	Forward        Work   `json:"forward"`
	WeightGradient Work   `json:"weight_gradient"`
	DataGradient   Work   `json:"data_gradient"` // under the network's own warm-up
	// WithoutSurrogate is the data gradient if no layer used the surrogate.
	WithoutSurrogate Work `json:"data_gradient_without_surrogate"`
}

// Total returns all of a training step under the network's own warm-up.
func (c *TrainingCost) Total() Work {
	w := c.Forward
	w.add(c.WeightGradient.Dense, c.WeightGradient.Event)
	w.add(c.DataGradient.Dense, c.DataGradient.Event)
	return w
}

// TotalWithoutSurrogate returns all of it if no layer used the surrogate.
func (c *TrainingCost) TotalWithoutSurrogate() Work {
	w := c.Forward
	w.add(c.WeightGradient.Dense, c.WeightGradient.Event)
	w.add(c.WithoutSurrogate.Dense, c.WithoutSurrogate.Event)
	return w
}

// newTrainingCost follows from the operations of the layers and their firing.
func newTrainingCost(net *snn.Network, layers []LayerSparsity, image bool) (TrainingCost, error) {
	c := TrainingCost{WarmUp: net.Config.Network.WarmUp}
	rule, err := tsslbp.RuleOf(&net.Config.Network)
	if err != nil {
		return c, err
	}
	for i := range layers {
		o := &layers[i].Operations
		event := o.Delivered()
		if i == 0 && image {
			event /= float64(net.Steps)
		}
		c.Forward.add(o.Dense, event)
		c.WeightGradient.add(o.Dense, event)
		if i == 0 {
			continue
		}
		c.WithoutSurrogate.add(o.Dense, event)
		if surrogate(rule, layers[i-1].Firing.Rate) {
			event = o.Dense
		}
		c.DataGradient.add(o.Dense, event)
	}
	return c, nil
}

// surrogate reports whether a hidden layer of the given density uses the surrogate
// anywhere, so that it needs gradients where it does not fire.
func surrogate(r tsslbp.Rule, density float64) bool {
	switch r.WarmUp {
	case tsslbp.None, tsslbp.OutputOnly:
		return false
	case tsslbp.PerLayer:
		return density <= r.Density
	}
	return true
}
