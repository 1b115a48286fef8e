package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/snn"
)

// ours are the networks with settings of ours, data set by data set.
var ours = map[setKind]string{
	setMNIST: "mnist_cnn_tuned", setFashion: "fashion_cnn_tuned", setCIFAR: "cifar10_small",
	setNMNIST: "nmnist_cnn_tuned", setSimulated: networks.Default,
}

// networkFor is the network that is trained where none is named: ours for the data
// set that the flags name, or that the folder holds as far as it can be told.
func (d *dataFlags) networkFor() string {
	name := d.name
	if name == "" {
		name = eventSetOf(d.path, "nmnist-sim")
	}
	kind, ok := kindOf(name)
	if !ok || kind == setNMNIST && d.path == "" {
		kind = setSimulated
	}
	return ours[kind]
}

// loadNetwork reads the network file named on the command line, one of the
// shipped files by its bare name, or the default.
func loadNetwork(args []string) (snn.Config, error) {
	name := networks.Default
	if len(args) > 0 {
		name = args[0]
	}
	if len(args) > 0 {
		if st, err := os.Stat(name); err == nil && !st.IsDir() || filepath.Base(name) != name {
			cfg, err := snn.LoadConfig(name)
			if err != nil {
				return cfg, usageError{err}
			}
			return cfg, nil
		}
	}
	text, err := networks.Read(name)
	if err != nil {
		text, err = networks.Read(name + ".yaml")
	}
	if err != nil {
		return snn.Config{}, usagef("network file %s: no such file, and not one of those that come with the program: %s",
			name, strings.Join(networks.Names(), ", "))
	}
	return snn.ParseConfig(name, text)
}
