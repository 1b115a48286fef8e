package figure_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/internal/figure"
)

// ExampleLines draws two measurements with their error bars.
func ExampleLines() {
	dir, err := os.MkdirTemp("", "figure")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	err = figure.Lines{
		Title: "Training time against time steps",
		X:     figure.Axis{Label: "time steps", Log: true},
		Y:     figure.Axis{Label: "ms per sample", Log: true},
		Series: []figure.Series{
			{Name: "event-driven", X: []float64{5, 10, 20}, Y: []float64{0.2, 0.4, 0.8}, Low: []float64{0.18, 0.37, 0.7}, High: []float64{0.25, 0.5, 1}},
			{Name: "dense", X: []float64{5, 10, 20}, Y: []float64{0.5, 1, 2}, Dashed: true},
		},
	}.Write(filepath.Join(dir, "time.svg"))
	fmt.Println(err)
	// Output: <nil>
}
