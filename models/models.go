// Package models holds the trained networks that come with the program. Each
// is a checkpoint NAME.safetensors with the configuration that it was trained
// with beside it as NAME.yaml; README.md says how each was made.
package models

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/lif"
	"github.com/snnsim/snnsim/snn"
)

//go:embed *.safetensors *.yaml
var files embed.FS

// Default is the model that is used when none is named.
const Default = "nmnist_sim"

const (
	weights  = ".safetensors"
	settings = ".yaml"
)

// Names returns the names of all models, sorted.
func Names() []string {
	names, err := fs.Glob(files, "*"+weights)
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i, n := range names {
		names[i] = strings.TrimSuffix(n, weights)
	}
	return names
}

// Has reports whether there is a model of this name.
func Has(name string) bool { return slices.Contains(Names(), name) }

// Open builds the network of a model for back end k, or lif.DefaultBackend if
// that is nil. Its Prepare must follow. The folder of its data, and weights that
// its training began with, are not known.
func Open(name string, k *lif.Backend) (*snn.Checkpoint, error) {
	b, err := files.ReadFile(name + weights)
	if err != nil {
		return nil, fmt.Errorf("models: no model %q: expected one of %s", name, strings.Join(Names(), ", "))
	}
	c, err := snn.ParseCheckpoint(b, k)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w", name, err)
	}
	c.Network.Config.Network.DataPath, c.Network.Config.Network.Weights = "", ""
	return c, nil
}

// Config returns the network file that a model was trained with.
func Config(name string) ([]byte, error) {
	b, err := files.ReadFile(name + settings)
	if err != nil {
		return nil, fmt.Errorf("models: no configuration of %q: %w", name, err)
	}
	return b, nil
}
