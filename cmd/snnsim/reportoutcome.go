package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/report"
)

// outcome fills title and facts from the metrics.
func (b *reportBuilder) outcome() {
	p, r := &b.page, b.run
	p.Title = r.Name
	s := &b.cfg.Network
	data := s.Dataset
	if r.Start != nil {
		data = r.Start.Dataset
		p.Subtitle = fmt.Sprintf("%s, %d weights, ", r.Start.Network, r.Start.Parameters)
	}
	p.Subtitle += fmt.Sprintf("on %s, %d time steps, %s loss, warm-up %s, seed %d", data, s.Steps, s.Loss, s.WarmUp, s.Seed)
	if r.Start != nil && r.Start.Simulated {
		p.Warnings = append(p.Warnings, "The data are simulated: accuracy is not comparable with published figures for real recordings.")
	}
	if r.End == nil {
		b.warn("The run has not ended: %d of %d epochs are done.", len(r.Epochs), s.Epochs)
	}
	if len(r.Epochs) == 0 {
		return
	}
	best, set := bestEpoch(r)
	last := r.Epochs[len(r.Epochs)-1]
	if res, _ := last.Evaluation(); res != nil {
		p.Facts = append(p.Facts, report.Fact{
			Value: fmt.Sprintf("%.2f %%", 100*best.accuracy), Name: set + " accuracy, best",
			Detail: fmt.Sprintf("epoch %d of %d, chosen on the %s set", best.epoch, s.Epochs, set),
		}, report.Fact{
			Value: fmt.Sprintf("%.2f %%", 100*res.Accuracy), Name: set + " accuracy, last",
			Detail: fmt.Sprintf("epoch %d; training %.2f %%", last.Epoch, 100*last.TrainAccuracy),
		})
	}
	if e := r.End; e != nil && e.Test != nil {
		low, high := accuracyInterval(int(e.Test.Accuracy*float64(e.Test.Samples)+0.5), e.Test.Samples, confidence)
		p.Facts = append(p.Facts, report.Fact{
			Value: fmt.Sprintf("%.2f %%", 100*e.Test.Accuracy), Name: "test accuracy of that epoch",
			Detail: fmt.Sprintf("95 %% interval %.2f to %.2f %%", 100*low, 100*high),
		})
	}
	if e := r.End; e != nil && e.Average != nil && e.Average.Test != nil {
		p.Facts = append(p.Facts, report.Fact{
			Value: fmt.Sprintf("%.2f %%", 100*e.Average.Test.Accuracy), Name: "test accuracy, mean of weights",
			Detail: fmt.Sprintf("epochs %d to %d", e.Average.From, e.Average.To),
		})
	}
	p.Facts = append(p.Facts, report.Fact{
		Value: shortTime(last.Seconds), Name: "training time", Detail: fmt.Sprintf("%.0f samples/s in the last epoch", last.TrainSamplesPerS),
	})
	if r.End != nil {
		p.Facts = append(p.Facts, report.Fact{Value: r.End.Weights[:min(8, len(r.End.Weights))], Name: "sha256 of the last weights", Detail: r.End.Weights})
	}
}

// scored is an epoch and its accuracy.
type scored struct {
	epoch    int
	accuracy float64
}

// bestEpoch finds the first epoch with the best evaluation.
func bestEpoch(r *report.Run) (scored, string) {
	best := scored{accuracy: -1}
	set := "test"
	for _, e := range r.Epochs {
		res, of := e.Evaluation()
		if res != nil && res.Accuracy > best.accuracy {
			best, set = scored{e.Epoch, res.Accuracy}, of
		}
	}
	return best, set
}

// shortTime writes seconds for people.
func shortTime(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", seconds)
	}
	return d.Round(time.Second).String()
}

// curves adds the learning curves.
func (b *reportBuilder) curves() error {
	if len(b.run.Epochs) == 0 {
		return nil
	}
	s := report.Section{Title: "Learning curves"}
	for _, what := range report.Quantities() {
		if what == report.Rate && b.cfg.Network.Schedule == "constant" && b.cfg.Network.WarmupEpochs == 0 {
			continue
		}
		l, err := report.Curves(what, b.run)
		if err != nil {
			return err
		}
		l.Note = "" // the page says it
		if err := b.add(&s, what, l.Title+" over the epochs", l); err != nil {
			return err
		}
	}
	b.page.Sections = append(b.page.Sections, s)
	return nil
}

// environment adds the machine, a row for every session.
func (b *reportBuilder) environment() {
	if b.env == nil || len(b.env.Sessions) == 0 {
		return
	}
	t := report.Table{Head: []string{"begun", "snnsim", "Go", "platform", "back end", "threads", "processor"}}
	for _, s := range b.env.Sessions {
		t.Rows = append(t.Rows, []string{
			s.Started, s.Versions["snnsim"], s.Versions["go"], s.Versions["platform"], s.Versions["kernel"],
			fmt.Sprint(s.Threads), s.CPU.Name,
		})
	}
	last := b.env.Sessions[len(b.env.Sessions)-1].CPU
	b.page.Sections = append(b.page.Sections, report.Section{
		Title: "Machine", Tables: []report.Table{t},
		Text: []string{"Processor features: " + strings.Join(last.Features, " ") + "."},
	})
}

// repeat says how to get the same result.
func (b *reportBuilder) repeat() {
	backend := ""
	if b.run.Start != nil {
		backend = kernel.EnvName + "=" + b.run.Start.Backend + " "
	}
	b.page.Repeat = fmt.Sprintf("%ssnnsim train %s --out runs/again", backend, quote(b.dir+"/config.yaml"))
	if b.env != nil && b.env.SkipBad {
		b.page.Repeat += " --skip-bad"
	}
	if b.env != nil && len(b.env.Sessions) > 0 {
		words := make([]string, len(b.env.Sessions[0].Command))
		for i, w := range b.env.Sessions[0].Command {
			words[i] = quote(w)
		}
		b.page.Repeat += "\n\n# as it was begun\n" + strings.Join(words, " ")
	}
	if e := b.run.End; e != nil && b.oneBackend() {
		b.page.Expect = fmt.Sprintf("It ends with weights sha256:%s on the same back end, for any number of threads.", e.Weights)
	}
}

// oneBackend reports whether all sessions of the run, as far as is known, had
// the same back end on the same platform.
func (b *reportBuilder) oneBackend() bool {
	if b.env == nil {
		return true
	}
	for _, s := range b.env.Sessions {
		first := b.env.Sessions[0]
		if s.Versions["kernel"] != first.Versions["kernel"] || s.Versions["platform"] != first.Versions["platform"] {
			return false
		}
	}
	return true
}
