package web

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"net/http"
	"slices"

	"github.com/snnsim/snnsim/internal/inspect"
)

const (
	maxRows   = 192 // neurons in a raster
	maxTraces = 4   // neurons whose membrane potential is drawn
)

// traceInfo is what one layer did with a sample.
type traceInfo struct {
	Step      int         `json:"step"` // of the weights
	Set       int         `json:"set"`
	Index     int         `json:"index"`
	Label     int         `json:"label"`
	Decision  int         `json:"decision"`
	Tie       bool        `json:"tie"`
	Silent    bool        `json:"silent"`
	Sums      []Float     `json:"sums"` // output PSC of each class, summed over time
	Layer     int         `json:"layer"`
	Neurons   int         `json:"neurons"`
	Steps     int         `json:"steps"`
	Threshold float64     `json:"threshold"`
	Spikes    int         `json:"spikes"`
	Rate      []int       `json:"rate"`   // spikes of the layer at each time step
	Layers    []Histogram `json:"layers"` // of all layers
	// Rows are the neurons of the raster: all, or the most active ones, by
	// number. Raster is [row][T], eight a byte, the first in the lowest bit.
	Rows   []int  `json:"rows"`
	Raster []byte `json:"raster"`
	// Traced are neurons whose membrane potential before reset, [neuron][T],
	// float32 little-endian, is in Potential; Fired are their spikes as Raster.
	Traced    []int  `json:"traced"`
	Potential []byte `json:"potential"`
	Fired     []byte `json:"fired"`
}

func (s *Server) trace(w http.ResponseWriter, r *http.Request) {
	c := s.content
	if c.Tracer == nil || c.Network == nil {
		refuse(w, http.StatusNotFound, "there is no network to run samples with")
		return
	}
	set, i, rest, ok := s.pick(w, r,
		numberRange{name: "layer", max: len(c.Network.Stages) - 1},
		numberRange{name: "neuron", max: math.MaxInt32, optional: true})
	if !ok {
		return
	}
	layer, neuron := rest[0], rest[1]
	if neuron >= c.Network.Stages[layer].Out.Neurons() {
		refuse(w, http.StatusNotFound, "the layer has no such neuron")
		return
	}
	t, step, err := c.Tracer.Trace(r.Context(), c.Sets, set, i)
	switch {
	case errors.Is(err, errBusy):
		w.Header().Set("Retry-After", "2")
		refuse(w, http.StatusServiceUnavailable, err.Error())
		return
	case err != nil:
		refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	info := layerTrace(t, layer, neuron)
	info.Step, info.Set = step, set
	answer(w, info)
}

// layerTrace takes one layer out of a trace; neuron is one that must be among
// the traced, or -1.
func layerTrace(t *inspect.Trace, layer, neuron int) *traceInfo {
	l := &t.Layers[layer]
	counts := l.Counts()
	info := &traceInfo{
		Index: t.Index, Label: t.Label, Decision: t.Decision.Class, Tie: t.Decision.Tie, Silent: t.Decision.Silent,
		Layer: layer, Neurons: len(counts), Steps: t.Steps, Threshold: l.Threshold, Spikes: l.Spikes.Count(),
		Rate: make([]int, t.Steps),
	}
	for _, v := range t.Sums {
		info.Sums = append(info.Sums, Float(v))
	}
	for step := range t.Steps {
		for _, word := range l.Spikes.Step(step) {
			info.Rate[step] += bits.OnesCount64(word)
		}
	}
	for i := range t.Layers {
		h := newHistogram(t.Layers[i].Name, t.Layers[i].Neurons(), t.Steps)
		h.add(t.Layers[i].Counts(), 1)
		info.Layers = append(info.Layers, h)
	}
	active := byActivity(counts)
	info.Rows = slices.Clone(active[:min(maxRows, len(active))])
	slices.Sort(info.Rows)
	info.Raster = raster(l, info.Rows, t.Steps)
	if neuron >= 0 {
		info.Traced = append(info.Traced, neuron)
	}
	for _, n := range active {
		if len(info.Traced) < maxTraces && n != neuron {
			info.Traced = append(info.Traced, n)
		}
	}
	info.Fired = raster(l, info.Traced, t.Steps)
	for _, n := range info.Traced {
		for step := range t.Steps {
			info.Potential = binary.LittleEndian.AppendUint32(info.Potential, math.Float32bits(l.Potential[step*len(counts)+n]))
		}
	}
	return info
}

// byActivity returns all neurons, those with the most spikes first.
func byActivity(counts []int) []int {
	order := make([]int, len(counts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[b], counts[a]) })
	return order
}

// raster packs the spikes of some neurons, [neuron][T].
func raster(l *inspect.Layer, neurons []int, steps int) []byte {
	out := make([]byte, (len(neurons)*steps+7)/8)
	for r, n := range neurons {
		for t := range steps {
			if l.Fired(t, n) {
				k := r*steps + t
				out[k/8] |= 1 << (k % 8)
			}
		}
	}
	return out
}
