package golden

import (
	"encoding/json"
	"fmt"

	"github.com/snnsim/snnsim/internal/oracle"
)

// addNetwork adds a stack of linear layers under the kernel loss.
func (f *File) addNetwork(name string, r rawVariant, entry map[string]json.RawMessage) (c NetworkCase, err error) {
	p := r.neuron()
	if err := validNeuron(p); err != nil {
		return c, err
	}
	c = NetworkCase{Name: name, Optimizer: *oracle.DefaultAdamW(0), Want: Values{}}
	c.Network = oracle.Network{TauS: p.TauS, Rule: oracle.DefaultRule(), Loss: r.loss(p)}
	if c.Input, err = r.images(); err != nil {
		return c, err
	}
	if c.Labels, err = r.labels(); err != nil {
		return c, err
	}
	for k := 1; ; k++ {
		w, err := tensorAt(entry, fmt.Sprintf("W%d", k))
		if err != nil {
			return c, err
		}
		if w == nil {
			break
		}
		l, err := rawLayer{Type: "linear"}.layer(fmt.Sprintf("layer_%d", k), w, p)
		if err != nil {
			return c, err
		}
		c.Network.Layers = append(c.Network.Layers, l)
	}
	if err := c.check(); err != nil {
		return c, err
	}
	if err := c.wantVariant(r, entry); err != nil {
		return c, err
	}
	if r.Target != nil {
		if err := r.Target.is(c.Input.T); err != nil {
			return c, fmt.Errorf("target_psc: %w", err)
		}
		f.PSP = append(f.PSP, PSPCase{Name: name, TauS: p.TauS, Steps: c.Input.T, Once: r.Target.Data})
	}
	f.Networks = append(f.Networks, c)
	return c, nil
}

// loss is the count loss where the entry has its target.
func (r rawVariant) loss(p oracle.Neuron) oracle.Loss {
	if r.Desired.set {
		return oracle.Loss{Kind: oracle.Count, Desired: r.Desired.v, Undesired: r.Undesired.v}
	}
	return oracle.Loss{Kind: oracle.Kernel, Filter: oracle.Once, TauS: p.TauS}
}

// wantVariant notes what is wanted of a network variant.
func (c *NetworkCase) wantVariant(r rawVariant, entry map[string]json.RawMessage) error {
	samples, t := c.Input.N, c.Input.T
	if r.Factors != nil {
		var want []float64
		for i := range samples * c.Input.Neurons() {
			for _, factor := range r.Factors.Data {
				want = append(want, c.Input.Data[i*t]*factor)
			}
		}
		c.Want[InputPSC] = want
	}
	for i, l := range c.Network.Layers {
		s, err := tensorAt(entry, fmt.Sprintf("spikes%d", i+1))
		if err != nil {
			return err
		}
		if err := c.want(Spikes(l.Name), s, samples, l.Linear.Out, t); err != nil {
			return err
		}
		g, err := tensorAt(entry, fmt.Sprintf("gW%d", i+1))
		if err != nil {
			return err
		}
		if err := c.wantWeights(GradWeights(l.Name), g, l); err != nil {
			return err
		}
	}
	last := c.Network.Layers[len(c.Network.Layers)-1]
	if err := c.want(PSC(last.Name), r.OutPSC, samples, last.Linear.Out, t); err != nil {
		return err
	}
	if err := c.want(Loss, r.Loss); err != nil {
		return err
	}
	if err := c.want(GradNorm, r.Norm); err != nil {
		return err
	}
	return c.wantCount(r)
}

// addCount adds the network of another variant under the count loss.
func (f *File) addCount(name string, r rawVariant, of NetworkCase, entry map[string]json.RawMessage) error {
	c := of
	c.Name, c.Want = name, Values{}
	c.Network.Loss = r.loss(oracle.Neuron{})
	if err := c.wantVariant(r, entry); err != nil {
		return err
	}
	f.Networks = append(f.Networks, c)
	return nil
}

// wantCount notes what only the count loss has.
func (c *NetworkCase) wantCount(r rawVariant) error {
	if err := c.want(OutputPSCSum, r.OutSum, c.Input.N, c.classes()); err != nil {
		return err
	}
	if r.Delta != nil {
		if err := r.Delta.is(c.Input.N, c.classes()); err != nil {
			return fmt.Errorf("delta: %w", err)
		}
		for _, delta := range r.Delta.Data {
			for range c.Input.T {
				c.Want[GradOutputPSC] = append(c.Want[GradOutputPSC], delta)
			}
		}
	}
	return nil
}

// images returns X as a constant current over the steps that the wanted
// output covers.
func (r rawVariant) images() (oracle.Tensor, error) {
	if len(r.X.Shape) != 2 || len(r.X.Data) == 0 {
		return oracle.Tensor{}, fmt.Errorf("X of shape %v, want [sample input]", r.X.Shape)
	}
	if r.Factors == nil || len(r.Factors.Shape) != 1 || len(r.Factors.Data) == 0 {
		return oracle.Tensor{}, fmt.Errorf("input_psc is missing or no list")
	}
	t := len(r.Factors.Data)
	if _, err := elements([]int{len(r.X.Data), t}); err != nil {
		return oracle.Tensor{}, err
	}
	x := oracle.NewTensor(r.X.Shape[0], r.X.Shape[1], 1, 1, t)
	for i := range x.Data {
		x.Data[i] = r.X.Data[i/t]
	}
	return x, nil
}

func (r rawVariant) labels() ([]int, error) {
	if r.Labels != nil {
		return r.Labels.ints()
	}
	labels := make([]int, r.X.Shape[0])
	for n := range labels {
		labels[n] = n
	}
	return labels, nil
}

// tensorAt reads an entry's tensor, nil if there is none.
func tensorAt(entry map[string]json.RawMessage, key string) (*Tensor, error) {
	text, ok := entry[key]
	if !ok {
		return nil, nil
	}
	x := &Tensor{}
	if err := json.Unmarshal(text, x); err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return x, nil
}
