package snn

import (
	"errors"
	"slices"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/lif"
	"github.com/snnsim/snnsim/spikes"
)

// Network is a stack of stages and its weights. Its shape does not change
// after New; the weights do, and Prepare must follow each change. Once it is
// prepared, several Activities of it may run at once; nothing may change it
// meanwhile.
type Network struct {
	// Config is what New was given. Steps, classes, time constants and Layers must stay as
	// they are, for checkpoints say how the network is built by them; a Clone may change.
	Config Config
	Input  spikes.Shape // shape of a sample
	Steps  int          // T
	Stages []*Stage
	// InputGrad asks Prepare for what the gradient of the input needs.
	InputGrad bool
	// BreakEvens choose between event-driven and dense forms. A change counts
	// for engines and records made after it.
	BreakEvens BreakEvens

	k     *kernel.Set
	built string // structure of the configuration
	plan  []int  // parts of the last Plan up to and with each stage
	// What the last Plan was for.
	ready, train, inputGrad bool
}

// Stage is one layer of neurons with what drives it: pooling and dropout in
// front, a connection, and the neurons.
type Stage struct {
	Name   string
	Index  int
	Conn   Connection
	Neuron lif.Params
	Source spikes.Shape // the population or input below
	Out    spikes.Shape // the neurons
	bridge *bridge
	layer  Layer
}

// Factor returns the product of the pooling factors in front of the stage's
// connection.
func (s *Stage) Factor() float32 { return s.bridge.factor }

// New builds the network of a configuration for samples of the given shape,
// with zero weights, computing with back end k, or lif.DefaultBackend if that
// is nil. Layers that do not fit are reported together, up to the first whose
// output is not known. Prepare must follow. The network has a configuration of
// its own: what cfg's slices hold later does not matter.
func New(cfg Config, input spikes.Shape, k *lif.Backend) (*Network, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.Clone()
	if k == nil {
		var err error
		if k, err = lif.DefaultBackend(); err != nil {
			return nil, err
		}
	}
	if err := cfg.checkInput(input); err != nil {
		return nil, err
	}
	n := &Network{
		Config: cfg, Input: input, Steps: cfg.Network.Steps, k: k,
		BreakEvens: cfg.Events.Or(DefaultBreakEvens(k.Name)),
		built:      cfg.structure(),
	}
	var errs []error
	br := newBridge(input)
	for i := range cfg.Layers {
		l := &cfg.Layers[i]
		var err error
		br, err = n.addLayer(l, br)
		if err != nil {
			errs = append(errs, err)
			if br == nil {
				break // nothing is known of what follows
			}
		}
	}
	if len(errs) == 0 {
		errs = append(errs, n.checkEnd())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return n, nil
}

// addLayer appends one layer to the network; it returns the bridge to the next.
func (n *Network) addLayer(l *Layer, br *bridge) (*bridge, error) {
	cfg := &n.Config
	switch l.Type {
	case TypePooling:
		in := br.dst
		if br.dropDst > 0 {
			return br, cfg.at(l, "pooling behind dropout behind pooling is not supported: put the dropout last")
		}
		out := l.window(in, l.poolStride(), [2]int{1, 1}, in.C)
		if !out.Valid() {
			return nil, cfg.at(l, "a %dx%d window does not fit the %v input", l.Kernel[0], l.Kernel[1], in)
		}
		if err := cfg.checkPool(l, br, out); err != nil {
			return nil, err
		}
		br.pool(l)
		return br, nil
	case TypeDropout:
		if br.plain {
			br.dropSrc = 1 - (1-br.dropSrc)*(1-l.P)
		} else {
			br.dropDst = 1 - (1-br.dropDst)*(1-l.P)
		}
		return br, nil
	case TypeConv:
		if br.dst.C != l.InChannels {
			return nil, cfg.at(l, "in_channels is %d, but what comes in is %v, with %d channels", l.InChannels, br.dst, br.dst.C)
		}
		out := l.window(br.dst, l.Stride, l.Dilation, l.OutChannels)
		if !out.Valid() {
			return nil, cfg.at(l, "a %dx%d window does not fit the %v input", l.Kernel[0], l.Kernel[1], br.dst)
		}
		if err := cfg.checkConv(l, br.dst, out); err != nil {
			return nil, err
		}
		return n.addStage(l, br, newConv(l, br.dst))
	default:
		if br.dst.Neurons() != l.Inputs {
			return newBridge(spikes.Flat(l.Outputs)), cfg.at(l, "n_inputs is %d, but what comes in is %v, %d values", l.Inputs, br.dst, br.dst.Neurons())
		}
		if err := cfg.checkLinear(l); err != nil {
			return nil, err
		}
		return n.addStage(l, br, newLinear(l, br.dst))
	}
}

// addStage appends a layer of neurons; it returns the bridge to the next.
func (n *Network) addStage(l *Layer, br *bridge, c Connection) (*bridge, error) {
	p := lif.Params{TauM: n.Config.Network.TauM, TauS: n.Config.Network.TauS, Threshold: l.Threshold}
	if l.TauM != 0 {
		p.TauM = l.TauM
	}
	n.plan = append(n.plan, 0)
	s := &Stage{
		Name: l.Name, Index: len(n.Stages), Conn: c, Neuron: p,
		Source: br.src, Out: c.Out(), bridge: br, layer: *l,
	}
	n.Stages = append(n.Stages, s)
	if f := float64(s.GradFactor()); f == 0 || float32Fault(f) != "" {
		return nil, n.Config.at(l, "pooling and dropout in front multiply by %v together: out of the range of float32", f)
	}
	total := int64(0)
	for _, s := range n.Stages {
		total += n.Config.values(s.Out)
	}
	if total > maxTotal {
		return nil, n.Config.at(l, "%d values of neurons over %d steps in the layers up to here: at most %d", total, n.Steps, maxTotal)
	}
	return newBridge(c.Out()), nil
}

func (n *Network) checkEnd() error {
	last := &n.Config.Layers[len(n.Config.Layers)-1]
	if last.Type == TypePooling || last.Type == TypeDropout {
		return n.Config.at(last, "the last layer must have neurons: expected conv or linear")
	}
	if got := n.Output().Neurons(); got != n.Config.Network.Classes {
		return n.Config.at(last, "%d outputs for n_class = %d", got, n.Config.Network.Classes)
	}
	return nil
}

// CheckOutput reports outputs that can't stand for classes: those of a
// convolution that leaves several rows. Such a network runs, but is neither
// trained nor asked for decisions.
func (n *Network) CheckOutput() error {
	if h := n.Output().H; h > 1 {
		last := &n.Config.Layers[len(n.Config.Layers)-1]
		return n.Config.at(last, "%d rows of outputs: expected one, of a linear layer or a convolution over the whole height", h)
	}
	return nil
}

// Output returns the shape of the last population.
func (n *Network) Output() spikes.Shape { return n.Stages[len(n.Stages)-1].Out }

// Kernel returns the back end that the network computes with.
func (n *Network) Kernel() *lif.Backend { return n.k }

// Weights returns the weights of all stages in order: the network's own tensors,
// not copies.
func (n *Network) Weights() []*Tensor {
	w := make([]*Tensor, len(n.Stages))
	for i, s := range n.Stages {
		w[i] = s.Conn.Weight()
	}
	return w
}

// Parameters returns the number of weights.
func (n *Network) Parameters() int {
	sum := 0
	for _, w := range n.Weights() {
		sum += len(w.Data)
	}
	return sum
}

// Prepare makes the network ready to run with its present weights. train
// says whether dropout is on, which scales what is not dropped.
//
// A training step prepares in parallel, with Plan and PreparePart.
func (n *Network) Prepare(train bool) {
	for i := range n.Plan(train) {
		n.PreparePart(i)
	}
}

// Plan returns the number of parts that Prepare comes in. The first time, it
// makes the tables that running the network needs.
func (n *Network) Plan(train bool) int {
	parts := 0
	n.ready, n.train, n.inputGrad = true, train, n.InputGrad
	for i, s := range n.Stages {
		s.bridge.build()
		f := s.bridge.factor
		if train {
			f = s.GradFactor()
		}
		parts += s.Conn.Plan(f, train && (i > 0 || n.InputGrad))
		n.plan[i] = parts
	}
	return parts
}

// PreparedFor reports whether the last Prepare, or Plan, was for training or, if
// not train, for inference, and nothing that it is made of was replaced since:
// weights by Init, SetFieldTensors or Mean, or InputGrad. Weights that were
// changed one by one it does not see.
func (n *Network) PreparedFor(train bool) bool {
	return n.ready && n.train == train && (!train || n.inputGrad || !n.InputGrad)
}

// drops reports whether any stage has dropout, which scales what it keeps.
func (n *Network) drops() bool {
	return slices.ContainsFunc(n.Stages, func(s *Stage) bool { return s.GradFactor() != s.Factor() })
}

// PreparePart prepares one part of the last Plan. Parts may be prepared in any
// order and at the same time.
func (n *Network) PreparePart(part int) {
	first := 0
	for i, s := range n.Stages {
		if part < n.plan[i] {
			s.Conn.Prepare(n.k, part-first)
			return
		}
		first = n.plan[i]
	}
}

// GradFactor returns what the gradients of the stage's weights and inputs are
// multiplied by: the pooling factor and the scale of dropout.
func (s *Stage) GradFactor() float32 {
	b := s.bridge
	return float32(float64(b.factor) / ((1 - b.dropSrc) * (1 - b.dropDst)))
}
