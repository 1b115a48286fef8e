package tsslbp_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"

	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/internal/oracle"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// trial is a random network with a random batch, for comparison with the oracle.
type trial struct {
	cfg    snn.Config
	layers []oracle.Layer
	input  spikes.Shape
	kind   spikes.Kind
	mode   snn.Mode
	batch  int
	seed   uint64
	scale  float64 // of the weights, so that neurons fire
}

func drawTrial(t *rapid.T) *trial {
	pick := func(name string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, name) }
	tr := &trial{cfg: snn.DefaultConfig(), batch: pick("batch", 1, 5), seed: uint64(pick("seed", 1, 1<<30))}
	tr.kind = spikes.Kind(pick("kind", 0, 2))
	tr.mode = snn.Mode(pick("mode", 0, 2))
	tr.input = spikes.Shape{H: pick("h", 4, 8), W: pick("w", 4, 8), C: rapid.OneOf(rapid.IntRange(1, 3), rapid.Just(16)).Draw(t, "c")}
	tr.scale = rapid.Float64Range(0.5, 4).Draw(t, "scale")
	s := &tr.cfg.Network
	s.Steps = pick("steps", 1, 12)
	s.TauM = rapid.Float64Range(1, 10).Draw(t, "tau_m")
	s.TauS = rapid.Float64Range(1, 6).Draw(t, "tau_s")
	s.WarmUp = rapid.SampledFrom([]string{"per-neuron", "per-layer", "none", "surrogate-only", "output-only"}).Draw(t, "warm_up")
	s.LeakPath, s.IntraNeuron = rapid.Bool().Draw(t, "leak"), rapid.Bool().Draw(t, "intra")
	s.SlopeClamp = rapid.SampledFrom([]float64{8, 10, 0.5, 100}).Draw(t, "slope_clamp")
	s.Loss = rapid.SampledFrom([]string{"kernel", "count", "softmax"}).Draw(t, "loss")
	s.TargetFilter = rapid.SampledFrom([]string{"once", "twice"}).Draw(t, "target")
	s.Target = rapid.SliceOfN(rapid.IntRange(0, 1), 0, s.Steps).Draw(t, "pattern")
	s.Classes = pick("classes", 2, 5)
	s.Sparsity = rapid.SampledFrom([]float64{0, 0.5, 20}).Draw(t, "sparsity")
	s.DesiredCount, s.UndesiredCount = 0.6*float64(s.Steps), 0.1*float64(s.Steps)
	shape := tr.input
	for i := range pick("hidden", 0, 3) {
		shape = tr.addHidden(t, i, shape)
	}
	l := snn.DefaultLayer("output", snn.TypeLinear)
	l.Inputs, l.Outputs = shape.Neurons(), s.Classes
	drawTauM(t, &l)
	tr.add(l)
	return tr
}

// drawTauM gives some layers a time constant of their own.
func drawTauM(t *rapid.T, l *snn.Layer) {
	if rapid.Bool().Draw(t, "own tau_m") {
		l.TauM = rapid.Float64Range(1, 10).Draw(t, "layer tau_m")
	}
}

func (tr *trial) addHidden(t *rapid.T, i int, in spikes.Shape) spikes.Shape {
	pair := func(name string, lo, hi int) [2]int {
		g := rapid.IntRange(lo, hi)
		return [2]int{g.Draw(t, name+"_y"), g.Draw(t, name+"_x")}
	}
	name := fmt.Sprintf("layer_%d", i)
	kind := rapid.SampledFrom([]string{snn.TypeConv, snn.TypeLinear, snn.TypePooling}).Draw(t, name)
	l := snn.DefaultLayer(name, kind)
	l.Threshold = rapid.Float64Range(0.5, 1.5).Draw(t, "threshold")
	if kind != snn.TypePooling {
		drawTauM(t, &l)
	}
	switch kind {
	case snn.TypeLinear:
		l.Inputs, l.Outputs = in.Neurons(), rapid.OneOf(rapid.IntRange(1, 70), rapid.Just(700)).Draw(t, "outputs")
		tr.add(l)
		return spikes.Flat(l.Outputs)
	case snn.TypePooling:
		l.Kernel, l.Stride, l.Padding, l.Theta = pair("kernel", 1, 3), pair("stride", 1, 3), pair("padding", 0, 1), 1.1
	case snn.TypeConv:
		l.Kernel, l.Stride = pair("kernel", 1, 3), pair("stride", 1, 2)
		l.Padding, l.Dilation = pair("padding", 0, 2), pair("dilation", 1, 2)
		l.Groups = rapid.IntRange(1, 2).Draw(t, "groups")
		if in.C%l.Groups != 0 {
			l.Groups = 1
		}
		l.InChannels, l.OutChannels = in.C, l.Groups*rapid.OneOf(rapid.IntRange(1, 9), rapid.Just(37)).Draw(t, "channels")
		if in.C > 9 && rapid.Bool().Draw(t, "square") {
			// With extents that are even it goes by tiles.
			k, p := rapid.SampledFrom([]int{3, 5}).Draw(t, "side"), rapid.IntRange(1, 2).Draw(t, "pad")
			l.Kernel, l.Padding, l.Stride, l.Dilation = [2]int{k, k}, [2]int{p, p}, [2]int{1, 1}, [2]int{1, 1}
			l.Groups, l.OutChannels = 1, 17
		}
	}
	out := spikes.Shape{C: max(in.C, l.OutChannels)}
	if kind == snn.TypeConv {
		out.C = l.OutChannels
	}
	out.H = (in.H+2*l.Padding[0]-(l.Kernel[0]-1)*l.Dilation[0]-1)/l.Stride[0] + 1
	out.W = (in.W+2*l.Padding[1]-(l.Kernel[1]-1)*l.Dilation[1]-1)/l.Stride[1] + 1
	if in.H+2*l.Padding[0] <= (l.Kernel[0]-1)*l.Dilation[0] || in.W+2*l.Padding[1] <= (l.Kernel[1]-1)*l.Dilation[1] {
		return in // does not fit: leave the layer out
	}
	tr.add(l)
	return out
}

// add appends a layer to the configuration and to the oracle's network.
func (tr *trial) add(l snn.Layer) {
	tr.cfg.Layers = append(tr.cfg.Layers, l)
	s := &tr.cfg.Network
	o := oracle.Layer{Name: l.Name, Kind: oracle.LayerKind(l.Type),
		Neuron: oracle.Neuron{TauM: cmp.Or(l.TauM, s.TauM), TauS: s.TauS, Threshold: l.Threshold}}
	win := oracle.Window{Kernel: l.Kernel, Stride: l.Stride, Padding: l.Padding, Dilation: l.Dilation}
	switch l.Type {
	case snn.TypeConv:
		o.Conv = oracle.Conv{In: l.InChannels, Out: l.OutChannels, Groups: l.Groups, Window: win}
	case snn.TypeLinear:
		o.Linear = oracle.Linear{In: l.Inputs, Out: l.Outputs}
	case snn.TypePooling:
		win.Dilation = [2]int{1, 1}
		o.Pooling = oracle.Pooling{Theta: l.Theta, Window: win}
	}
	tr.layers = append(tr.layers, o)
}

// oracle returns the reference network with the weights of net.
func (tr *trial) oracle(net *snn.Network) *oracle.Network {
	s := &tr.cfg.Network
	rule := oracle.DefaultRule()
	rule.WarmUp, rule.WarmUpDensity, rule.LeakPath = oracle.WarmUp(s.WarmUp), s.WarmUpDensity, s.LeakPath
	rule.IntraNeuron, rule.MaxInverseStep = s.IntraNeuron, s.SlopeClamp
	o := &oracle.Network{TauS: s.TauS, Layers: tr.layers, Rule: rule, Sparsity: s.Sparsity, Loss: oracle.Loss{
		Kind: oracle.LossKind(s.Loss), Filter: oracle.TargetFilter(s.TargetFilter), TauS: s.TauS,
		Desired: s.DesiredCount, Undesired: s.UndesiredCount,
	}}
	if n := len(s.Target); n > 0 {
		for t := range s.Steps {
			o.Loss.Pattern = append(o.Loss.Pattern, float64(s.Target[t%n]))
		}
	}
	stage := 0
	for i := range o.Layers {
		if !o.Layers[i].Spiking() {
			continue
		}
		st := net.Stages[stage]
		o.Layers[i].Weights = widen(st.ToField(st.Conn.Weight().Data))
		stage++
	}
	return o
}

// samples draws the batch and returns it for both sides.
func (tr *trial) samples() (spikes.Batch, oracle.Tensor, []int) {
	rng := rand.New(rand.NewPCG(tr.seed, 1))
	in, steps := tr.input, tr.cfg.Network.Steps
	x := oracle.NewTensor(tr.batch, in.C, in.H, in.W, steps)
	batch := make(spikes.Batch, tr.batch)
	labels := make([]int, tr.batch)
	for b := range batch {
		s := &batch[b]
		labels[b] = rng.IntN(tr.cfg.Network.Classes)
		s.Kind, s.Label, s.Index = tr.kind, labels[b], b
		s.Train.Resize(in, steps)
		s.Values = make([]float32, in.Neurons()*map[bool]int{true: steps, false: 1}[tr.kind == spikes.Analog])
		for y := range in.H {
			for c := range in.W * in.C {
				for t := range steps {
					col, ch := c/in.C, c%in.C
					i := (y*in.W+col)*in.C + ch
					v := float32(rng.NormFloat64())
					switch {
					case tr.kind == spikes.Events:
						v = float32(rng.IntN(2))
						if v == 1 {
							s.Train.Set(t, y, col, ch)
						}
					case tr.kind == spikes.Analog:
						s.Values[t*in.Neurons()+i] = v
					case t == 0:
						s.Values[i] = v
					default:
						v = s.Values[i]
					}
					x.At(b, ch, y, col)[t] = float64(v)
				}
			}
		}
	}
	return batch, x, labels
}

func widen(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
