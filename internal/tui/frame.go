package tui

import (
	"fmt"
	"strings"
	"time"
)

// State is what the user has asked of the view.
type State struct {
	Paused, Help, Stopping bool
	Keyless                bool // there is no keyboard
}

const (
	wideEnough = 76 // columns for two blocks beside each other
	gap        = 3  // columns between them
	smallest   = 12 // columns, beneath which nothing can be shown
)

// Frame draws a snapshot with at most h rows of at most w columns.
func Frame(s *Snapshot, st State, t Theme, now time.Time, w, h int) string {
	if w < smallest || h < 1 {
		return ""
	}
	if s == nil {
		return pad("waiting for the first step", w)
	}
	lines := head(s, t, now, w, h)
	foot := []string{footer(st, t, w)}
	if s.Notice != "" && h >= roomy {
		foot = []string{clean(s.Notice), foot[0]}
	}
	switch room := h - len(lines) - len(foot); {
	case st.Help:
		lines = append(lines, "")
		lines = append(lines, help(t)...)
	case room > 0:
		lines = append(lines, stack(sections(s, t, w, room), w, room)...)
	}
	lines = lines[:min(len(lines), h-len(foot))]
	for len(lines) < h-len(foot) {
		lines = append(lines, "")
	}
	lines = append(lines, foot...)
	for i, l := range lines {
		lines[i] = strings.TrimRight(pad(l, w), " ")
	}
	return strings.Join(lines, "\n")
}

// roomy is the least number of rows for a full head.
const roomy = 16

// head says which run this is and how far it is; little of it where h rows are
// few.
func head(s *Snapshot, t Theme, now time.Time, w, h int) []string {
	data := "on " + clean(s.Data)
	if s.Simulated {
		data += " (simulated)"
	}
	lines := flow([]string{t.paint(strong, clean(s.Network)), data, fmt.Sprintf("seed %d", s.Seed)}, w)
	if h < roomy {
		lines = lines[:min(len(lines), 1)]
	}
	lines = append(lines, progress(s, t, now, w)...)

	epoch, batch := fmt.Sprintf("epoch %d/%d", s.Epoch, s.Epochs), fmt.Sprintf("batch %d/%d", s.Batch, s.Batches)
	if s.TestSamples > 0 {
		batch = fmt.Sprintf("testing %d/%d", s.Tested, s.TestSamples)
	}
	if h < roomy {
		return append(lines, flow([]string{epoch, batch}, w)...)
	}
	fields := []string{epoch, batch, fmt.Sprintf("step %d", s.Step), fmt.Sprintf("%.0f samples/s", s.Rate),
		fmt.Sprintf("learning rate %.3g", s.LR), fmt.Sprintf("gradient %.3g", s.Norm)}
	if s.BestEpoch > 0 {
		fields = append(fields, t.paint(tested, fmt.Sprintf("best %s %s in epoch %d", setName(s.Set), percent(s.BestAccuracy, 2), s.BestEpoch)))
	}
	return append(lines, flow(fields, w)...)
}

// setName returns what the set that follows an epoch is called.
func setName(set string) string {
	if set == "" {
		return "test"
	}
	return clean(set)
}

// progress is the bar with its times.
func progress(s *Snapshot, t Theme, now time.Time, w int) []string {
	since := max(0, now.Sub(s.At))
	tail := fmt.Sprintf(" %3.0f %%  %s passed  ", 100*s.Done, clock(s.Elapsed+since))
	if s.Left >= 0 {
		tail += clock(s.Left-since) + " left"
	} else {
		tail += "? left"
	}
	n := w - len(tail)
	if n < 10 {
		full, empty := bar(s.Done, w, '░')
		return []string{t.paint(trained, full) + t.paint(faint, empty), strings.TrimLeft(tail, " ")}
	}
	full, empty := bar(s.Done, n, '░')
	return []string{t.paint(trained, full) + t.paint(faint, empty) + tail}
}

// footer is the last line: the keys, or what is about to happen.
func footer(st State, t Theme, w int) string {
	if st.Stopping {
		return t.paint(warning, pad("stopping after this step, then the weights are written", w))
	}
	if st.Keyless {
		return t.paint(faint, "Ctrl-C stop")
	}
	keys := "q stop  p pause  l layer  ? help"
	if st.Help {
		keys = "? back  q stop"
	}
	if st.Paused {
		return t.paint(warning, "paused") + t.paint(faint, "  p go on  q stop  ? help")
	}
	return t.paint(faint, keys)
}

// help explains the keys and the picture.
func help(t Theme) []string {
	lines := []string{t.paint(strong, "Keys")}
	for _, k := range [][2]string{
		{"q, Ctrl-C", "end the run after this step; write the weights"},
		{"p", "pause the drawing; training goes on"},
		{"l", "raster of the next layer"},
		{"Ctrl-Z", "suspend the program"},
		{"?", "this page"},
	} {
		lines = append(lines, fmt.Sprintf("  %-10s %s", k[0], k[1]))
	}
	return append(lines, "", t.paint(strong, "Picture"),
		"  loss and accuracy: means over training batches, over the steps so far",
		"  o: accuracy on the test or validation set after an epoch",
		"  firing: share of a layer's neurons that spike in a step",
		"  raster: neurons downwards, time to the right, one sample; ▸ its class",
		"  *: the best epoch so far")
}
