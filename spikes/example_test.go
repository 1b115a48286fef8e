package spikes_test

import (
	"fmt"

	"github.com/snnsim/snnsim/spikes"
)

// Two neurons of a map of 2 rows, 3 columns and 2 channels fire over 4 steps.
func ExampleTrain() {
	tr := spikes.NewTrain(spikes.Shape{H: 2, W: 3, C: 2}, 4)
	tr.Set(0, 1, 2, 0) // step, row, column, channel
	tr.Set(3, 1, 2, 0)
	tr.Set(3, 0, 0, 1)
	fmt.Println(tr.Count(), "spikes,", tr.Get(3, 0, 0, 1), tr.Get(2, 0, 0, 1))
	fmt.Printf("density %.3f\n", tr.Density())
	fmt.Printf("step 3: rows %b\n", tr.Step(3)) // bit column·C + channel
	// Output:
	// 3 spikes, true false
	// density 0.062
	// step 3: rows [10 10000]
}
