package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// tally is what a campaign has come to.
type tally struct {
	runs, same int
	kills      int
	// Where the kills fell.
	noRun      int // before there was a run: the command was given again
	begunAgain int // before the first checkpoint: --resume began again
	continued  int // after one: --resume continued
	perRun     []int
	elapsed    time.Duration
}

// table prints the tally as Markdown.
func (t *tally) table() string {
	per := slices.Sorted(slices.Values(t.perRun))
	var b strings.Builder
	row := func(what, format string, args ...any) {
		fmt.Fprintf(&b, "| %s | %s |\n", what, fmt.Sprintf(format, args...))
	}
	b.WriteString("| what | figure |\n|---|---|\n")
	row("runs with weights, metrics and configuration of one that was never killed", "%d of %d", t.same, t.runs)
	row("kills", "%d", t.kills)
	row("of these after a checkpoint, from which `--resume` continued", "%d", t.continued)
	row("of these before the first checkpoint: `--resume` began again", "%d", t.begunAgain)
	row("of these before the run folder was one: the command was given again", "%d", t.noRun)
	if len(per) > 0 {
		row("kills a run, least, median, most", "%d, %d, %d", per[0], per[len(per)/2], per[len(per)-1])
	}
	row("time", "%s", t.elapsed.Round(time.Second))
	return b.String()
}
