package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

type predictFlags struct {
	threads int
	dataset string
	json    bool
}

func newPredict() *cobra.Command {
	var f predictFlags
	cmd := &cobra.Command{
		Use:   "predict RUN|CHECKPOINT|MODEL FILE...",
		Short: "Say which class files of unknown class show",
		Long: `Run recordings (in the formats of snnsim data convert) or pictures (png, jpeg, gif)
through a trained network and print what it takes each for: the class, the sum of its output
currents over the time steps, and the class next to it. A folder stands for all such files in it and
the folders below. Files are prepared as those of the network's data set were;
pictures must have its number of rows and columns, and its sense: MNIST's digits are light on dark.

A file that can't be read is named, the others are answered, and the exit code
is 1. Where no output fires there is no answer; in JSON the class is then 0, as
in training and evaluation, and silent is true.`,
		Example: `  snnsim predict nmnist_simulated recording.bin
  snnsim predict runs/gestures new/ --json
  snnsim predict mnist digit.png`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return predict(cmd, args[0], args[1:], &f) },
	}
	fl := cmd.Flags()
	fl.IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "threads; the results do not depend on it")
	fl.StringVar(&f.dataset, "dataset", "", "prepare files as those of this data set (default the network's): "+nameOfSets())
	fl.BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

// prediction is the answer to one file as JSON has it.
type prediction struct {
	File   string    `json:"file"`
	Class  int       `json:"class"`
	Name   string    `json:"name,omitempty"` // where the data set has its own
	Tie    bool      `json:"tie"`            // another class has the same sum
	Silent bool      `json:"silent"`         // no output fired: class 0 by rule
	Sums   []float64 `json:"sums"`           // [classes], output PSCs summed over the steps
	// Of recordings.
	Events int `json:"events,omitempty"`
	Late   int `json:"late,omitempty"` // of these, behind the last step and left out
}

func predict(cmd *cobra.Command, model string, args []string, f *predictFlags) error {
	if err := checkThreads(f.threads); err != nil {
		return err
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	c, err := openCheckpoint(model, k)
	if err != nil {
		return err
	}
	in, err := newPredictInput(c, f.dataset)
	if err != nil {
		return err
	}
	files, bad, err := in.list(cmd.Context(), args)
	if err != nil {
		return asData(err)
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	all, faults, err := predictFiles(cmd.Context(), c.Network, in, files, f.threads, v.progress("file"))
	v.clear()
	if err != nil {
		return asData(err)
	}
	bad = append(bad, faults...)
	if f.json {
		err = writeJSON(cmd.OutOrStdout(), all)
	} else {
		err = printPredictions(cmd.OutOrStdout(), all, in)
	}
	if in.tellsLate {
		noteLate(v, all, &c.Network.Config)
	}
	for i, fault := range bad {
		if i == maxListed {
			v.note("and %d more", len(bad)-maxListed)
			break
		}
		v.note("%v", fault)
	}
	if err == nil && len(bad) > 0 {
		err = dataError{fmt.Errorf("%s answered, %s not", counted(len(all), "file"), counted(len(bad), "file"))}
	}
	return err
}

// noteLate says which share of the events the network has not seen, from a hundredth on.
func noteLate(v *view, all []prediction, cfg *snn.Config) {
	events, late := 0, 0
	for i := range all {
		events, late = events+all[i].Events, late+all[i].Late
	}
	if share := 100 * float64(late) / float64(max(1, events)); share >= 1 {
		v.note("%.0f%% of the events come after the last step (%d of %d µs) and are left out", share, cfg.Network.Steps, cfg.Data.BinMicros)
	}
}

// predictFiles answers files in their order; bad is what is wrong with those that are left out.
func predictFiles(ctx context.Context, net *snn.Network, in *predictInput, files []string, threads int, progress func(done, total int)) (all []prediction, bad []error, err error) {
	batch := make(spikes.Batch, net.Config.Network.BatchSize)
	rec := inspect.NewRecorder(net, len(batch))
	e := tsslbp.NewEngine(net, tsslbp.Options{Inference: true, Batch: len(batch), Threads: threads, Observe: rec.Observe})
	defer e.Close()
	net.Prepare(false)
	decisions := make([]tsslbp.Decision, len(batch))
	all = []prediction{}
	var read []prediction // what is in the batch
	answer := func() error {
		if _, err := e.Infer(batch[:len(read)], decisions); err != nil {
			return err
		}
		for i := range read {
			a, p := &rec.Answers[i], &read[i]
			p.Class, p.Tie, p.Silent, p.Sums = a.Decision.Class, a.Decision.Tie, a.Decision.Silent, a.Sums
			p.Name = in.ownName(p.Class)
		}
		all, read = append(all, read...), read[:0]
		return nil
	}
	for i, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		s := &batch[len(read)]
		events, late, err := in.read(file, s)
		if err != nil {
			bad = append(bad, in.hint(err))
			continue
		}
		s.Label, s.Index = tsslbp.Unlabelled, len(read)
		if read = append(read, prediction{File: file, Events: events, Late: late}); len(read) == len(batch) {
			if err := answer(); err != nil {
				return nil, nil, err
			}
		}
		progress(i+1, len(files))
	}
	if len(read) > 0 {
		err = answer()
	}
	return all, bad, err
}

func printPredictions(w io.Writer, all []prediction, in *predictInput) error {
	if len(all) == 0 {
		return nil
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "file\tclass\tsum\tnext\tsum")
	for i := range all {
		p := &all[i]
		if p.Silent {
			fmt.Fprintf(tw, "%s\t-\t\t\tno output fired\n", p.File)
			continue
		}
		fmt.Fprintf(tw, "%s\t%s\t%.2f", p.File, in.numbered(p.Class), p.Sums[p.Class])
		switch next := nextClass(p.Sums, p.Class); {
		case next < 0 || p.Sums[next] == 0:
			fmt.Fprint(tw, "\t-")
		case p.Tie:
			fmt.Fprintf(tw, "\t%s\t%.2f, a tie", in.numbered(next), p.Sums[next])
		default:
			fmt.Fprintf(tw, "\t%s\t%.2f", in.numbered(next), p.Sums[next])
		}
		fmt.Fprintln(tw)
	}
	return tw.Flush()
}

// nextClass returns the class with the largest sum but for one, -1 without others.
func nextClass(sums []float64, but int) int {
	next := -1
	for c, v := range sums {
		if c != but && (next < 0 || v > sums[next]) {
			next = c
		}
	}
	return next
}
