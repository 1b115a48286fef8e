package datasets_test

import (
	"fmt"
	"log"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/spikes"
)

// Pictures of one's own, here two of 2×3 grey pixels, with names for their classes.
func ExampleNewImageSet() {
	pixels := []byte{
		255, 0, 0,
		255, 0, 0,

		0, 0, 255,
		0, 0, 255,
	}
	set, err := datasets.NewImageSet(
		datasets.Info{Name: "bars", Split: datasets.Train, Shape: spikes.Shape{H: 2, W: 3, C: 1}, Classes: 2, Names: []string{"left", "right"}},
		pixels, []byte{0, 1}, datasets.Normalization{Mean: []float32{0.5}, SD: []float32{0.5}},
	)
	if err != nil {
		log.Fatal(err)
	}
	set.Shift = 1 // pixels, while training
	var s spikes.Sample
	if err := set.Fill(1, &s, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(set.Info().ClassName(s.Label), s.Values)
	// Output: right [-1 -1 1 -1 -1 1]
}
