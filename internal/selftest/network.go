package selftest

import (
	"math"
	"slices"

	"github.com/snnsim/snnsim/internal/golden"
	"github.com/snnsim/snnsim/internal/oracle"
	"github.com/snnsim/snnsim/lif"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// Network implements golden.Implementation with the code that trains.
func (f Fast) Network(c *golden.NetworkCase) (golden.Values, error) {
	if _, err := ruleOf(c.Network.Layers[len(c.Network.Layers)-1].Neuron, c.Network.Rule); err != nil {
		return nil, err
	}
	cfg, err := configOf(c)
	if err != nil {
		return nil, err
	}
	net, err := snn.New(cfg, spikes.Shape{H: c.Input.H, W: c.Input.W, C: c.Input.C}, f.K)
	if err != nil {
		return nil, err
	}
	ts := net.FieldTensors()
	stage := 0
	for _, l := range c.Network.Layers {
		if l.Spiking() {
			ts[stage].Data = narrow(l.Weights)
			stage++
		}
	}
	if err := net.SetFieldTensors(ts); err != nil {
		return nil, err
	}
	r := &networkRun{net: net, batch: samplesOf(c.Input, c.Labels), v: golden.Values{}}
	if err := r.run(c); err != nil {
		return nil, err
	}
	return r.v, f.pooled(c, r.v)
}

// pooled notes the PSCs behind pooling layers.
func (f Fast) pooled(c *golden.NetworkCase, v golden.Values) error {
	x := c.Input
	x.Data = v[golden.InputPSC]
	for _, l := range c.Network.Layers {
		switch l.Kind {
		case oracle.PoolingLayer:
			out := l.Pooling.Forward(oracle.ZerosLike(x))
			data, _, err := f.Pooling(l.Pooling, x, out)
			if err != nil {
				return err
			}
			out.Data = data
			v[golden.PSC(l.Name)], x = data, out
		case oracle.ConvLayer:
			h, w, err := l.Conv.Window.Out(x.H, x.W)
			if err != nil {
				return err
			}
			x = oracle.Tensor{N: x.N, C: l.Conv.Out, H: h, W: w, T: x.T, Data: v[golden.PSC(l.Name)]}
		case oracle.LinearLayer:
			x = oracle.Tensor{N: x.N, C: l.Linear.Out, H: 1, W: 1, T: x.T, Data: v[golden.PSC(l.Name)]}
		}
	}
	return nil
}

type networkRun struct {
	net   *snn.Network
	batch spikes.Batch
	v     golden.Values
}

func (r *networkRun) run(c *golden.NetworkCase) error {
	s := &r.net.Config.Network
	rule, err := tsslbp.RuleOf(s)
	if err != nil {
		return err
	}
	loss, err := tsslbp.LossOf(s)
	if err != nil {
		return err
	}
	e := tsslbp.NewEngine(r.net, tsslbp.Options{Rule: rule, Loss: loss, Batch: len(r.batch), Threads: 2, InputGrad: true})
	defer e.Close()
	r.net.Prepare(true)
	if err := r.forward(); err != nil {
		return err
	}
	capture := tsslbp.NewCapture(r.net, len(r.batch))
	sum, err := e.Backward(r.batch, 1, capture)
	if err != nil {
		return err
	}
	r.backward(e, capture, r.batchLoss(sum))

	r.v[golden.GradNorm] = []float64{e.GradNorm()}
	opt := tsslbp.NewAdamW(r.net)
	opt.Beta1, opt.Beta2, opt.Eps = c.Optimizer.Beta1, c.Optimizer.Beta2, c.Optimizer.Eps
	for step := 1; step <= c.Steps; step++ {
		if sum, err = e.Backward(r.batch, uint64(step), nil); err != nil {
			return err
		}
		norm, err := opt.Step(e, step, s.LR)
		if err != nil {
			return err
		}
		if step == 1 {
			r.clipped(e, s.GradClip, norm)
		}
		r.v[golden.StepLosses] = append(r.v[golden.StepLosses], r.batchLoss(sum))
		for _, t := range r.net.Stages {
			r.v[golden.WeightsAfter(step, t.Name)] = widen(t.ToField(t.Conn.Weight().Data))
		}
	}
	return nil
}

// batchLoss is the loss whose gradient is taken: the sum over the batch or, of
// the softmax loss, the mean.
func (r *networkRun) batchLoss(sum tsslbp.Stats) float64 {
	if r.net.Config.Network.Loss == "softmax" {
		return sum.Loss / float64(sum.Samples)
	}
	return sum.Loss
}

// clipped notes the gradients as the optimiser scales them.
func (r *networkRun) clipped(e *tsslbp.Engine, bound, norm float64) {
	scale := 1.0
	if bound > 0 {
		scale = math.Min(1, bound/(norm+1e-6))
	}
	for i, t := range r.net.Stages {
		g := widen(t.ToField(e.Gradients()[i]))
		for j := range g {
			g[j] *= scale
		}
		r.v[golden.GradClipped(t.Name)] = g
	}
}

// forward notes what every layer did.
func (r *networkRun) forward() error {
	n, steps := len(r.batch), r.net.Steps
	act := r.net.NewActivity(n, true, snn.Auto)
	if err := act.Forward(r.batch, snn.Pass{}); err != nil {
		return err
	}
	in := make([]float32, 0, n*steps*r.net.Input.Neurons())
	for b := range r.batch {
		in = append(in, frames(&r.batch[b], steps, r.net.Input)...)
	}
	r.v[golden.InputPSC] = filtered(toGolden(in, n, steps, r.net.Input), steps, r.net.Stages[0].Neuron)
	for i, st := range r.net.Stages {
		s := st.Out
		current, fired := make([]float32, n*steps*s.Neurons()), make([]float32, n*steps*s.Neurons())
		at := 0
		for b := range n {
			train := spikes.Train{Shape: s, T: steps, Bits: act.Spikes(i, b)}
			u := act.Potentials(i, b)
			for t := range steps {
				for j := range s.Neurons() {
					y, x, c := j/s.Row(), j%s.Row()/s.C, j%s.C
					k := y*s.Pitch() + j%s.Row()
					current[at] = u[t*s.H*s.Pitch()+k]
					if t > 0 && !train.Get(t-1, y, x, c) {
						current[at] -= float32(float32(st.Neuron.DecayM()) * u[(t-1)*s.H*s.Pitch()+k])
					}
					if train.Get(t, y, x, c) {
						fired[at] = 1
					}
					at++
				}
			}
		}
		r.v[golden.Current(st.Name)] = toGolden(current, n, steps, s)
		r.v[golden.Spikes(st.Name)] = toGolden(fired, n, steps, s)
		r.v[golden.PSC(st.Name)] = filtered(toGolden(fired, n, steps, s), steps, st.Neuron)
	}
	r.decide(r.v[golden.PSC(r.net.Stages[len(r.net.Stages)-1].Name)], n, steps)
	return nil
}

// decide notes the summed output PSCs and the classes.
func (r *networkRun) decide(psc []float64, n, steps int) {
	var sums, classes []float64
	for i := 0; i < len(psc); i += steps {
		sum := 0.0
		for _, v := range psc[i : i+steps] {
			sum += v
		}
		sums = append(sums, sum)
	}
	k := len(sums) / n
	for b := range n {
		row := sums[b*k : (b+1)*k]
		classes = append(classes, float64(slices.Index(row, slices.Max(row))))
	}
	r.v[golden.OutputPSCSum], r.v[golden.Predicted] = sums, classes
}

func (r *networkRun) backward(e *tsslbp.Engine, c *tsslbp.Capture, loss float64) {
	n, steps := len(r.batch), r.net.Steps
	r.v[golden.Loss] = []float64{loss}
	r.v[golden.GradOutputPSC] = toGolden(c.Output, n, steps, r.net.Output())
	r.v[golden.GradInputPSC] = toGolden(c.Input, n, steps, r.net.Input)
	for i, st := range r.net.Stages {
		r.v[golden.GradCurrent(st.Name)] = toGolden(c.Delta[i], n, steps, st.Out)
		r.v[golden.GradWeights(st.Name)] = widen(st.ToField(e.Gradients()[i]))
	}
}

// frames returns a sample as numbers, [T][H][W][C].
func frames(s *spikes.Sample, steps int, shape spikes.Shape) []float32 {
	out := make([]float32, 0, steps*shape.Neurons())
	for t := range steps {
		switch s.Kind {
		case spikes.Image:
			out = append(out, s.Values...)
		case spikes.Analog:
			out = append(out, s.Values[t*shape.Neurons():(t+1)*shape.Neurons()]...)
		default:
			for i := range shape.Neurons() {
				var v float32
				if s.Train.Get(t, i/shape.Row(), i%shape.Row()/shape.C, i%shape.C) {
					v = 1
				}
				out = append(out, v)
			}
		}
	}
	return out
}

// filtered passes trains of the given length through the synapse.
func filtered(x []float64, steps int, p lif.Params) []float64 {
	out := make([]float64, 0, len(x))
	for i := 0; i < len(x); i += steps {
		a := narrow(x[i : i+steps])
		p.PSC(a, a)
		out = append(out, widen(a)...)
	}
	return out
}
