package snn_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

const pooled = `
Network:
  n_steps: 5
  n_class: 2
  wamr_up: none
Layers:
  conv_1:
    type: conv
    in_channels: 1
    out_channels: 4
    kernel_size: 3
  pooling_1:
    type: pooling
    kernel_size: 2
  output:
    type: linear
    n_inputs: 36
    n_outputs: 2
`

// A network file is read; what is wrong in it is named with its place.
func ExampleParseConfig() {
	_, err := snn.ParseConfig("net.yaml", []byte(pooled))
	fmt.Println(err)
	// Output:
	// net.yaml:5:3: unknown key "wamr_up" in Network; did you mean "warm_up"?
}

// Weights are written with all that the network is made of, and read back.
func ExampleLoadCheckpoint() {
	out := snn.DefaultLayer("output", snn.TypeLinear)
	out.Inputs, out.Outputs = 36, 2
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{out}
	cfg.Network.Steps, cfg.Network.Classes = 5, 2
	net, err := snn.New(cfg, spikes.Flat(36), nil)
	if err != nil {
		log.Fatal(err)
	}
	net.Init(3)
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "net.safetensors")
	if err := snn.SaveCheckpoint(path, &snn.Checkpoint{Network: net}); err != nil {
		log.Fatal(err)
	}

	c, err := snn.LoadCheckpoint(path, nil)
	if err != nil {
		log.Fatal(err)
	}
	w := c.Network.FieldTensors()[0]
	fmt.Println(w.Name, w.Shape, c.Network.WeightsHash() == net.WeightsHash())
	// Output:
	// output.weight [2 36] true
}
