package models_test

import (
	"context"
	"fmt"
	"log"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/nmnistsim"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// A model that comes with the library decides what a recording shows, here a
// simulated one. It may be without a label.
func Example() {
	c, err := models.Open("nmnist_sim", nil)
	if err != nil {
		log.Fatal(err)
	}
	net := c.Network
	loss, err := tsslbp.LossOf(&net.Config.Network)
	if err != nil {
		log.Fatal(err)
	}
	engine := tsslbp.NewEngine(net, tsslbp.Options{Loss: loss, Batch: 1, Threads: 2})
	defer engine.Close()
	net.Prepare(false)

	o := nmnistsim.DefaultOptions()
	o.Split, o.Limit, o.NoCache = datasets.Test, 1, true
	recordings, err := nmnistsim.Open(context.Background(), o)
	if err != nil {
		log.Fatal(err)
	}
	batch := make(spikes.Batch, 1)
	if err := recordings.Fill(0, &batch[0], nil); err != nil {
		log.Fatal(err)
	}
	batch[0].Label = tsslbp.Unlabelled

	decisions := make([]tsslbp.Decision, 1)
	if _, err := engine.Infer(batch, decisions); err != nil {
		log.Fatal(err)
	}
	fmt.Println("decided:", decisions[0].Class, "shown:", recordings.Label(0))
	// Output:
	// decided: 0 shown: 0
}
