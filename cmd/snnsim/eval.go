package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

type evalFlags struct {
	data    dataFlags
	split   string
	threads int
	limit   int
	json    bool
	ties    string
	each    string // file for the answer to every sample
	force   bool
}

func newEval() *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval RUN|CHECKPOINT|MODEL",
		Short: "Evaluate a trained network",
		Long: `Evaluate a checkpoint, or the best one of a run folder, on a data set: accuracy,
a table of classes, the confusion matrix, and how many decisions were ties or
came from silent outputs. A MODEL is the name of a trained network that comes
with the program: ` + strings.Join(models.Names(), ", ") + `.`,
		Example: `  snnsim eval runs/try
  snnsim eval nmnist_sim
  snnsim eval runs/try/last.safetensors --data nmnist/ --json
  snnsim eval runs/try --predictions answers.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return eval(cmd, args[0], &f) },
	}
	fl := cmd.Flags()
	f.data.register(fl)
	fl.StringVar(&f.split, "split", "test", "train or test")
	fl.IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "threads; the results do not depend on it")
	fl.IntVar(&f.limit, "limit", 0, "samples, 0 for all")
	fl.StringVar(&f.ties, "ties", "", "who wins among classes with the same sum: first or potential (default the network's)")
	fl.BoolVar(&f.json, "json", false, "print JSON")
	fl.StringVar(&f.each, "predictions", "", "CSV file for the answer to every sample: label, decision, sums of the output currents")
	fl.BoolVar(&f.force, "force", false, "replace the file of --predictions")
	return cmd
}

func eval(cmd *cobra.Command, path string, f *evalFlags) error {
	if f.split != "train" && f.split != "test" {
		return usagef("--split %q: expected train or test", f.split)
	}
	if f.ties != "" && f.ties != "first" && f.ties != "potential" {
		return usagef("--ties %q: expected first or potential", f.ties)
	}
	if err := checkThreads(f.threads); err != nil {
		return err
	}
	if err := checkCount("limit", f.limit); err != nil {
		return err
	}
	if f.force && f.each == "" {
		return usagef("--force goes with --predictions")
	}
	if err := checkNewFile(f.each, f.force); err != nil {
		return err
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	c, err := openCheckpoint(path, k)
	if err != nil {
		return err
	}
	net := c.Network
	if f.ties != "" {
		net.Config.Network.Ties = f.ties
	}
	view := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	set, src, cfg, err := f.data.open(cmd.Context(), c, f.split, view)
	if err != nil {
		return err
	}
	info := set.Info()
	loss, err := tsslbp.LossOf(&cfg.Network)
	if err != nil {
		return err
	}
	o := tsslbp.Options{Loss: loss, Batch: cfg.Network.BatchSize, Threads: f.threads, Inference: true}
	var rec *inspect.Recorder
	if f.each != "" {
		rec = inspect.NewRecorder(net, set.Len())
		o.Observe = rec.Observe
	}
	e := tsslbp.NewEngine(net, o)
	defer e.Close()
	data := src.loader(set, cfg, f.threads, f.limit, false)
	ev, err := e.Evaluate(cmd.Context(), data, func(n int) { view.status("%d of %d samples", n, data.Samples()) })
	view.clear()
	if err != nil {
		return asData(err)
	}
	if rec != nil {
		err = writePredictions(f.each, set, rec.Answers, net.Output().Neurons())
	}
	r := newEvalReport(c, ev, info.Name, f.split, info.Simulated)
	r.name(info.Names)
	if f.json {
		return errors.Join(writeJSON(cmd.OutOrStdout(), r), asData(err))
	}
	r.print(cmd.OutOrStdout())
	return asData(err)
}

const confidence = 0.95 // of the interval of an accuracy

// tieWinner says who wins among classes with the same sum.
var tieWinner = map[string]string{"first": "the first class", "potential": "the larger membrane potential"}

// evalReport is the result as JSON has it.
type evalReport struct {
	Dataset   string             `json:"dataset"`
	Simulated bool               `json:"simulated"`
	Split     string             `json:"split"`
	Samples   int                `json:"samples"`
	Correct   int                `json:"correct"`
	Accuracy  float64            `json:"accuracy"`
	Low       float64            `json:"accuracy_low"`  // 95 % interval
	High      float64            `json:"accuracy_high"` // (Clopper-Pearson)
	Ties      int                `json:"ties"`
	TieRule   string             `json:"tie_rule"` // first or potential
	Silent    int                `json:"silent"`
	Loss      float64            `json:"loss"`    // a sample
	Density   map[string]float64 `json:"density"` // spikes per neuron and step
	Classes   []classReport      `json:"classes"`
	Confusion [][]int            `json:"confusion"` // [label][decision]
	Weights   string             `json:"weights_sha256"`
	firing    string             // of the layers, in their order
}

type classReport struct {
	Class     int      `json:"class"`
	Name      string   `json:"name,omitempty"` // where the data set has its own
	Samples   int      `json:"samples"`
	Recall    *float64 `json:"recall"`    // share of the class that was found, nil without samples of it
	Precision *float64 `json:"precision"` // share of the decisions for it that were right, nil without any
}

func newEvalReport(c *snn.Checkpoint, ev *tsslbp.Evaluation, name, split string, simulated bool) *evalReport {
	r := &evalReport{
		Dataset: name, Simulated: simulated, Split: split,
		Samples: ev.Samples, Correct: ev.Correct, Accuracy: ev.Accuracy(), Ties: ev.Ties, TieRule: c.Network.Config.Network.Ties, Silent: ev.Silent,
		Loss: ev.Loss / float64(max(1, ev.Samples)), Density: densities(c.Network, &ev.Stats),
		Confusion: ev.Confusion, Weights: c.Network.WeightsHash(),
	}
	r.firing = firing(c.Network, &ev.Stats)
	r.Low, r.High = accuracyInterval(ev.Correct, ev.Samples, confidence)
	r.Classes = classReports(ev.Confusion)
	return r
}

// name names the classes, by label.
func (r *evalReport) name(classes []string) {
	for i := range min(len(classes), len(r.Classes)) {
		r.Classes[i].Name = classes[i]
	}
}

// classReports sums up a confusion matrix, counts of [label][decision].
func classReports(confusion [][]int) []classReport {
	all := make([]classReport, len(confusion))
	for i, row := range confusion {
		cl := classReport{Class: i}
		decided := 0
		for j, n := range row {
			cl.Samples += n
			decided += confusion[j][i]
		}
		cl.Recall, cl.Precision = shareOf(row[i], cl.Samples), shareOf(row[i], decided)
		all[i] = cl
	}
	return all
}

// shareOf returns n of all, nil if there are none.
func shareOf(n, all int) *float64 {
	if all == 0 {
		return nil
	}
	v := float64(n) / float64(all)
	return &v
}

// percentOf formats a share that may be missing.
func percentOf(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.2f %%", 100**v)
}

func (r *evalReport) print(w io.Writer) {
	name := r.Dataset
	if r.Simulated {
		name += " (simulated; not comparable with published figures for real recordings)"
	}
	fmt.Fprintf(w, "data set  %s, %s split\naccuracy  %.2f %%  (%d of %d; 95 %% interval %.2f to %.2f %%)\nties      %d, won by %s\nsilent    %d\nloss      %.5f a sample\nfiring    %s of the neurons at a step, layer by layer\n\n",
		name, r.Split, 100*r.Accuracy, r.Correct, r.Samples, 100*r.Low, 100*r.High, r.Ties, tieWinner[r.TieRule], r.Silent, r.Loss, r.firing)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "class\tsamples\trecall\tprecision\t \tdecided as")
	for _, c := range r.Classes {
		fmt.Fprintf(tw, "\t%d", c.Class)
	}
	fmt.Fprintln(tw, "\t")
	for i, c := range r.Classes {
		fmt.Fprintf(tw, "%s\t%d\t%s\t%s\t \t", numbered(c.Class, c.Name), c.Samples, percentOf(c.Recall), percentOf(c.Precision))
		for _, n := range r.Confusion[i] {
			fmt.Fprintf(tw, "\t%d", n)
		}
		fmt.Fprintln(tw, "\t")
	}
	tw.Flush()
}
