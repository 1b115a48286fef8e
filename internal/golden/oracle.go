package golden

import "github.com/snnsim/snnsim/internal/oracle"

var _ Implementation = Oracle{}

// Oracle is the float64 reference as an Implementation.
type Oracle struct{}

// Name says what it is.
func (Oracle) Name() string { return "float64 oracle" }

// Tolerance is a few thousand roundings of float64.
func (Oracle) Tolerance() float64 { return 1e-12 }

// LIF runs every neuron forward and backward.
func (Oracle) LIF(p oracle.Neuron, r oracle.Rule, current, gradPSC [][]float64) (LIFResult, error) {
	var out LIFResult
	for i, current := range current {
		tr := oracle.LIF(p, current)
		out.U = append(out.U, tr.U)
		out.DU = append(out.DU, tr.DU)
		out.Spikes = append(out.Spikes, tr.S)
		out.PSC = append(out.PSC, tr.A)
		if gradPSC != nil {
			out.GradCurrent = append(out.GradCurrent, oracle.LIFBackward(p, r, tr, gradPSC[i]))
		}
	}
	return out, nil
}

// PSP filters every train.
func (Oracle) PSP(tauS float64, x [][]float64) ([][]float64, error) {
	var out [][]float64
	for _, train := range x {
		out = append(out, oracle.Synapse(tauS, train))
	}
	return out, nil
}

// KernelTarget returns the three forms of the target.
func (Oracle) KernelTarget(steps int, tauS float64) (KernelTarget, error) {
	return KernelTarget{
		Pattern: oracle.TargetPattern(steps),
		Once:    oracle.Target(steps, tauS, oracle.Once),
		Twice:   oracle.Target(steps, tauS, oracle.Twice),
	}, nil
}

// Pooling runs the layer both ways.
func (Oracle) Pooling(p oracle.Pooling, input, gradOutput oracle.Tensor) (output, gradInput []float64, err error) {
	return p.Forward(input).Data, p.Backward(input, gradOutput).Data, nil
}

// Network runs a case and shows every quantity.
func (Oracle) Network(c *NetworkCase) (Values, error) {
	n, o := c.New()
	v := Values{}
	f := n.Forward(c.Input)
	b := n.Backward(f, c.Labels)
	v.forward(n, f)
	v.backward(n, b, o)
	for step := 1; step <= c.Steps; step++ {
		_, b := n.Step(o, c.Input, c.Labels)
		v[StepLosses] = append(v[StepLosses], b.Loss)
		for _, l := range n.Layers {
			if l.Spiking() {
				v[WeightsAfter(step, l.Name)] = append([]float64(nil), l.Weights...)
			}
		}
	}
	return v, nil
}

func (v Values) forward(n *oracle.Network, f oracle.Forward) {
	v[InputPSC] = f.Input.Data
	for i, l := range n.Layers {
		v[PSC(l.Name)] = f.Layers[i].PSC.Data
		if l.Spiking() {
			v[Current(l.Name)] = f.Layers[i].Current.Data
			v[Spikes(l.Name)] = f.Layers[i].Spikes.Data
		}
	}
	for _, sums := range oracle.SumPSC(f.Output()) {
		v[OutputPSCSum] = append(v[OutputPSCSum], sums...)
	}
	for _, class := range oracle.Predict(f.Output()) {
		v[Predicted] = append(v[Predicted], float64(class))
	}
}

func (v Values) backward(n *oracle.Network, b oracle.Backward, o *oracle.AdamW) {
	v[Loss] = []float64{b.Loss}
	v[GradOutputPSC] = b.Output.Data
	v[GradInputPSC] = b.Input.Data
	v[GradNorm] = []float64{oracle.GlobalNorm(b.Weights())}
	clipped := o.Clip(b.Weights())
	for i, l := range n.Layers {
		if !l.Spiking() {
			continue
		}
		v[GradCurrent(l.Name)] = b.Layers[i].Current.Data
		v[GradWeights(l.Name)] = b.Layers[i].Weights
		v[GradClipped(l.Name)], clipped = clipped[0], clipped[1:]
	}
}
