package web

import (
	"github.com/snnsim/snnsim/internal/metrics"
)

// EpochCurves are the curves over epochs, a value a point.
type EpochCurves struct {
	Set           string    `json:"set"` // that was evaluated: test or validation
	Epoch         []int     `json:"epoch"`
	Seconds       []Float   `json:"seconds"`
	LR            []Float   `json:"lr"`
	TrainLoss     []Float   `json:"train_loss"`
	TrainAccuracy []Float   `json:"train_accuracy"`
	TestAccuracy  []*Float  `json:"test_accuracy"` // of the set; null where there was none
	SamplesPerS   []Float   `json:"samples_per_s"`
	TrainDensity  [][]Float `json:"train_density"` // [layer][point]
	TestDensity   [][]Float `json:"test_density"`
}

// curves turns epochs into curves of the named layers, thinned to a bounded
// number of points.
func curves(all []metrics.Epoch, layers []string) *EpochCurves {
	c := &EpochCurves{TrainDensity: make([][]Float, len(layers)), TestDensity: make([][]Float, len(layers))}
	every := (len(all) + 2*maxPoints - 1) / (2 * maxPoints)
	for i := range all {
		if every > 1 && i%every != 0 && i != len(all)-1 {
			continue
		}
		e := &all[i]
		c.Epoch = append(c.Epoch, e.Epoch)
		c.Seconds = append(c.Seconds, Float(e.Seconds))
		c.LR = append(c.LR, Float(e.LR))
		c.TrainLoss = append(c.TrainLoss, Float(e.TrainLoss))
		c.TrainAccuracy = append(c.TrainAccuracy, Float(e.TrainAccuracy))
		c.SamplesPerS = append(c.SamplesPerS, Float(e.TrainSamplesPerS))
		var test *Float
		var densities metrics.Densities
		if r, set := e.Evaluation(); r != nil {
			c.Set = set
			accuracy := Float(r.Accuracy)
			test, densities = &accuracy, r.Density
		}
		c.TestAccuracy = append(c.TestAccuracy, test)
		for l, name := range layers {
			c.TrainDensity[l] = append(c.TrainDensity[l], Float(density(e.TrainDensity, name)))
			c.TestDensity[l] = append(c.TestDensity[l], Float(density(densities, name)))
		}
	}
	return c
}

// density returns the density of a layer, 0 if it is not there.
func density(d metrics.Densities, layer string) float64 {
	for _, l := range d {
		if l.Layer == layer {
			return l.Value
		}
	}
	return 0
}
