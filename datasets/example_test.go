package datasets_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/datasets"
)

// ExampleLoader opens a folder of recordings and goes through an epoch of it.
func ExampleLoader() {
	dir, err := os.MkdirTemp("", "recordings")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	for digit := range 5 {
		events := make([]datasets.Event, 10*(digit+1))
		for i := range events {
			events[i] = datasets.Event{X: uint16(i % 30), Y: 10, P: 1, T: int32(1000 * i)}
		}
		code, err := datasets.AppendEvents(nil, events)
		if err != nil {
			panic(err)
		}
		folder := filepath.Join(dir, "Train", fmt.Sprint(digit))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			panic(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%05d.bin", digit+1)), code, 0o644); err != nil {
			panic(err)
		}
	}

	options := datasets.DefaultNMNIST()
	options.NoCache, options.Stabilize = true, false
	options.SkipBad = true // five digits are missing
	set, err := datasets.OpenNMNIST(context.Background(), dir, datasets.Train, options)
	if err != nil {
		panic(err)
	}
	loader := &datasets.Loader{Data: set, Batch: 2, Seed: 1, Shuffle: true, Workers: 2}
	for batch, err := range loader.Epoch(context.Background(), 0, 0) {
		if err != nil {
			panic(err)
		}
		for _, sample := range batch {
			fmt.Printf("a %d with %d spikes in %d steps\n", sample.Label, sample.Train.Count(), sample.Train.T)
		}
		fmt.Println()
	}
	// Output:
	// a 4 with 50 spikes in 30 steps
	// a 1 with 20 spikes in 30 steps
	//
	// a 3 with 40 spikes in 30 steps
	// a 0 with 10 spikes in 30 steps
	//
	// a 2 with 30 spikes in 30 steps
}

// ExampleCollectEventStats compares recordings with real N-MNIST.
func ExampleCollectEventStats() {
	stats, err := datasets.CollectEventStats(2, func(i int) (int, []datasets.Event, error) {
		return i, make([]datasets.Event, 100*(i+1)), nil
	})
	if err != nil {
		panic(err)
	}
	ref := datasets.ReferenceEvents()[0]
	fmt.Printf("%.0f %s, real ones have %.0f\n", stats.Events.Mean, ref.Name, ref.Mean)
	// Output: 150 events a recording, real ones have 4108
}
