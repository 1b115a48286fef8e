package main

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/nearest"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/snn"
)

// ours are the networks with settings of ours, data set by data set.
var ours = map[setKind]string{
	setMNIST: "mnist_cnn_tuned", setFashion: "fashion_cnn_tuned", setCIFAR: "cifar10_small",
	setNMNIST: "nmnist_cnn_tuned", setSimulated: networks.Default,
}

// bareName is a file's name without folder and ending.
func bareName(file string) string { return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) }

// continuations are networks that go on from the weights of another.
var continuations = map[string]string{"fashion_cnn_tuned_2": "fashion_cnn_tuned"}

// continues warns of a network that begins without the weights that it is meant
// to go on from.
func (v *view) continues(cfg *snn.Config) {
	name := bareName(cfg.Source)
	if from := continuations[name]; from != "" && cfg.Network.Weights == "" {
		v.warn("%s goes on from the weights of %s: expected --weights RUN/average.safetensors", name, from)
	}
}

// networkFor is the network that is trained where none is named: ours for the data
// set that the flags name, or that the folder holds.
func (d *dataFlags) networkFor() (string, error) {
	if d.name == "" && d.path != "" {
		name, err := folderSet(d.path)
		if err != nil {
			return "", err
		}
		kind, _ := kindOf(name)
		return d.ourNetwork(kind)
	}
	kind, ok := kindOf(d.name)
	if !ok || kind == setNMNIST && d.path == "" {
		kind = setSimulated
	}
	return d.ourNetwork(kind)
}

// ourNetwork is the network of ours for a data set.
func (d *dataFlags) ourNetwork(kind setKind) (string, error) {
	name, ok := ours[kind]
	if !ok {
		return "", usagef("%s: recordings of a camera of your own: expected a network file for them, with dataset: %s and input: [2, rows, columns] (docs/recordings.md)", cmp.Or(d.path, d.name), datasets.FolderName)
	}
	return name, nil
}

// loadNetwork reads the network file named on the command line, one of the
// shipped files by its bare name, or the default.
func loadNetwork(args []string) (snn.Config, error) {
	name := networks.Default
	if len(args) > 0 {
		name = args[0]
	}
	if len(args) > 0 {
		st, err := os.Stat(name)
		folder := err == nil && st.IsDir()
		if folder && !networks.Has(name) {
			return snn.Config{}, aFolder(name)
		}
		if err == nil && !folder || filepath.Base(name) != name {
			cfg, err := snn.LoadConfig(name)
			if err != nil {
				return cfg, usageError{err}
			}
			return cfg, nil
		}
	}
	text, err := networks.Read(name)
	if err != nil {
		var known []string
		for _, n := range networks.Names() {
			known = append(known, bareName(n))
		}
		return snn.Config{}, usagef("network file %s: no such file, and not one of those that come with the program: %s%s",
			name, strings.Join(known, ", "), nearest.Hint(name, known))
	}
	return snn.ParseConfig(name, text)
}

// aFolder says what may have been meant by a folder in the place of a network
// file.
func aFolder(name string) error {
	if rundir.Check(name) != nil {
		return usagef("network file %s: a folder: expected a network file", name)
	}
	return usagef("network file %s: a run folder: --resume %s continues the run, %s begins another with its settings",
		name, quote(name), quote(filepath.Join(name, rundir.Config)))
}
