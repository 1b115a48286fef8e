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
	Begun          int // steps taken before the curves begin
	// Tested of TestSamples have been evaluated; 0 while training.
	Tested, TestSamples int

	Done    float64 // share of the run, 0 to 1
	At      time.Time
	Elapsed time.Duration // since the run began, at At
	Left    time.Duration // estimated at At, below 0 if unknown

	Set    string // that follows an epoch: test or validation
	Notice string // the latest message, shown above the keys; may be empty

	Loss, Accuracy float64 // of the epoch so far: loss a sample, share correct
	LR, Norm, Rate float64 // Rate in samples/s

	BestEpoch    int     // the epoch with the highest accuracy on Set, 0 for none
	BestAccuracy float64 // its accuracy, 0 to 1

	LossCurve, AccuracyCurve []float32 // in equal parts of the steps so far
	Tests                    []Test
	Finished                 []Epoch // in order

	Layers []Layer
	Raster Raster
}

// Test is the accuracy on the set that follows an epoch, after a number of steps.
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
