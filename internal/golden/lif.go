package golden

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/snnsim/snnsim/internal/oracle"
)

// LIFCase is a population of independent neurons run on given currents.
type LIFCase struct {
	Name      string
	Neuron    oracle.Neuron
	Current   [][]float64 // [neuron][T]
	GradPSC   [][]float64 // [neuron][T], ∂L/∂a
	Want      LIFResult   // forward part; what the file does not hold is nil
	Gradients []LIFGradient
}

// LIFGradient is ∂L/∂I under one rule.
type LIFGradient struct {
	Name string
	Rule oracle.Rule
	Want [][]float64 // [neuron][T]
}

// parseLIF reads a case of the kind lif.
func parseLIF(name string, text []byte) (c LIFCase, err error) {
	raw := struct {
		Params struct {
			TauM      number `json:"tau_m"`
			TauS      number `json:"tau_s"`
			Threshold number `json:"threshold"`
			Steps     number `json:"n_steps"`
			WarmUpPSC number `json:"warmup_psc_threshold"`
			Width     number `json:"surrogate_a"`
			Inverse   number `json:"clamp_inv_delta_u"`
			Exponent  number `json:"clamp_surrogate_exponent"`
		} `json:"params"`
		Current *Tensor `json:"input_current"`
		GradPSC *Tensor `json:"grad_psc"`
		Spikes  *Tensor `json:"spikes"`
		U       *Tensor `json:"u_pre_reset"`
		DU      *Tensor `json:"delta_u"`
		PSC     *Tensor `json:"psc"`
		Grad    *Tensor `json:"grad_input_current"`
	}{}
	if err := json.Unmarshal(text, &raw); err != nil {
		return c, syntax(text, err)
	}
	p := raw.Params
	rule := oracle.DefaultRule()
	rule.WarmUpPSC = p.WarmUpPSC.or(0)
	rule.SurrogateWidth = p.Width.or(rule.SurrogateWidth)
	rule.MaxInverseStep = p.Inverse.or(rule.MaxInverseStep)
	rule.MaxExponent = p.Exponent.or(rule.MaxExponent)
	c = LIFCase{
		Name:   name,
		Neuron: oracle.Neuron{TauM: p.TauM.v, TauS: p.TauS.v, Threshold: p.Threshold.or(1)},
	}
	var grad [][]float64
	err = sameTrains(
		field{"input_current", raw.Current, &c.Current},
		field{"grad_psc", raw.GradPSC, &c.GradPSC},
		field{"spikes", raw.Spikes, &c.Want.Spikes},
		field{"u_pre_reset", raw.U, &c.Want.U},
		field{"delta_u", raw.DU, &c.Want.DU},
		field{"psc", raw.PSC, &c.Want.PSC},
		field{"grad_input_current", raw.Grad, &grad},
	)
	if err != nil {
		return c, err
	}
	if t := len(c.Current[0]); p.Steps.set && p.Steps.v != float64(t) {
		return c, fmt.Errorf("n_steps is %v but the tensors hold %d steps", p.Steps.v, t)
	}
	if grad != nil {
		c.Gradients = []LIFGradient{{Name: "grad_input_current", Rule: rule, Want: grad}}
	}
	return c, c.validate()
}

// field is a tensor of a file and where its trains go.
type field struct {
	name string
	from *Tensor
	to   *[][]float64
}

// sameTrains cuts all fields into trains; the first must be there, the others
// may be missing, and all must have its shape.
func sameTrains(fields ...field) error {
	first := fields[0]
	if first.from == nil || len(first.from.Shape) == 0 || len(first.from.Data) == 0 {
		return fmt.Errorf("%s is missing or empty", first.name)
	}
	for _, f := range fields {
		if f.from == nil {
			continue
		}
		if err := f.from.is(first.from.Shape...); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		*f.to = f.from.trains()
	}
	return nil
}

func (c *LIFCase) validate() error {
	if c.Gradients != nil && c.GradPSC == nil {
		return fmt.Errorf("a gradient, but no grad_psc")
	}
	return validNeuron(c.Neuron)
}

// validNeuron reports impossible constants.
func validNeuron(p oracle.Neuron) error {
	if !(p.TauM >= 1) || !(p.TauS >= 1) {
		return fmt.Errorf("tau_m %v and tau_s %v, want at least 1", p.TauM, p.TauS)
	}
	if !(p.Threshold > 0) || math.IsInf(p.Threshold, 0) {
		return fmt.Errorf("threshold %v, want above 0", p.Threshold)
	}
	return nil
}
