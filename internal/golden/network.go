package golden

import (
	"fmt"
	"slices"

	"github.com/snnsim/snnsim/internal/oracle"
)

// maxSteps bounds the training steps of a case.
const maxSteps = 1000

// NetworkCase is a network run on a batch, forward, backward, and for some
// training steps on that same batch.
type NetworkCase struct {
	Name string
	// Network describes the layers with their initial weights, the loss and
	// the rule. It is to be read, not run: New returns a copy to run.
	Network   oracle.Network
	Input     oracle.Tensor // raw, as currents or spikes, before the synapse
	Labels    []int
	Optimizer oracle.AdamW
	Steps     int   // training steps that Want reaches
	WeightsAt []int // numbers of steps after which Want holds weights
	Want      Values

	shapes [][3]int // of the layers' outputs
}

// New returns a copy of the network and its optimiser, to run and train.
func (c *NetworkCase) New() (*oracle.Network, *oracle.AdamW) {
	n, o := c.Network, c.Optimizer
	n.Layers = slices.Clone(n.Layers)
	for i := range n.Layers {
		n.Layers[i].Weights = slices.Clone(n.Layers[i].Weights)
	}
	return &n, &o
}

// check validates everything but what is wanted, and finds the layers'
// shapes.
func (c *NetworkCase) check() (err error) {
	x := c.Input
	if c.shapes, err = c.Network.Validate(x.C, x.H, x.W); err != nil {
		return err
	}
	if len(c.shapes) == 0 {
		return fmt.Errorf("no layers")
	}
	for i, s := range c.shapes {
		if _, err := elements([]int{x.N, s[0], s[1], s[2], x.T}); err != nil {
			return fmt.Errorf("layer %s: %w", c.Network.Layers[i].Name, err)
		}
	}
	if len(c.Labels) != x.N {
		return fmt.Errorf("%d labels for %d samples", len(c.Labels), x.N)
	}
	for _, label := range c.Labels {
		if label < 0 || label >= c.classes() {
			return fmt.Errorf("label %d of %d classes", label, c.classes())
		}
	}
	return nil
}

func (c *NetworkCase) classes() int {
	s := c.shapes[len(c.shapes)-1]
	return s[0] * s[1] * s[2]
}

// want notes a wanted quantity, unless the file lacks it.
func (c *NetworkCase) want(name string, x *Tensor, shape ...int) error {
	if x == nil {
		return nil
	}
	if err := x.is(shape...); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	c.Want[name] = x.Data
	return nil
}

// batchShape returns the extents of a tensor behind layer i, or of the input
// for -1.
func (c *NetworkCase) batchShape(i int) []int {
	x := c.Input
	if i < 0 {
		return []int{x.N, x.C, x.H, x.W, x.T}
	}
	s := c.shapes[i]
	return []int{x.N, s[0], s[1], s[2], x.T}
}
