package golden

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/snnsim/snnsim/internal/oracle"
)

// byLayer holds a tensor for each of some layers.
type byLayer map[string]*Tensor

// rawNetwork is a case of the kind network.
type rawNetwork struct {
	Settings   rawSettings     `json:"network"`
	Layers     json.RawMessage `json:"layers"`
	LayerOrder []string        `json:"layer_order"`
	Labels     Tensor          `json:"labels"`
	Input      Tensor          `json:"input"`
	Initial    byLayer         `json:"weights_initial"`
	Optimizer  rawOptimizer    `json:"optimizer"`

	InputPSC *Tensor            `json:"input_psc"`
	Forward  map[string]byLayer `json:"forward"` // layer, then quantity

	OutputPSCSum  *Tensor `json:"output_psc_sum"`
	Predicted     *Tensor `json:"predicted"`
	Loss          *Tensor `json:"loss"`
	GradOutputPSC *Tensor `json:"grad_output_psc"`
	GradInputPSC  *Tensor `json:"grad_input_psc"`
	GradCurrent   byLayer `json:"grad_current"`
	GradWeights   byLayer `json:"grad_weights_unclipped"`
	GradClipped   byLayer `json:"grad_weights_clipped"`
	GradNorm      *Tensor `json:"grad_global_norm"`
	StepLosses    *Tensor `json:"losses_of_the_steps"`
}

type rawSettings struct {
	TauM      number              `json:"tau_m"`
	TauS      number              `json:"tau_s"`
	Threshold number              `json:"threshold"`
	Steps     number              `json:"n_steps"`
	Loss      oracle.LossKind     `json:"loss"`
	Desired   number              `json:"desired_count"`
	Undesired number              `json:"undesired_count"`
	Filter    oracle.TargetFilter `json:"target_filter"`
}

type rawOptimizer struct {
	LR          number     `json:"lr"`
	Betas       [2]float64 `json:"betas"`
	Eps         number     `json:"eps"`
	WeightDecay number     `json:"weight_decay"`
	ClipNorm    number     `json:"grad_clip_global_norm"`
	WeightClamp number     `json:"weight_clip"`
}

// weightsAfter matches the keys of weights after training.
var weightsAfter = regexp.MustCompile(`^weights_after_(\d{1,4})_steps?$`)

// parseNetwork reads a case of the kind network.
func parseNetwork(name string, text []byte) (c NetworkCase, err error) {
	var raw rawNetwork
	if err := json.Unmarshal(text, &raw); err != nil {
		return c, syntax(text, err)
	}
	c = NetworkCase{Name: name, Optimizer: raw.Optimizer.adamW(), Want: Values{}}
	if c.Network, err = raw.network(); err != nil {
		return c, err
	}
	if c.Input, err = raw.Input.volume(); err != nil {
		return c, fmt.Errorf("input: %w", err)
	}
	if t := raw.Settings.Steps; t.set && t.v != float64(c.Input.T) {
		return c, fmt.Errorf("n_steps is %v but the input holds %d steps", t.v, c.Input.T)
	}
	if c.Labels, err = raw.Labels.ints(); err != nil {
		return c, fmt.Errorf("labels: %w", err)
	}
	if err := c.check(); err != nil {
		return c, err
	}
	if err := raw.wanted(&c); err != nil {
		return c, err
	}
	return c, c.wantedWeights(text)
}

// network builds the network.
func (r *rawNetwork) network() (n oracle.Network, err error) {
	s := r.Settings
	def := oracle.Neuron{TauM: s.TauM.v, TauS: s.TauS.v, Threshold: s.Threshold.or(1)}
	if err := validNeuron(def); err != nil {
		return n, err
	}
	n = oracle.Network{TauS: def.TauS, Rule: oracle.DefaultRule(), Loss: oracle.Loss{
		Kind: s.Loss, Filter: s.Filter, TauS: def.TauS, Desired: s.Desired.v, Undesired: s.Undesired.v,
	}}
	if n.Loss.Filter == "" {
		n.Loss.Filter = oracle.Twice // these files come from the released code
	}
	if f := n.Loss.Filter; f != oracle.Once && f != oracle.Twice {
		return n, fmt.Errorf("unknown target filter %q", f)
	}
	switch s.Loss {
	case oracle.Kernel, oracle.Count, oracle.Softmax:
	default:
		return n, fmt.Errorf("unknown loss %q", s.Loss)
	}
	order := r.LayerOrder
	if order == nil {
		if order, err = keys(r.Layers); err != nil {
			return n, fmt.Errorf("layers: %w", err)
		}
	}
	var layers map[string]*rawLayer
	if err := json.Unmarshal(r.Layers, &layers); err != nil {
		return n, fmt.Errorf("layers: %w", err)
	}
	for _, name := range order {
		raw := layers[name]
		if raw == nil {
			return n, fmt.Errorf("layer %s is in the order but not described", name)
		}
		l, err := raw.layer(name, r.Initial[name], def)
		if err != nil {
			return n, fmt.Errorf("layer %s: %w", name, err)
		}
		n.Layers = append(n.Layers, l)
	}
	return n, nil
}

func (r rawOptimizer) adamW() oracle.AdamW {
	o := oracle.DefaultAdamW(r.LR.or(0))
	if r.Betas != [2]float64{} {
		o.Beta1, o.Beta2 = r.Betas[0], r.Betas[1]
	}
	o.Eps = r.Eps.or(o.Eps)
	o.WeightDecay = r.WeightDecay.or(o.WeightDecay)
	o.ClipNorm = r.ClipNorm.bound(o.ClipNorm)
	o.WeightClamp = r.WeightClamp.bound(o.WeightClamp)
	return *o
}

// wantedWeights notes the weights after training, whose keys say after how
// many steps.
func (c *NetworkCase) wantedWeights(text []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		match := weightsAfter.FindStringSubmatch(key)
		if match == nil {
			continue
		}
		steps, _ := strconv.Atoi(match[1])
		if steps < 1 || steps > maxSteps {
			return fmt.Errorf("%s: want 1 to %d steps", key, maxSteps)
		}
		var weights byLayer
		if err := json.Unmarshal(all[key], &weights); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		if err := c.hasAll(weights); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		for _, l := range c.Network.Layers {
			if err := c.wantWeights(WeightsAfter(steps, l.Name), weights[l.Name], l); err != nil {
				return err
			}
		}
		c.WeightsAt = append(c.WeightsAt, steps)
		c.Steps = max(c.Steps, steps)
	}
	slices.Sort(c.WeightsAt)
	return nil
}
