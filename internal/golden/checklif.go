package golden

import (
	"cmp"
	"errors"
	"slices"

	"github.com/snnsim/snnsim/internal/oracle"
)

// checkLIF compares a population. Where a spike is excused, neurons whose
// spikes differ are left out of everything but the spikes.
func checkLIF(c LIFCase, impl Implementation) (qs []Quantity) {
	gradients := c.Gradients
	if len(gradients) == 0 {
		gradients = []LIFGradient{{Rule: oracle.DefaultRule()}} // forward alone
	}
	var keep []int // the neurons not left out
	for run, g := range gradients {
		got, err := impl.LIF(c.Neuron, g.Rule, c.Current, c.GradPSC)
		if errors.Is(err, ErrUnsupported) {
			// The neurons do the same under a rule that it offers.
			q := failed(err, len(flatten(g.Want)))
			q.Name = cmp.Or(g.Name, q.Name)
			qs, g.Want = append(qs, q), nil
			got, err = impl.LIF(c.Neuron, oracle.DefaultRule(), c.Current, nil)
		}
		if err != nil {
			qs = append(qs, failed(err, len(flatten(g.Want))))
			continue
		}
		if run == 0 || keep == nil {
			var forward []Quantity
			forward, keep = c.checkForward(got, impl)
			qs = append(qs, forward...)
		}
		if g.Want != nil {
			qs = append(qs, compareRows(g.Name, g.Want, got.GradCurrent, keep, impl.Tolerance()))
		}
	}
	return qs
}

// checkForward compares what the neurons did, and returns those that can be
// compared further.
func (c *LIFCase) checkForward(got LIFResult, impl Implementation) (qs []Quantity, keep []int) {
	var u [][]float64
	for i, current := range c.Current {
		u = append(u, oracle.LIF(c.Neuron, current).U)
		keep = append(keep, i)
	}
	if c.Want.U != nil {
		u = c.Want.U
	}
	if c.Want.Spikes != nil {
		q := compareSpikes("spikes", flatten(c.Want.Spikes), flatten(got.Spikes), flatten(u), c.Neuron.Threshold, len(c.Current[0]))
		qs = append(qs, q)
		if q.Excused > 0 {
			keep = slices.DeleteFunc(keep, func(i int) bool {
				return !slices.Equal(c.Want.Spikes[i], got.Spikes[i])
			})
		}
	}
	for _, v := range []struct {
		name      string
		want, got [][]float64
	}{{"u", c.Want.U, got.U}, {"delta_u", c.Want.DU, got.DU}, {"psc", c.Want.PSC, got.PSC}} {
		if v.want != nil {
			qs = append(qs, compareRows(v.name, v.want, v.got, keep, impl.Tolerance()))
		}
	}
	return qs, keep
}

// compareRows compares some of the rows.
func compareRows(name string, want, got [][]float64, rows []int, tolerance float64) Quantity {
	w, g := flatten(want), flatten(got)
	if g == nil || len(g) != len(w) || len(want) == 0 {
		return compare(name, w, g, tolerance)
	}
	var elements []int
	for _, i := range rows {
		for t := range want[i] {
			elements = append(elements, i*len(want[i])+t)
		}
	}
	q := compareAt(name, w, g, elements, tolerance)
	q.Left, q.Skipped = len(w)-len(elements), len(elements) == 0
	return q
}
