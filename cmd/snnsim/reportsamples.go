package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/snnsim/snnsim/bench"
	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/report"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// samples adds what the best checkpoint, or the last, does on the test set; if there is no
// checkpoint, or the data are gone, it says so.
func (b *reportBuilder) samples() error {
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	file, err := rundir.Checkpoint(b.dir)
	if errors.Is(err, rundir.ErrNoCheckpoint) {
		b.warn("The folder holds no checkpoint: confusion matrix, mistakes and firing are left out.")
		return nil
	}
	if err != nil {
		return dataError{err}
	}
	c, err := snn.LoadCheckpoint(file, k)
	if err != nil {
		return dataError{err}
	}
	from := b.f.data
	from.skipBad = from.skipBad || b.env != nil && b.env.SkipBad
	set, src, cfg, err := from.open(b.cmd.Context(), c, datasets.Test, b.view)
	if err != nil && b.cmd.Context().Err() == nil && b.f.data.path == "" && b.f.data.name == "" {
		b.warn("The data could not be read, so that confusion matrix, mistakes and firing are left out: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	b.page.Warnings = append(b.page.Warnings, b.view.warned...)
	in, err := inspect.New(c.Network)
	if err != nil {
		return err
	}
	results, err := in.Results(b.cmd.Context(), src.loader(set, cfg, b.f.threads, 0, false), b.f.threads, func(n int) {
		b.view.status("%d of %d samples", n, set.Len())
	})
	b.view.clear()
	if err != nil {
		return asData(err)
	}
	if err := b.decisions(b.cmd.Context(), bareName(file), set, in, results, cfg); err != nil {
		return err
	}
	return b.firing(c, set, src, cfg)
}

// decisions adds the confusion matrix and the worst mistakes.
func (b *reportBuilder) decisions(ctx context.Context, which string, set dataset, in *inspect.Inspector, results []inspect.Result, cfg *snn.Config) error {
	right := 0
	for i := range results {
		if results[i].Right() {
			right++
		}
	}
	low, high := accuracyInterval(right, len(results), confidence)
	s := report.Section{Title: "Decisions", Text: []string{fmt.Sprintf(
		"The %s checkpoint has %d of %d test samples right, %.2f %% (95 %% interval %.2f to %.2f %%).",
		which, right, len(results), 100*inspect.Accuracy(results), 100*low, 100*high,
	), "Its weights have sha256:" + in.Network().WeightsHash() + "."}}
	if err := b.add(&s, "confusion", "Confusion matrix", confusion(b.run.Name, set, results, cfg.Network.Classes)); err != nil {
		return err
	}
	s.Tables = append(s.Tables, classTable(set.Info(), inspect.Confusion(results, cfg.Network.Classes)))
	b.page.Sections = append(b.page.Sections, s)

	worst, err := in.Worst(ctx, set, results, b.f.mistakes, inspect.Options{}, b.view.progress("looking at mistake"))
	b.view.clear()
	if err != nil {
		return asData(err)
	}
	if len(worst) == 0 {
		return nil
	}
	m := report.Section{Title: "Worst mistakes", Text: []string{
		"Those in which the summed output current of the true class lies furthest below that of the class decided for. Spikes: a line is a neuron, or a few neighbours, the stronger the more of them fire.",
	}}
	class := set.Info().ClassName
	for i, t := range worst {
		var sample spikes.Sample
		if err := set.Fill(t.Index, &sample, nil); err != nil {
			return asData(err)
		}
		raster, err := report.Raster(t, "", class)
		if err != nil {
			return err
		}
		raster.Note = ""
		f, err := b.figure(fmt.Sprintf("mistake_%d", i+1), raster.Title, raster)
		if err != nil {
			return err
		}
		m.Samples = append(m.Samples, report.Sample{
			Caption: fmt.Sprintf("%s: %s, taken for %s, by %.2f", sampleName(set, t.Index), class(t.Label), class(t.Decision.Class), -t.Margin()),
			Picture: report.SamplePicture(&sample, set.Info().Shape), Figure: &f,
		})
	}
	b.page.Sections = append(b.page.Sections, m)
	return nil
}

// classTable has recall and precision of every class, and what it is taken for
// most often.
func classTable(of datasets.Info, confusion [][]int) report.Table {
	t := report.Table{
		Caption: "Recall: the share of a class that was found. Precision: the share of the decisions for it that were right.",
		Head:    []string{"class", "samples", "recall", "precision", "most often taken for"},
	}
	for _, c := range classReports(confusion) {
		other := -1
		for j, n := range confusion[c.Class] {
			if j != c.Class && n > 0 && (other < 0 || n > confusion[c.Class][other]) {
				other = j
			}
		}
		confused := "–"
		if other >= 0 {
			confused = fmt.Sprintf("%s (%d)", of.ClassName(other), confusion[c.Class][other])
		}
		t.Rows = append(t.Rows, []string{of.ClassName(c.Class), fmt.Sprint(c.Samples),
			percentOf(c.Recall), percentOf(c.Precision), confused})
	}
	return t
}

// firing adds how sparsely the network fires and what that costs.
func (b *reportBuilder) firing(c *snn.Checkpoint, set dataset, src *source, cfg *snn.Config) error {
	data := src.loader(set, cfg, b.f.threads, 0, false)
	m, err := bench.Sparsity(b.cmd.Context(), c.Network, data, bench.SparsityOptions{
		Threads: b.f.threads, Batch: cfg.Network.BatchSize,
		Progress: func(n int) { b.view.status("%d of %d samples", n, data.Samples()) },
	})
	b.view.clear()
	if err != nil {
		return asData(err)
	}
	info := set.Info()
	r := &sparsityReport{Model: b.run.Name, Dataset: info.Name, Simulated: info.Simulated, Split: info.Split, SparsityReport: m}
	s := report.Section{Title: "Firing and its cost", Tables: []report.Table{firingTable(r), costTable(r)}}
	for _, f := range r.figures() {
		if err := b.add(&s, f.name, f.name, f.draw); err != nil {
			return err
		}
	}
	s.Text = append(s.Text, energyText(r))
	if m.Hidden != nil {
		b.page.Facts = append(b.page.Facts, report.Fact{
			Value: fmt.Sprintf("%.2f %%", 100*m.Hidden.Rate), Name: "firing of the hidden layers",
			Detail: fmt.Sprintf("spikes per neuron and step; %s of dense synaptic operations", percent(m.Operations.Delivered(), m.Operations.Dense)),
		})
	}
	b.page.Sections = append(b.page.Sections, s)
	return nil
}

func firingTable(r *sparsityReport) report.Table {
	t := report.Table{
		Head:    []string{"population", "neurons", "rate", "spikes a sample", "no spike", "never fire"},
		Caption: "Rate: spikes per neuron and time step. No spike: share of neurons and samples. Never fire: neurons silent on every test sample.",
	}
	for _, f := range r.Firings() {
		t.Rows = append(t.Rows, []string{
			f.Name, fmt.Sprint(f.Neurons), fmt.Sprintf("%.2f %%", 100*f.Rate), short3(f.PerSample),
			fmt.Sprintf("%.1f %%", 100*f.Quiet), fmt.Sprintf("%.1f %%", 100*f.SilentShare),
		})
	}
	return t
}

func costTable(r *sparsityReport) report.Table {
	t := report.Table{
		Head:    []string{"layer", "weights", "Dense", "Effective_MACs", "Effective_ACs", "spike ACs", "of Dense", "membrane updates"},
		Caption: "Operations of synapses a sample; Dense and Effective are NeuroBench's, for which sums behind pooling are not binary. Spike ACs: one for every spike and synapse, as snnsim and event-driven hardware do; with analog MACs they are what the share of Dense is of. A training step of such firing takes " + short3(r.Training.Total().Event) + " operations a sample event-driven, " + short3(r.Training.Total().Dense) + " dense.",
	}
	row := func(name string, weights int, o bench.SynapticOperations, updates float64) {
		t.Rows = append(t.Rows, []string{
			name, short3(float64(weights)), short3(o.Dense), short3(o.EffectiveMACs), short3(o.EffectiveACs), short3(o.SpikeACs), percent(o.Delivered(), o.Dense), short3(updates),
		})
	}
	weights := 0
	for i := range r.Layers {
		l := &r.Layers[i]
		weights += l.Weights
		row(l.Name, l.Weights, l.Operations, l.MembraneUpdates)
	}
	row("all layers", weights, r.Operations, r.MembraneUpdates)
	return t
}

func energyText(r *sparsityReport) string {
	e := &r.Energy
	return fmt.Sprintf("Energy of a sample, an estimate: %s, of which synapses %s and neurons %s; the same network without spikes, run once: %s. 45 nm, %g pJ a multiply-accumulate, %g pJ an accumulate (Horowitz 2014), no memory access.",
		joules(e.Spiking()), joules(e.Synapses), joules(e.Neurons), joules(e.Conventional), e.PerMAC, e.PerAC)
}
