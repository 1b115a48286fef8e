package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/snnsim/snnsim/bench"
)

// print writes the report for a terminal of 100 columns.
func (r *sparsityReport) print(w io.Writer) error {
	fmt.Fprintf(w, "model     %s: %d layers, %d steps\ndata      %s\n", r.Model, len(r.Layers), r.Steps, r.source())
	fmt.Fprintf(w, "accuracy  %.2f %%  (%d of %d; 95 %% interval %.2f to %.2f %%), %s, %d silent\n",
		100*r.Accuracy, r.Correct, r.Samples, 100*r.Low, 100*r.High, counted(r.Ties, "tie"), r.Silent)
	parts := []func(io.Writer){r.printCounts, r.printFiring, r.printCosts, r.printTraining, r.printLatency}
	if len(r.Classes) > 0 {
		parts = append(parts, r.printClasses)
	}
	for _, part := range parts {
		fmt.Fprintln(w)
		part(w)
	}
	return nil
}

// table lays out rows whose cells are separated by tabs.
func table(w io.Writer, rows []string) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		fmt.Fprintln(tw, row+"\t")
	}
	tw.Flush()
}

// brief cuts a name so that tables keep their width.
func brief(name string) string {
	const most = 16
	if r := []rune(name); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return name
}

func (r *sparsityReport) printCounts(w io.Writer) {
	fmt.Fprintln(w, "SPIKES PER NEURON AND SAMPLE, % of neurons and samples with so many")
	var head strings.Builder
	head.WriteString("\tneurons")
	for _, b := range r.All.F {
		head.WriteString("\t" + b.Spikes)
	}
	rows := []string{head.String() + "\tmean"}
	for _, f := range r.Firings() {
		row := fmt.Sprintf("%s\t%d", brief(f.Name), f.Neurons)
		for _, b := range f.F {
			row += fmt.Sprintf("\t%.1f", 100*b.Share)
		}
		rows = append(rows, row+fmt.Sprintf("\t%.2f", f.PerNeuron))
	}
	table(w, rows)
}

func (r *sparsityReport) printFiring(w io.Writer) {
	fmt.Fprintln(w, "FIRING")
	rows := []string{"\trate %\tspikes\tnever %\tfirst\tover time"}
	for _, f := range r.Firings() {
		first := "-"
		if f.MeanFirst != nil {
			first = fmt.Sprintf("%.1f", *f.MeanFirst)
		}
		rows = append(rows, fmt.Sprintf("%s\t%.3g\t%s\t%.1f\t%s\t%s", brief(f.Name), 100*f.Rate, short3(f.PerSample), 100*f.SilentShare, first, sparkline(f.DensityPerStep)))
	}
	table(w, rows)
	fmt.Fprint(w, `  rate: spikes per neuron and time step; activation sparsity is 100 % less this
  spikes: of a sample, all neurons together
  never: neurons that fire for no sample
  first: mean step of the first spike, from 1, of neurons and samples that fire
  over time: rate at every step, from 0 to the highest of its row
`)
}

func (r *sparsityReport) printCosts(w io.Writer) {
	fmt.Fprintln(w, "COST OF A SAMPLE")
	rows := []string{"\tweights\tzero\tDense\tEffective_MACs\tEffective_ACs\tspike ACs\tof Dense\tupdates"}
	row := func(name string, weights, zeros int, o bench.SynapticOperations, updates float64) string {
		return fmt.Sprintf("%s\t%s\t%.1f %%\t%s\t%s\t%s\t%s\t%s\t%s", brief(name), short3(float64(weights)), 100*float64(zeros)/float64(weights),
			short3(o.Dense), short3(o.EffectiveMACs), short3(o.EffectiveACs), short3(o.SpikeACs), percent(o.Delivered(), o.Dense), short3(updates))
	}
	weights, zeros := 0, 0
	for i := range r.Layers {
		l := &r.Layers[i]
		weights += l.Weights
		zeros += l.ZeroWeights
		rows = append(rows, row(l.Name, l.Weights, l.ZeroWeights, l.Operations, l.MembraneUpdates))
	}
	table(w, append(rows, row("all layers", weights, zeros, r.Operations, r.MembraneUpdates)))
	fmt.Fprint(w, `  zero: connection sparsity, the share of weights that are zero
  Dense: operations of all synapses at every step, those with padding left out
  Effective, as NeuroBench counts: input and weight not zero; ACs add, for spikes, MACs multiply and add
  spike ACs: one for every spike and synapse; of Dense: these, and MACs of analog inputs
  updates: neurons and steps at which the membrane potential changes
`)
	if o := r.Operations; o.EffectiveMACs > o.AnalogMACs {
		fmt.Fprintln(w, "  Behind sum pooling inputs are not binary: NeuroBench counts a MAC for every sum there.")
	}
	e := &r.Energy
	fmt.Fprintf(w, "\nfootprint  %s of weights, %s of neurons' state\n", bytesOf(r.Footprint.Weights), bytesOf(r.Footprint.State))
	fmt.Fprintf(w, "energy     estimate %s: synapses %s, neurons %s; as a conventional network %s\n",
		joules(e.Spiking()), joules(e.Synapses), joules(e.Neurons), joules(e.Conventional))
	if e.ImageOnce > 0 {
		fmt.Fprintf(w, "  with the image multiplied once, as snnsim does, not at every step: %s\n", joules(e.ImageOnce+e.Neurons))
	}
	fmt.Fprintf(w, `  45 nm, %g pJ a MAC, %g pJ an AC (Horowitz 2014), two MACs a neuron and step; no memory access
  conventional: the same network without spikes, one dense pass of MACs
`, e.PerMAC, e.PerAC)
}

func (r *sparsityReport) printTraining(w io.Writer) {
	t := &r.Training
	fmt.Fprintln(w, "OPERATIONS OF A TRAINING STEP, a sample of such firing")
	row := func(name string, d bench.Work) string {
		return fmt.Sprintf("%s\t%s\t%s\t%s", name, short3(d.Dense), short3(d.Event), percent(d.Event, d.Dense))
	}
	table(w, []string{
		"\tdense\tevent-driven\tof dense", row("forward", t.Forward), row("weight gradient", t.WeightGradient), row("data gradient", t.DataGradient),
		row("total, warm-up "+t.WarmUp, t.Total()), row("total, warm-up none", t.TotalWithoutSurrogate()),
	})
	fmt.Fprintln(w, "  data gradient: event-driven where the layer below does without the warm-up's surrogate")
}

func (r *sparsityReport) printLatency(w io.Writer) {
	fmt.Fprintln(w, "ACCURACY IF DECIDED AFTER A STEP")
	rows := []string{"step\taccuracy\tties\tsilent\toperations\tof all"}
	all := r.Latency[len(r.Latency)-1].Operations
	for _, t := range someSteps(len(r.Latency)) {
		l := &r.Latency[t]
		rows = append(rows, fmt.Sprintf("%d\t%.2f %%\t%d\t%d\t%s\t%s", l.Step, 100*l.Accuracy, l.Ties, l.Silent, short3(l.Operations), percent(l.Operations, all)))
	}
	table(w, rows)
	fmt.Fprint(w, `  ties, silent: samples with a tie, or with no output spike yet (then decided as class 0)
  operations: analog MACs and spike ACs of a sample up to here
`)
}

func (r *sparsityReport) printClasses(w io.Writer) {
	fmt.Fprintln(w, "CLASSES, firing rate in %")
	head := "class\tsamples\taccuracy"
	if r.Input != nil {
		head += "\tinput"
	}
	for i := range r.Layers {
		head += "\t" + brief(r.Layers[i].Name)
	}
	rows := []string{head + "\tfirst output spike"}
	for i := range r.Classes {
		c := &r.Classes[i]
		class := numbered(c.Class, c.Name)
		if c.Samples == 0 {
			rows = append(rows, fmt.Sprintf("%s\t0\t-%s", class, strings.Repeat("\t-", strings.Count(head, "\t")-1)))
			continue
		}
		row := fmt.Sprintf("%s\t%d\t%.2f %%", class, c.Samples, 100*c.Accuracy)
		if c.Input != nil {
			row += fmt.Sprintf("\t%.3g", 100*c.Input.Rate)
		}
		for _, f := range c.Layers {
			row += fmt.Sprintf("\t%.3g", 100*f.Rate)
		}
		first := "-"
		if m := c.Layers[len(c.Layers)-1].MeanFirst; m != nil {
			first = fmt.Sprintf("%.1f", *m)
		}
		rows = append(rows, row+"\t"+first)
	}
	table(w, rows)
}
