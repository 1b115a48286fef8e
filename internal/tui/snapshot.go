package tui

import "time"

// Snapshot is what the view shows of a run. It must not change after it has
// been published.
type Snapshot struct {
	Network, Data string
	Simulated     bool // the data are simulated
	Seed          uint64

	Epoch, Epochs  int // from 1
	Batch, Batches int // batches done in the epoch
	Step           int // steps taken
	// Tested of TestSamples have been evaluated; 0 while training.
	Tested, TestSamples int

	Done    float64 // share of the run, 0 to 1
	At      time.Time
	Elapsed time.Duration // since the run began, at At
	Left    time.Duration // estimated at At, below 0 if unknown

	Loss, Accuracy float64 // of the epoch so far: loss a sample, share correct
	LR, Norm, Rate float64 // Rate in samples/s

	LossCurve, AccuracyCurve []float32 // in equal parts of the steps so far
	Tests                    []Test
	Finished                 []Epoch // in order

	Layers []Layer
	Raster Raster
}

// Test is the accuracy on the test set after a number of steps.
type Test struct {
	Step     int
	Accuracy float64 // 0 to 1
}

// Epoch is one row of the table of epochs.
type Epoch struct {
	Number      int     // from 1
	Loss        float64 // a sample
	Train, Test float64 // accuracy, 0 to 1; Test is below 0 if there was none
	Took        time.Duration
}

// Layer is the firing of one layer of neurons.
type Layer struct {
	Name    string
	Neurons int
	Density float64   // spikes per neuron and step, 0 to 1
	Curve   []float32 // density in equal parts of the steps so far
}

// Raster is what up to 64 neurons of a layer did in one sample.
type Raster struct {
	Layer   string
	Neurons int      // of the layer
	Fired   int      // neurons of which Shown are a choice; 0 if all are shown
	Shown   int      // neurons in Steps
	Label   int      // class of the sample
	Output  bool     // the layer's neurons are the classes
	Steps   []uint64 // bit j of a step: neuron j of those shown fired
}

// Best returns the epoch with the highest test accuracy, the first of equals.
func (s *Snapshot) Best() (e Epoch, ok bool) {
	for _, f := range s.Finished {
		if f.Test >= 0 && (!ok || f.Test > e.Test) {
			e, ok = f, true
		}
	}
	return e, ok
}
