package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/interop"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

type importFlags struct {
	network, out, xFirst string
	force                bool
}

func newImport() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE [--network NETWORK.yaml] --out CHECKPOINT",
		Short: "Make a checkpoint of weights from other programs",
		Long: `Read weights in the usual order from safetensors, .npz or a PyTorch .pth file and
write them as a checkpoint of the given network. Tensors are matched with layers
by their names; those of the released TSSL-BP code (my_parameters.0 and so on) by
their numbers; others by order and shape. The table that is printed says what
went where. A file that snnsim export wrote as safetensors says its network itself.

Nothing in a .pth file is executed: only what builds tensors is read.

The released code sees N-MNIST with x as the first axis of the picture, this
program with y. --x-first auto exchanges the axes of weights that the released
code saved for N-MNIST, and says so.`,
		Example: `  snnsim import checkpoint.pth --network nmnist_cnn --out released.safetensors
  snnsim eval released.safetensors --data nmnist/`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return importWeights(cmd, args[0], &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.network, "network", "", "network file, or the name of one that comes with the program")
	fl.StringVar(&f.out, "out", "", "checkpoint to write, NAME.safetensors")
	fl.StringVar(&f.xFirst, "x-first", "auto", "whether the weights are for pictures with x as the first axis: auto, yes or no")
	fl.BoolVar(&f.force, "force", false, "replace a file that is there")
	return cmd
}

func importWeights(cmd *cobra.Command, path string, f *importFlags) error {
	if err := checkCheckpointOut(f.out, f.force); err != nil {
		return err
	}
	if f.xFirst != "auto" && f.xFirst != "yes" && f.xFirst != "no" {
		return usagef("--x-first %q: expected auto, yes or no", f.xFirst)
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	file, err := interop.Read(path)
	if err != nil {
		return dataError{err}
	}
	cfg, err := importNetwork(path, file, f.network)
	if err != nil {
		return err
	}
	shape, err := inputShape(&cfg)
	if err != nil {
		return err
	}
	net, err := snn.New(cfg, shape, k)
	if err != nil {
		return usageError{err}
	}
	xFirst := f.xFirst == "yes" ||
		f.xFirst == "auto" && (file.XFirst || interop.FromRelease(file.Tensors) && isNMNIST(cfg.Network.Dataset))
	r, err := interop.Assign(net, file.Tensors, xFirst)
	if err != nil {
		return dataError{err}
	}
	if xFirst {
		r.Notes = append(r.Notes, "rows and columns are exchanged: the weights are for pictures with x as the first axis")
	}
	info := importInfo(&cfg, k)
	if file.Dataset != "" {
		info.Dataset, info.Simulated = file.Dataset, file.Simulated
	}
	if n := len(file.Classes); n > 0 && n <= cfg.Network.Classes {
		info.Classes = file.Classes
	} else if n > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("the file's names of %d classes are left out: the network has %d", n, cfg.Network.Classes))
	}
	c := &snn.Checkpoint{Network: net, Info: info, Notes: map[string]string{"imported": filepath.Base(path) + ", " + r.By}}
	if err := snn.SaveCheckpoint(f.out, c); err != nil {
		return dataError{err}
	}
	return printImport(cmd.OutOrStdout(), r, f.out, net)
}

// importNetwork returns the network that weights are for: the one that is named, or the
// file's own.
func importNetwork(path string, file *interop.File, name string) (snn.Config, error) {
	if name != "" {
		return loadNetwork([]string{name})
	}
	if file.Network == "" {
		return snn.Config{}, usagef("%s does not say its network: --network: expected the network that the weights are for", path)
	}
	cfg, err := snn.ParseConfig(path, []byte(file.Network))
	if err != nil {
		return cfg, dataError{fmt.Errorf("the network that %s says is its own: %w", path, err)}
	}
	if in := file.Input; in != nil { // a network file's own may be another: training takes that of the data
		cfg.Network.Input = []int{in[2], in[0], in[1]}
		if err := cfg.Validate(); err != nil {
			return cfg, dataError{fmt.Errorf("the input that %s says is its own: %w", path, err)}
		}
	}
	return cfg, nil
}

// importInfo describes weights of which only the network is known.
func importInfo(cfg *snn.Config, k *kernel.Set) snn.CheckpointInfo {
	info := snn.CheckpointInfo{Dataset: cfg.Network.Dataset, Seed: cfg.Network.Seed, Versions: versions(k)}
	if kind, ok := kindOf(cfg.Network.Dataset); ok {
		info.Simulated = kind == setSimulated
		if !isNMNIST(cfg.Network.Dataset) && kind != setFolder {
			info.Kind = spikes.Image
		}
	}
	return info
}

func printImport(w io.Writer, r *interop.Result, out string, net *snn.Network) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "tensor\tshape\tweights")
	for _, a := range r.Assignments {
		fmt.Fprintf(tw, "%s\t%v\t%s\n", a.From, a.Shape, a.To)
	}
	err := tw.Flush()
	for _, n := range r.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	s := &net.Config.Network
	own := ""
	for i := range net.Config.Layers {
		if l := &net.Config.Layers[i]; l.TauM != 0 {
			own += fmt.Sprintf(", in %s tau_m %g", l.Name, l.TauM)
		}
	}
	_, e := fmt.Fprintf(w, "matched %s\nneurons: tau_m %g and tau_s %g steps%s, reset to 0 behind a spike, thresholds of the network file\n%s is a checkpoint of %s\nweights sha256:%s\n",
		r.By, s.TauM, s.TauS, own, out, net.Config.Source, net.WeightsHash())
	return errors.Join(err, e)
}
