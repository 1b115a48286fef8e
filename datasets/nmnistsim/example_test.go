package nmnistsim_test

import (
	"context"
	"fmt"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/nmnistsim"
	"github.com/snnsim/snnsim/spikes"
)

// ExampleOpen simulates the recordings of a few test digits. They are the same
// on every machine.
func ExampleOpen() {
	options := nmnistsim.DefaultOptions()
	options.Split, options.Limit = datasets.Test, 3
	options.NoCache = true // three are made faster than they are looked up
	set, err := nmnistsim.Open(context.Background(), options)
	if err != nil {
		panic(err)
	}
	info := set.Info()
	fmt.Printf("%s (simulated: %v), %v over %d steps\n", info.Name, info.Simulated, info.Shape, info.Steps)
	var sample spikes.Sample
	for i := range set.Len() {
		if err := set.Fill(i, &sample, nil); err != nil {
			panic(err)
		}
		fmt.Printf("a %d with %d spikes\n", sample.Label, sample.Train.Count())
	}
	// Output:
	// nmnist-sim (simulated: true), 34x34x2 over 30 steps
	// a 0 with 1134 spikes
	// a 6 with 876 spikes
	// a 2 with 929 spikes
}
