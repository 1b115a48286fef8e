package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/snn"
)

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
