package golden

import (
	"fmt"
	"math"
	"strings"
)

// spikeMargin is how close to the threshold a potential must be for a spike
// to be excused.
const spikeMargin = 1e-5

// mayRound reports whether rounding can put a potential on the other side of the
// threshold. One that meets it exactly must not fire, except behind the first step where
// float32 does not have the threshold, as 0.7.
func mayRound(u, threshold float64, first bool) bool {
	off := math.Abs(u - threshold)
	if off == 0 {
		return !first && float64(float32(threshold)) != threshold
	}
	return off <= spikeMargin
}

// compareSpikes checks trains of so many steps, which must be equal except
// where u, the float64 potential, is within the margin of the threshold. What
// a neuron does after an excused spike can't be judged and is left out.
func compareSpikes(name string, want, got, u []float64, threshold float64, steps int) Quantity {
	if got == nil || len(got) != len(want) {
		return compare(name, want, got, 0)
	}
	q := Quantity{Name: name, OK: true}
	for from := 0; from < len(want); from += steps {
		q.train(want, got, u, threshold, from, from+steps)
	}
	return q
}

// train judges the spikes from … to-1 of one neuron. It reports whether one
// was excused.
func (q *Quantity) train(want, got, u []float64, threshold float64, from, to int) (excused bool) {
	for i := from; i < to; i++ {
		q.Compared++
		if got[i] == want[i] {
			continue
		}
		if mayRound(u[i], threshold, i == from) && (got[i] == 0 || got[i] == 1) {
			q.Excused++
			q.Left += to - i - 1
			return true
		}
		if q.OK {
			q.Note = fmt.Sprintf("element %d is %v, want %v at potential %v", i, got[i], want[i], u[i])
		}
		q.Worst, q.OK = 1, false
	}
	return false
}

// excuses holds, for each sample of a network run, the lowest layer that has
// an excused spike, or the number of layers. What lies behind it in that
// sample, and all that sums over the batch, may differ.
type excuses struct {
	lowest []int
	layers map[string]int // index by name
	count  int
}

func (c *NetworkCase) noExcuses() *excuses {
	e := &excuses{lowest: make([]int, c.Input.N), layers: map[string]int{}}
	for i, l := range c.Network.Layers {
		e.layers[l.Name] = i
	}
	for n := range e.lowest {
		e.lowest[n] = len(c.Network.Layers)
	}
	return e
}

// spikes compares the spikes of a layer; its quantities must come in the order
// of the layers.
func (e *excuses) spikes(layer int, name string, want, got []float64, p layerPotential, steps int) Quantity {
	if got == nil || len(got) != len(want) {
		return compare(name, want, got, 0)
	}
	q := Quantity{Name: name, OK: true}
	sample := len(want) / len(e.lowest)
	for n := range e.lowest {
		behind := e.lowest[n] < layer
		for from := n * sample; from < (n+1)*sample; from += steps {
			if behind {
				if equal(want[from:from+steps], got[from:from+steps]) {
					q.Compared += steps
				} else {
					q.Left += steps
				}
				continue
			}
			if q.train(want, got, p.values, p.threshold, from, from+steps) {
				e.lowest[n] = min(e.lowest[n], layer)
			}
		}
	}
	e.count += q.Excused
	q.Skipped = q.Compared == 0
	return q
}

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// compare compares any other quantity. Samples that may differ are compared
// too, and left out if they do.
func (e *excuses) compare(name string, want, got []float64, tolerance float64) Quantity {
	if e.count == 0 || got == nil || len(got) != len(want) {
		return compare(name, want, got, tolerance)
	}
	var sure, unsure []int
	for i := range want {
		if e.mayDiffer(name, i*len(e.lowest)/len(want)) {
			unsure = append(unsure, i)
		} else {
			sure = append(sure, i)
		}
	}
	q := compareAt(name, want, got, sure, tolerance)
	if rest := compareAt(name, want, got, unsure, tolerance); rest.OK {
		q.Compared += rest.Compared
		q.Worst = max(q.Worst, rest.Worst)
	} else {
		q.Left = len(unsure)
		if q.OK {
			q.Note = fmt.Sprintf("%d of %d values differ behind %d excused spikes", len(unsure), len(want), e.count)
		}
	}
	q.Skipped = q.Compared == 0
	return q
}

// mayDiffer reports whether an excused spike bears on a quantity of a sample.
func (e *excuses) mayDiffer(name string, sample int) bool {
	kind, layer, _ := strings.Cut(name, ".")
	lowest := e.lowest[min(sample, len(e.lowest)-1)]
	switch kind + "." {
	case InputPSC + ".":
		return false
	case Current(""):
		return lowest < e.layers[layer]
	case PSC(""):
		return lowest <= e.layers[layer]
	case OutputPSCSum + ".", Predicted + ".", GradOutputPSC + ".", GradInputPSC + ".", GradCurrent(""):
		return lowest < len(e.layers)
	}
	return true // a sum over the batch
}
