package tsslbp

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/snnsim/snnsim/spikes"
)

func TestSettle(t *testing.T) {
	row := spikes.Shape{H: 1, W: 1, C: 3}
	column := spikes.Shape{H: 3, W: 1, C: 1}
	// potentials lays [steps][classes] out as a record does.
	potentials := func(out spikes.Shape, u [][3]float32) []float32 {
		p := make([]float32, len(u)*out.H*out.Pitch())
		for s := range u {
			for c, v := range u[s] {
				p[s*out.H*out.Pitch()+c/out.Row()*out.Pitch()+c%out.Row()] = v
			}
		}
		return p
	}
	for _, tt := range []struct {
		name  string
		sums  []float64
		u     [][3]float32
		steps int
		want  Decision
	}{
		{"no tie", []float64{1, 2, 0}, [][3]float32{{9, 0, 9}}, 1, Decision{Class: 1}},
		{"the larger sum of potentials", []float64{2, 1, 2}, [][3]float32{{.5, 9, .2}, {.1, 9, .5}}, 2, Decision{Class: 2, Tie: true}},
		{"of the steps so far", []float64{2, 1, 2}, [][3]float32{{.5, 9, .2}, {.1, 9, .5}}, 1, Decision{Class: 0, Tie: true}},
		{"the first of equals", []float64{0, 3, 3}, [][3]float32{{0, .5, .5}}, 1, Decision{Class: 1, Tie: true}},
		{"below zero", []float64{3, 3, 3}, [][3]float32{{-3, -2, -1}}, 1, Decision{Class: 2, Tie: true}},
		{"nothing fired", []float64{0, 0, 0}, [][3]float32{{.1, .3, .2}}, 1, Decision{Class: 1, Tie: true, Silent: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, out := range []spikes.Shape{row, column} {
				d := choose(tt.sums)
				d.settle(tt.sums, potentials(out, tt.u), out, tt.steps)
				assert.Equal(t, tt.want, d, "%v", out)
			}
		})
	}
}
