package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// view prints what a person wants to see of a run: a live line on a terminal,
// plain lines elsewhere.
type view struct {
	out, live io.Writer
	terminal  bool
	verbose   bool
	dirty     bool // a live line stands on the terminal
	last      time.Time
	log       *os.File // takes all lines that stay, nil before there is a run
	logErr    error    // the first that writing them met
	logs      bool     // there will be a log
	pending   []string // its lines so far
	simulated bool     // the data are simulated
	warned    []string // what was warned of
	full      fullView
}

func newView(out, live io.Writer, verbose bool) *view {
	v := &view{out: out, live: live, verbose: verbose}
	v.terminal = isTerminal(live) && os.Getenv("TERM") != "dumb"
	return v
}

// isTerminal reports whether what is written to w is shown on a terminal.
func isTerminal(w io.Writer) bool {
	if o, ok := w.(*output); ok {
		w = o.w
	}
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// line prints a line that stays.
func (v *view) line(format string, args ...any) {
	v.clear()
	fmt.Fprintf(v.out, format+"\n", args...)
	v.logf(format, args...)
}

// note prints a line that stays, but not among the results.
func (v *view) note(format string, args ...any) {
	v.clear()
	fmt.Fprintf(v.live, format+"\n", args...)
	v.logf(format, args...)
}

// warn is note for what makes results mean something else; a report has it too.
func (v *view) warn(format string, args ...any) {
	text := "warning: " + fmt.Sprintf(format, args...)
	v.note("%s", text)
	v.warned = append(v.warned, text)
}

func (v *view) clear() {
	if v.dirty {
		fmt.Fprint(v.live, "\r\x1b[K")
		v.dirty = false
	}
}

const liveEvery = 100 * time.Millisecond

// status replaces the live line. Without a terminal it does nothing.
func (v *view) status(format string, args ...any) {
	if !v.terminal || time.Since(v.last) < liveEvery {
		return
	}
	v.last = time.Now()
	s := fmt.Sprintf(format, args...)
	if f, ok := v.live.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && len(s) >= w && w > 0 {
			s = s[:w-1]
		}
	}
	fmt.Fprint(v.live, "\r\x1b[K"+s)
	v.dirty = true
}

// progress reports on a long preparation.
func (v *view) progress(what string) func(done, total int) {
	return func(done, total int) { v.status("%s %d of %d", what, done, total) }
}

// done prints the end of a run. The last line is part of the contract.
func (v *view) done(out, hash string) {
	v.line("run folder %s", out)
	v.line("weights sha256:%s", hash)
}

// trainView is the view's part in training.
type trainView struct {
	tsslbp.NoHook
	*view
	*job
	train tsslbp.Loader
	tests time.Duration // of the last evaluation
	told  bool          // of a layer that does not fire
}

func (v *view) hook(j *job) tsslbp.Hook {
	t := &trainView{view: v, job: j, train: j.trainer.Data}
	if v.full.file != nil {
		return &liveHook{trainView: t}
	}
	return t
}

// Begin implements tsslbp.Hook.
func (v *trainView) Begin(t *tsslbp.Trainer) error {
	s := &v.net.Config.Network
	v.line("network %s: %d weights in %s, %d steps, %s loss, warm-up %s", v.net.Config.Source,
		v.net.Parameters(), counted(len(v.net.Stages), "layer"), v.net.Steps, s.Loss, s.WarmUp)
	kept := ""
	if v.set == tsslbp.ValidationSet {
		kept = fmt.Sprintf(", %d validation", v.chooses.Samples())
	}
	v.line("%d training%s and %d test samples, batch %d, seed %d", v.train.Samples(), kept, v.test.Samples(), s.BatchSize, s.Seed)
	if s.Weights != "" {
		v.line("weights to start from: %s", s.Weights)
	}
	if v.verbose {
		v.line("back end %s, %s, gradients in %s", v.net.Kernel().Name, counted(v.f.threads, "thread"), counted(t.Engine.Shards(), "shard"))
		v.line("%s", describeBreakEvens(v.net.BreakEvens))
	}
	return nil
}

// Batch implements tsslbp.Hook.
func (v *trainView) Batch(t *tsslbp.Trainer, p *tsslbp.Progress) error {
	rate := float64(p.Total.Samples) / max(p.Elapsed.Seconds(), 1e-9)
	left := float64((t.Epochs-p.Epoch)*v.train.Samples()-p.Total.Samples) / rate
	v.status("epoch %d/%d  %3.0f%%  %.0f samples/s  %s left  loss %.4f  accuracy %.2f%%  firing %s",
		p.Epoch+1, t.Epochs, 100*float64(p.Batch+1)/float64(p.Batches), rate,
		(time.Duration(left*float64(time.Second)) + time.Duration(t.Epochs-p.Epoch)*v.tests).Round(time.Second),
		p.Total.Loss/float64(p.Total.Samples), 100*p.Total.Accuracy(), firing(v.net, &p.Total))
	if v.verbose {
		v.line("step %d loss %.5f norm %.4f lr %.3g", p.Step, perSample(&p.Sum), p.Norm, p.LR)
	}
	return nil
}

// Epoch implements tsslbp.Hook.
func (v *trainView) Epoch(_ context.Context, t *tsslbp.Trainer, r *tsslbp.EpochReport) error {
	v.tests = r.TestElapsed
	var b strings.Builder
	fmt.Fprintf(&b, "epoch %*d/%d  loss %.4f  train %6.2f%%", len(fmt.Sprint(t.Epochs)), r.Epoch+1, t.Epochs,
		r.Train.Loss/float64(max(1, r.Train.Samples)), 100*r.Train.Accuracy())
	if e := r.Test; e != nil {
		best := v.check.Best()
		fmt.Fprintf(&b, "  %s %6.2f%%  (best %.2f%% in epoch %d)", r.Set, 100*e.Accuracy(), 100*best.Accuracy, best.Epoch)
	}
	fmt.Fprintf(&b, "  firing %s  %.0f samples/s  %.1f s", firing(v.net, &r.Train),
		float64(r.Train.Samples)/max(r.Elapsed.Seconds(), 1e-9), (r.Elapsed + r.TestElapsed).Seconds())
	v.line("%s", b.String())
	v.silent(&r.Train)
	if v.verbose {
		v.forms(t.Engine.TrainForms())
	}
	return nil
}

// forms prints what the training passes of an epoch did.
func (v *trainView) forms(forms []snn.Forms) {
	rows := make([]formRow, len(forms))
	for i := range forms {
		rows[i] = formRow{v.net.Stages[i].Name, inputName(forms[i].Density(), forms[i].Slots > 0), forms[i].EventShare}
	}
	var b strings.Builder
	printForms(&b, "  ", rows)
	for line := range strings.Lines(b.String()) {
		v.line("%s", strings.TrimSuffix(line, "\n"))
	}
}

// silent warns, once, of the first layer that did not fire in a whole epoch.
func (v *trainView) silent(s *tsslbp.Stats) {
	for i, st := range v.net.Stages {
		if s.Spikes[i] == 0 && s.Samples > 0 && !v.told {
			v.told = true
			v.warn("layer %s did not fire once in this epoch: docs/recordings.md, If nothing fires", st.Name)
		}
	}
}

// End implements tsslbp.Hook.
func (v *trainView) End(*tsslbp.Trainer, error) error {
	v.clear()
	return nil
}
