package snn

import (
	"slices"
	"strings"
)

// Config is a network file: the network's constants and training settings,
// where its data come from, what the machine prefers, and its layers in order.
type Config struct {
	Network Settings
	Data    Data
	Events  BreakEvens // section Events: where event-driven forms begin to pay
	Layers  []Layer
	// Source is the file's name, for messages; it is not part of the file.
	Source string

	places places // of the values of Network and Data
}

// Settings is the section Network. The keys of the released TSSL-BP files
// keep their names; the others are additions with defaults. New reads Steps,
// Classes, TauM and TauS, for bounds on memory also BatchSize, and the section Events; tsslbp.NewReadout Ties, tsslbp.NewAdamW WeightDecay, GradClip and
// WeightClamp; tsslbp.RuleOf, LossOf and ScheduleOf make of others what an engine and a
// trainer are given. The rest, and Data, is for the command: in a program of your own
// pass batch, epochs, seed and augmentation where they are asked for.
type Settings struct {
	Epochs    int    // passes over the training set, at least 1
	BatchSize int    // samples a training step
	Steps     int    // n_steps, T
	Dataset   string // MNIST, FashionMNIST, CIFAR10, NMNIST, nmnist-sim or events
	DataPath  string // folder of the data set
	Rule      string // TSSLBP
	Model     string // LIF

	LR             float64 // learning rate
	Schedule       string  // constant, cosine or step
	StepEpochs     int     // schedule step: epochs between drops
	Gamma          float64 // schedule step: factor of a drop
	WarmupEpochs   int     // linear rise of the learning rate at the start
	WeightDecay    float64 // of AdamW
	GradClip       float64 // bound on the global gradient norm, 0 for none
	WeightClamp    float64 // weights stay in [-WeightClamp, WeightClamp], 0 for none
	Seed           uint64  // of weights, order, augmentation and dropout
	Loss           string  // kernel, count or softmax
	Classes        int     // n_class
	DesiredCount   float64 // count loss: target of the true class
	UndesiredCount float64 // count loss: target of the others
	Target         []int   // kernel loss: spikes wanted of the true class, repeated over the steps; none for the released code's
	TargetFilter   string  // kernel loss: once (paper) or twice (released code)
	Ties           string  // of equal sums of output PSCs decides the first class (released code) or the potential
	SoftmaxGain    float64 // softmax loss: factor on the summed PSCs
	Smoothing      float64 // softmax loss: share of the target spread over all classes

	TauM, TauS    float64 // steps
	WarmUp        string  // per-neuron, per-layer, none, surrogate-only or output-only
	WarmUpDensity float64 // per-layer: surrogate at or below this density
	LeakPath      bool    // gradient through silent steps, as in the released code
	IntraNeuron   bool    // gradient through the reset to a neuron's own next spike, as in the paper
	SlopeClamp    float64 // bound on 1/δu, the slope of a spike's time over the potential
	Sparsity      float64 // λ, weight of the hidden layers' firing density in the loss; 0 for none

	Average  int // also the mean of the weights of so many last epochs, 0 for none
	Patience int // stop when accuracy has not risen for so many epochs, 0 for never

	Input []int // shape of a sample, [channels, rows, columns], where no data set says it

	Weights string // checkpoint to start from, "" for random weights
}

// Data is the section Data: how inputs are prepared.
type Data struct {
	BinMicros int  // width of a time step of event recordings, µs
	Stabilize bool // remove the nominal saccades, as the released code does
	OffByOne  bool // reproduce the released loader's off-by-one
	ByClock   bool // steps of recordings of any camera begin at 0 µs, not at the first event
	Augment   bool // augmentation at all
	Shift     int  // random shift by up to so many pixels while training

	Drop float64 // share of input spikes left out at random while training

	// While training; Crop, Rotate, Zoom and Erase are for pictures.
	Crop   int     // CIFAR-10: crop from the picture with so many black pixels around it
	Flip   bool    // mirror each left to right with probability ½; always for CIFAR-10
	Rotate float64 // turn by up to so many degrees either way
	Zoom   float64 // change rows and columns by up to this share either way
	Erase  int     // cover a rectangle with sides of up to so many pixels

	Limit int     // most samples of an epoch, 0 for all
	Val   float64 // share of the training set kept for validation, which then chooses the best epoch; 0 for none
}

// Layer is one entry of the section Layers.
type Layer struct {
	Name string
	Type string // conv, linear, pooling or dropout

	InChannels, OutChannels int    // conv
	Kernel                  [2]int // conv, pooling: rows, columns
	Stride                  [2]int // conv, pooling
	Padding                 [2]int // conv, pooling
	Dilation                [2]int // conv
	Groups                  int    // conv
	Inputs, Outputs         int    // linear

	Init        string  // conv, linear: distribution of the initial weights, uniform or normal
	WeightScale float64 // conv, linear: factor on the initial weights
	Threshold   float64 // conv, linear: V_th
	TauM        float64 // conv, linear: overrides the network's, 0 = not given
	Theta       float64 // pooling: factor on the window's sum
	P           float64 // dropout: share of inputs that are silenced

	line, col int // position in the file
	places    places
}

// The distributions of initial weights, of a neuron with fan_in inputs.
const (
	InitUniform = "uniform" // within ±1/√fan_in
	InitNormal  = "normal"  // variance 2/fan_in
)

// The layer types.
const (
	TypeConv    = "conv"
	TypeLinear  = "linear"
	TypePooling = "pooling"
	TypeDropout = "dropout"
)

// DefaultConfig returns the settings of a file that says nothing.
func DefaultConfig() Config {
	return Config{
		Network: Settings{
			Epochs: 100, BatchSize: 50, Steps: 5, Rule: "TSSLBP", Model: "LIF",
			LR: 5e-4, Schedule: "constant", StepEpochs: 30, Gamma: 0.1,
			WeightDecay: 0.01, GradClip: 1, WeightClamp: 4, Seed: 3,
			Loss: "kernel", Classes: 10, DesiredCount: 4, UndesiredCount: 1, TargetFilter: "twice", Ties: "first", SoftmaxGain: 1,
			TauM: 5, TauS: 3, WarmUp: "per-neuron", WarmUpDensity: 0.1, LeakPath: true, IntraNeuron: true, SlopeClamp: 8,
		},
		Data: Data{BinMicros: 3000, Stabilize: true, Augment: true, Crop: 4},
	}
}

// Clone returns a copy: what is changed in it leaves c as it is.
func (c *Config) Clone() Config {
	d := *c
	d.Layers = slices.Clone(c.Layers)
	d.Network.Target, d.Network.Input = slices.Clone(c.Network.Target), slices.Clone(c.Network.Input)
	return d
}

// DefaultLayer returns a layer of the given type with the defaults of the
// released code.
func DefaultLayer(name, typ string) Layer {
	l := Layer{
		Name: name, Type: typ, Stride: [2]int{1, 1}, Dilation: [2]int{1, 1}, Groups: 1,
		WeightScale: 1, Threshold: 1, Theta: 1.1,
	}
	switch typ {
	case TypeConv:
		l.Init = InitUniform
	case TypeDropout:
		l.P = 0.5
	case TypeLinear:
		l.Init = InitNormal
	case TypePooling:
		l.Stride = [2]int{} // the kernel's own size
	}
	return l
}

// DatasetKey returns a data set's name as names are compared: in lower case,
// without - and _.
func DatasetKey(name string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name))
}

// OwnData reports whether a data set's name stands for any recordings, which their
// folder alone tells apart.
func OwnData(name string) bool { return DatasetKey(name) == "events" }
