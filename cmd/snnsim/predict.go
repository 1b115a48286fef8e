package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
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
	json    bool
}

func newPredict() *cobra.Command {
	var f predictFlags
	cmd := &cobra.Command{
		Use:   "predict RUN|CHECKPOINT|MODEL FILE...",
		Short: "Say which class files of unknown class show",
		Long: `Run recordings (` + strings.Join(formatNames(), ", ") + `) or pictures (png, jpeg, gif) through a trained
network and print what it takes each for: the class, the sum of its output
currents over the time steps, and the class next to it. A folder stands for all such files in it and
the folders below. Files are prepared as those of the network's data set were;
pictures must have its number of rows and columns.

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
	in, err := newPredictInput(c)
	if err != nil {
		return err
	}
	files, err := in.list(cmd.Context(), args)
	if err != nil {
		return asData(err)
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	all, bad, err := predictFiles(cmd.Context(), c.Network, in, files, f.threads, v.progress("file"))
	v.clear()
	if err != nil {
		return asData(err)
	}
	if f.json {
		err = writeJSON(cmd.OutOrStdout(), all)
	} else {
		err = printPredictions(cmd.OutOrStdout(), all, in)
	}
	for _, fault := range bad {
		v.note("%v", fault)
	}
	if err == nil && len(bad) > 0 {
		err = dataError{fmt.Errorf("%s of %d could not be read", counted(len(bad), "file"), len(files))}
	}
	return err
}

// predictFiles answers files in their order; bad is what is wrong with those that are left out.
func predictFiles(ctx context.Context, net *snn.Network, in *predictInput, files []string, threads int, progress func(done, total int)) (all []prediction, bad []error, err error) {
	loss, err := tsslbp.LossOf(&net.Config.Network)
	if err != nil {
		return nil, nil, err
	}
	batch := make(spikes.Batch, net.Config.Network.BatchSize)
	rec := inspect.NewRecorder(net, len(batch))
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: loss, Batch: len(batch), Threads: threads, Observe: rec.Observe})
	defer e.Close()
	net.Prepare(false)
	decisions := make([]tsslbp.Decision, len(batch))
	all = []prediction{}
	var names []string
	answer := func() error {
		if _, err := e.Infer(batch[:len(names)], decisions); err != nil {
			return err
		}
		for i, file := range names {
			d := decisions[i]
			all = append(all, prediction{File: file, Class: d.Class, Name: in.ownName(d.Class), Tie: d.Tie, Silent: d.Silent, Sums: rec.Answers[i].Sums})
		}
		names = names[:0]
		return nil
	}
	for i, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		s := &batch[len(names)]
		if err := in.read(file, s); err != nil {
			bad = append(bad, err)
			continue
		}
		s.Label, s.Index = tsslbp.Unlabelled, len(names)
		if names = append(names, file); len(names) == len(batch) {
			if err := answer(); err != nil {
				return nil, nil, err
			}
		}
		progress(i+1, len(files))
	}
	if len(names) > 0 {
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
