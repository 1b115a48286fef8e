package bench

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// Firings returns the populations of the report: the input if it is spikes,
// the layers, and the sums over several.
func (r *SparsityReport) Firings() []*Firing {
	var fs []*Firing
	add := func(f *Firing) {
		if f != nil {
			fs = append(fs, f)
		}
	}
	add(r.Input)
	for i := range r.Layers {
		add(&r.Layers[i].Firing)
	}
	add(r.Hidden)
	add(r.All)
	add(r.Whole)
	return fs
}

// WritePopulations writes a line of CSV for every population.
func (r *SparsityReport) WritePopulations(w io.Writer) error {
	rows := [][]string{{"population", "neurons", "samples", "steps", "spikes", "firing_rate", "activation_sparsity", "spikes_per_sample",
		"spikes_per_neuron", "share_without_spike", "silent_neurons", "silent_share", "mean_first_spike",
		"weights", "zero_weights", "Dense", "Effective_MACs", "Effective_ACs", "analog_MACs", "spike_ACs", "membrane_updates"}}
	for _, f := range r.Firings() {
		first := ""
		if f.MeanFirst != nil {
			first = text(*f.MeanFirst)
		}
		row := []string{f.Name, whole(f.Neurons), whole(f.Samples), whole(f.Steps), whole(f.Spikes), text(f.Rate), text(f.Sparsity), text(f.PerSample),
			text(f.PerNeuron), text(f.Quiet), whole(f.Silent), text(f.SilentShare), first}
		rows = append(rows, append(row, r.costsOf(f)...))
	}
	return writeRows(w, rows)
}

// costsOf returns the columns that only layers, and all of them, have.
func (r *SparsityReport) costsOf(f *Firing) []string {
	if f == r.All {
		weights, zeros := 0, 0
		for i := range r.Layers {
			weights += r.Layers[i].Weights
			zeros += r.Layers[i].ZeroWeights
		}
		return costColumns(weights, zeros, r.Operations, r.MembraneUpdates)
	}
	for i := range r.Layers {
		if l := &r.Layers[i]; f == &l.Firing {
			return costColumns(l.Weights, l.ZeroWeights, l.Operations, l.MembraneUpdates)
		}
	}
	return make([]string, 8)
}

func costColumns(weights, zeros int, o SynapticOperations, updates float64) []string {
	return []string{whole(weights), whole(zeros), text(o.Dense), text(o.EffectiveMACs), text(o.EffectiveACs), text(o.AnalogMACs), text(o.SpikeACs), text(updates)}
}

// WriteCounts writes the full histograms of spikes per neuron and sample.
func (r *SparsityReport) WriteCounts(w io.Writer) error {
	rows := [][]string{{"population", "spikes", "count", "share"}}
	for _, f := range r.Firings() {
		pairs := float64(f.Neurons) * float64(f.Samples)
		for k, n := range f.Counts {
			rows = append(rows, []string{f.Name, whole(k), whole(n), text(float64(n) / pairs)})
		}
	}
	return writeRows(w, rows)
}

// WriteSteps writes a line for every time step: the decisions if time ended
// there, and the firing of every population.
func (r *SparsityReport) WriteSteps(w io.Writer) error {
	fs := r.Firings()
	head := []string{"step", "accuracy", "correct", "ties", "silent", "synaptic_operations"}
	for _, f := range fs {
		head = append(head, "density "+f.Name, "first spikes "+f.Name)
	}
	rows := [][]string{head}
	for t, l := range r.Latency {
		row := []string{whole(l.Step), text(l.Accuracy), whole(l.Correct), whole(l.Ties), whole(l.Silent), text(l.Operations)}
		for _, f := range fs {
			row = append(row, text(f.DensityPerStep[t]), whole(f.First[t]))
		}
		rows = append(rows, row)
	}
	return writeRows(w, rows)
}

// WriteClasses writes a line for every class that there are samples of, and
// layer.
func (r *SparsityReport) WriteClasses(w io.Writer) error {
	rows := [][]string{{"class", "samples", "accuracy", "population", "neurons", "spikes", "firing_rate", "share_without_spike", "silent_neurons", "mean_first_spike", "name"}}
	for i := range r.Classes {
		c := &r.Classes[i]
		if c.Samples == 0 {
			continue
		}
		fs := c.Layers
		if c.Input != nil {
			fs = append([]*Firing{c.Input}, fs...)
		}
		for _, f := range fs {
			first := ""
			if f.MeanFirst != nil {
				first = text(*f.MeanFirst)
			}
			rows = append(rows, []string{whole(c.Class), whole(c.Samples), text(c.Accuracy), f.Name, whole(f.Neurons), whole(f.Spikes), text(f.Rate), text(f.Quiet), whole(f.Silent), first, c.Name})
		}
	}
	return writeRows(w, rows)
}

func writeRows(w io.Writer, rows [][]string) error {
	if err := csv.NewWriter(w).WriteAll(rows); err != nil {
		return fmt.Errorf("bench: csv: %w", err)
	}
	return nil
}

func whole[T int | int64](v T) string { return strconv.FormatInt(int64(v), 10) }

func text(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
