package eventfile_test

import (
	"fmt"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/eventfile"
)

func ExampleEncode() {
	ev := []datasets.Event{{X: 3, Y: 7, T: 1200, P: 1}, {X: 4, Y: 7, T: 1250, P: 0}}
	b, err := eventfile.Encode(eventfile.CSV, ev)
	if err != nil {
		panic(err)
	}
	fmt.Print(string(b))
	// Output:
	// x,y,t_us,p
	// 3,7,1200,1
	// 4,7,1250,0
}
