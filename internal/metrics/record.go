package metrics

// The kinds of records.
const (
	KindStart = "start"
	KindStep  = "step"
	KindEpoch = "epoch"
	KindEnd   = "end"
)

// Format is the version of the format, in Start.
const Format = 1

// Record is one line: the field of its kind is set, or none where the kind is
// not known.
type Record struct {
	Line  int // from 1
	Kind  string
	Start *Start
	Step  *Step
	Epoch *Epoch
	End   *End
}

// Start says what is trained on what.
type Start struct {
	Kind       string   `json:"kind"`
	Format     int      `json:"format"`
	Network    string   `json:"network"` // name of the network file
	Dataset    string   `json:"dataset"`
	Simulated  bool     `json:"simulated"`
	Seed       uint64   `json:"seed"`
	Backend    string   `json:"backend"`
	Parameters int      `json:"parameters"`
	Layers     []string `json:"layers"` // of neurons, in their order
	Epochs     int      `json:"epochs"`
	Samples    int      `json:"samples"`     // of an epoch
	Batches    int      `json:"batches"`     // of an epoch
	Set        string   `json:"set"`         // evaluated after every epoch: test or validation
	SetSamples int      `json:"set_samples"` // of that set
}

// Time is where time went, in seconds.
type Time struct {
	Data     float64 `json:"data"` // waiting for samples
	Forward  float64 `json:"forward"`
	Backward float64 `json:"backward"`
	Update   float64 `json:"update"`
	Evaluate float64 `json:"evaluate"`
}

// Step holds means over a window of steps.
type Step struct {
	Kind        string    `json:"kind"`
	Epoch       int       `json:"epoch"` // from 1
	Step        int       `json:"step"`  // the window's last, from 1 over the whole run
	Batch       int       `json:"batch"` // likewise, within the epoch
	Batches     int       `json:"batches"`
	Samples     int       `json:"samples"` // of the window
	Loss        float64   `json:"loss"`    // a sample
	Accuracy    float64   `json:"accuracy"`
	LR          float64   `json:"lr"`        // of the last step
	GradNorm    float64   `json:"grad_norm"` // before clipping
	Density     Densities `json:"density"`   // spikes per neuron and step
	Seconds     float64   `json:"seconds"`   // since the run began, pauses left out
	SamplesPerS float64   `json:"samples_per_s"`
	Time        Time      `json:"time"`
}

// Epoch holds means over an epoch.
type Epoch struct {
	Kind             string    `json:"kind"`
	Epoch            int       `json:"epoch"` // from 1
	Step             int       `json:"step"`  // steps of the run so far
	LR               float64   `json:"lr"`    // of the last step
	TrainLoss        float64   `json:"train_loss"`
	TrainAccuracy    float64   `json:"train_accuracy"`
	TrainTies        int       `json:"train_ties"`
	TrainSilent      int       `json:"train_silent"`
	TrainDensity     Densities `json:"train_density"`
	TrainGradNorm    float64   `json:"train_grad_norm"`
	Test             *Result   `json:"test,omitempty"`
	Validation       *Result   `json:"validation,omitempty"`
	Seconds          float64   `json:"seconds"`
	TrainSamplesPerS float64   `json:"train_samples_per_s"`
	Time             Time      `json:"time"`
}

// Result is an evaluation.
type Result struct {
	Samples   int       `json:"samples"`
	Loss      float64   `json:"loss"` // a sample
	Accuracy  float64   `json:"accuracy"`
	Ties      int       `json:"ties"`
	Silent    int       `json:"silent"`
	Density   Densities `json:"density"`
	Confusion [][]int   `json:"confusion"` // [label][decision], nil with more than 500 classes
}

// End says how the run ended.
type End struct {
	Kind      string  `json:"kind"`
	Reason    string  `json:"reason"` // ReasonEpochs or ReasonEarlyStop
	Epochs    int     `json:"epochs"`
	Steps     int     `json:"steps"`
	BestEpoch int     `json:"best_epoch"` // 0 for none
	Best      float64 `json:"best_accuracy"`
	ChosenOn  string  `json:"chosen_on"`      // the set that chose the best epoch: test or validation
	Test      *Result `json:"test,omitempty"` // of the best epoch's weights
	Average   *Mean   `json:"average,omitempty"`
	Cost      *Cost   `json:"cost,omitempty"`
	Weights   string  `json:"weights_sha256"` // of the last step
	Seconds   float64 `json:"seconds"`
}

// Cost is how sparsely the last step's weights fire, and what a sample costs.
type Cost struct {
	Set           string   `json:"set"`
	Samples       int      `json:"samples"`                  // that were counted
	HiddenDensity *float64 `json:"hidden_density,omitempty"` // spikes per hidden neuron and step
	Operations    float64  `json:"synaptic_operations"`      // a sample
	Dense         float64  `json:"dense_operations"`         // a sample
	Microjoules   float64  `json:"energy_estimate_uJ"`       // a sample, 45 nm
}

// Mean is the mean of the weights of a run's last epochs.
type Mean struct {
	From    int     `json:"from_epoch"`
	To      int     `json:"to_epoch"`
	Test    *Result `json:"test"`
	Weights string  `json:"weights_sha256"`
}

// The reasons for an end.
const (
	ReasonEpochs    = "epochs"     // all were done
	ReasonEarlyStop = "early stop" // accuracy no longer rose
)

// Evaluation returns the epoch's evaluation and the set that it is of, or nil.
func (e *Epoch) Evaluation() (r *Result, set string) {
	if e.Validation != nil {
		return e.Validation, "validation"
	}
	return e.Test, "test"
}
