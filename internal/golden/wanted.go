package golden

import (
	"fmt"
	"maps"
	"slices"

	"github.com/snnsim/snnsim/internal/oracle"
)

// wanted notes every quantity that the file holds, in the shape it must have.
func (r *rawNetwork) wanted(c *NetworkCase) error {
	samples, last := c.Input.N, len(c.shapes)-1
	type quantity struct {
		name  string
		from  *Tensor
		shape []int
	}
	all := []quantity{
		{InputPSC, r.InputPSC, c.batchShape(-1)},
		{OutputPSCSum, r.OutputPSCSum, []int{samples, c.classes()}},
		{Predicted, r.Predicted, []int{samples}},
		{Loss, r.Loss, nil},
		{GradOutputPSC, r.GradOutputPSC, c.batchShape(last)},
		{GradInputPSC, r.GradInputPSC, c.batchShape(-1)},
		{GradNorm, r.GradNorm, nil},
	}
	for i, l := range c.Network.Layers {
		forward := r.Forward[l.Name]
		all = append(all, quantity{PSC(l.Name), forward["psc"], c.batchShape(i)})
		if !l.Spiking() {
			continue
		}
		all = append(all,
			quantity{Current(l.Name), forward["current"], c.batchShape(i)},
			quantity{Spikes(l.Name), forward["spikes"], c.batchShape(i)},
			quantity{GradCurrent(l.Name), r.GradCurrent[l.Name], c.batchShape(i)},
		)
	}
	for _, q := range all {
		if err := c.want(q.name, q.from, q.shape...); err != nil {
			return err
		}
	}
	if err := c.named(r); err != nil {
		return err
	}
	for _, l := range c.Network.Layers {
		if err := c.wantWeights(GradWeights(l.Name), r.GradWeights[l.Name], l); err != nil {
			return err
		}
		if err := c.wantWeights(GradClipped(l.Name), r.GradClipped[l.Name], l); err != nil {
			return err
		}
	}
	if r.StepLosses != nil {
		c.Steps = len(r.StepLosses.Data)
		if c.Steps > maxSteps {
			return fmt.Errorf("%s: %d steps, want at most %d", StepLosses, c.Steps, maxSteps)
		}
	}
	return c.want(StepLosses, r.StepLosses, c.Steps)
}

// named reports quantities of layers that the network does not have.
func (c *NetworkCase) named(r *rawNetwork) error {
	forward := byLayer{}
	for name := range r.Forward {
		forward[name] = nil
	}
	for key, of := range map[string]byLayer{
		"forward": forward, "grad_current": r.GradCurrent, "grad_weights_unclipped": r.GradWeights, "grad_weights_clipped": r.GradClipped,
	} {
		if err := c.hasAll(of); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// hasAll reports a name that no layer has.
func (c *NetworkCase) hasAll(of byLayer) error {
	for _, name := range slices.Sorted(maps.Keys(of)) {
		if !slices.ContainsFunc(c.Network.Layers, func(l oracle.Layer) bool { return l.Name == name }) {
			return fmt.Errorf("%s is no layer of the network", name)
		}
	}
	return nil
}

// wantWeights notes a quantity in the shape of a layer's weights.
func (c *NetworkCase) wantWeights(name string, x *Tensor, l oracle.Layer) error {
	if x == nil || !l.Spiking() {
		return nil
	}
	if len(x.Data) != len(l.Weights) {
		return fmt.Errorf("%s: %d numbers, want %d", name, len(x.Data), len(l.Weights))
	}
	c.Want[name] = x.Data
	return nil
}
