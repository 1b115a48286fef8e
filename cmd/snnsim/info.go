package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

func newInfo() *cobra.Command {
	threads, text := runtime.GOMAXPROCS(0), false
	cmd := &cobra.Command{
		Use:   "info [NETWORK.yaml|CHECKPOINT|RUN|MODEL]",
		Short: "Show a network's layers, size and cost",
		Long: `Show what a network, or the network of a checkpoint, is made of. A MODEL is the name
of a trained network that comes with the program: ` + strings.Join(models.Names(), ", ") + `.
A bare name that is a network file's too means the trained network.`,
		Example: "  snnsim info nmnist_cnn\n  snnsim info runs/try --yaml > same.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkThreads(threads); err != nil {
				return err
			}
			k, err := kernel.Default()
			if err != nil {
				return usageError{err}
			}
			out := cmd.OutOrStdout()
			if len(args) > 0 && isCheckpoint(args[0]) {
				c, err := openCheckpoint(args[0], k)
				if err != nil {
					return err
				}
				if text {
					return writeNetwork(out, c.Network)
				}
				describeCheckpoint(out, c)
				describe(out, c.Network, threads)
				return nil
			}
			cfg, err := loadNetwork(args)
			if err != nil {
				return err
			}
			shape, err := inputShape(&cfg)
			if err != nil {
				return err
			}
			net, err := snn.New(cfg, shape, k)
			if err != nil {
				return err
			}
			if text {
				return writeNetwork(out, net)
			}
			describe(out, net, threads)
			return nil
		},
	}
	cmd.Flags().BoolVar(&text, "yaml", false, "print the network file with every setting spelled out")
	cmd.Flags().IntVar(&threads, "threads", threads, "threads to count memory for")
	return cmd
}

// writeNetwork writes the network file with every setting, the shape of the samples too.
func writeNetwork(w io.Writer, net *snn.Network) error {
	cfg := net.Config
	cfg.Network.Input = []int{net.Input.C, net.Input.H, net.Input.W}
	_, err := w.Write(cfg.Text())
	return err
}

// inputShape finds the shape of a sample without opening a data set.
func inputShape(cfg *snn.Config) (spikes.Shape, error) {
	if in := cfg.Network.Input; len(in) > 0 {
		return spikes.Shape{H: in[1], W: in[2], C: in[0]}, nil
	}
	if cfg.Network.Dataset == "" {
		return spikes.Shape{}, usagef("%s: neither dataset: nor input: [channels, rows, columns]: expected one of them", cfg.Source)
	}
	src, err := resolveSource(cfg)
	if err != nil {
		if kind, ok := kindOf(cfg.Network.Dataset); ok && kind == setFolder {
			return spikes.Shape{}, noSensor(cfg)
		}
		return spikes.Shape{}, errors.Join(err, usagef("%s: neither a known dataset nor an input shape", cfg.Source))
	}
	return src.shape, nil
}

func describeCheckpoint(w io.Writer, c *snn.Checkpoint) {
	name := c.Info.Dataset
	if c.Info.Simulated {
		name += " (simulated)"
	}
	fmt.Fprintf(w, "checkpoint  trained on %s, epoch %d, seed %d", name, c.Info.Epoch, c.Info.Seed)
	if c.Info.Accuracy > 0 {
		fmt.Fprintf(w, ", %s accuracy %.2f %%", cmp.Or(c.Info.Set, tsslbp.TestSet), 100*c.Info.Accuracy)
	}
	fmt.Fprintf(w, "\nmade by     snnsim %s, %s, %s, kernel %s\nweights     sha256:%s\n\n", c.Info.Versions["snnsim"],
		c.Info.Versions["go"], c.Info.Versions["platform"], c.Info.Versions["kernel"], c.Network.WeightsHash())
}

func describe(w io.Writer, net *snn.Network, threads int) {
	s := &net.Config.Network
	fmt.Fprintf(w, "network     %s\ninput       %v over %d steps\nneuron      tau_m %v, tau_s %v steps\nrule        %s, warm-up %s, loss %s\n\n",
		net.Config.Source, net.Input, net.Steps, s.TauM, s.TauS, s.Rule, s.WarmUp, s.Loss)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "layer\tneurons\tshape\tweights\tMAC a step\t")
	neurons, macs := 0, int64(0)
	stage := 0
	for i := range net.Config.Layers {
		l := &net.Config.Layers[i]
		switch l.Type {
		case snn.TypePooling:
			fmt.Fprintf(tw, "%s\t\tpooling %dx%d\t\t\t%s\n", l.Name, l.Kernel[0], l.Kernel[1], layerSettings(l))
			continue
		case snn.TypeDropout:
			fmt.Fprintf(tw, "%s\t\tdropout %g\t\t\t\n", l.Name, l.P)
			continue
		}
		st := net.Stages[stage]
		stage++
		n := len(st.Conn.Weight().Data)
		fmt.Fprintf(tw, "%s\t%d\t%v\t%d\t%d\t%s\n", st.Name, st.Out.Neurons(), st.Out, n, st.Conn.MACs(), layerSettings(l))
		neurons += st.Out.Neurons()
		macs += st.Conn.MACs()
	}
	fmt.Fprintf(tw, "total\t%d\t\t%d\t%d\t\n", neurons, net.Parameters(), macs)
	tw.Flush()
	rule, _ := tsslbp.RuleOf(s) // a configuration that was read has a known one
	m := tsslbp.MemoryOf(net, tsslbp.Options{Rule: rule, Batch: s.BatchSize, Threads: threads})
	mb := func(n int64) float64 { return float64(n) / 1e6 }
	fmt.Fprintf(w, "\nmemory of a training step (batch %d, %s): %.1f MB\n", s.BatchSize, counted(threads, "thread"), mb(m.Total()))
	fmt.Fprintf(w, "  weights %.1f, optimiser %.1f, gradient shards %.1f, records and buffers %.1f MB\n",
		mb(m.Weights), mb(m.Optimizer), mb(m.Shards), mb(m.Lanes))
}

// layerSettings are those that say what a layer computes, beside its weights.
func layerSettings(l *snn.Layer) string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	pair := func(name string, v, usual [2]int) {
		switch {
		case v == usual || v == [2]int{}:
		case v[0] == v[1]:
			add("%s %d", name, v[0])
		default:
			add("%s %dx%d", name, v[0], v[1])
		}
	}
	if l.Type == snn.TypeConv {
		add("%dx%d", l.Kernel[0], l.Kernel[1])
	}
	if l.Type == snn.TypePooling {
		pair("stride", l.Stride, l.Kernel)
	} else {
		pair("stride", l.Stride, [2]int{1, 1})
	}
	pair("padding", l.Padding, [2]int{})
	pair("dilation", l.Dilation, [2]int{1, 1})
	switch {
	case l.Type == snn.TypePooling:
		add("theta %g", l.Theta)
	default:
		if l.Groups > 1 {
			add("groups %d", l.Groups)
		}
		add("threshold %g", l.Threshold)
		if l.TauM != 0 {
			add("tau_m %g", l.TauM)
		}
	}
	return "  " + strings.Join(all, ", ")
}
