package golden

import (
	"encoding/json"
	"fmt"
)

// PSPCase exercises the synapse filter, on trains and on the target of the
// kernel loss. What the file does not hold is nil.
type PSPCase struct {
	Name   string
	TauS   float64
	Steps  int
	Inputs []PSPInput

	Pattern []float64 // [T], target of the true class as spikes
	Once    []float64 // [T], filtered once
	Twice   []float64 // [T], filtered twice
}

// PSPInput is a set of trains and their PSC.
type PSPInput struct {
	Name    string
	X, Want [][]float64 // [neuron][T]
}

// parsePSP reads a case of the kind psp.
func parsePSP(name string, text []byte) (c PSPCase, err error) {
	raw := struct {
		Steps   int     `json:"n_steps"`
		TauS    number  `json:"tau_s"`
		Real    *Tensor `json:"real_input"`
		RealPSC *Tensor `json:"psp_of_real_input"`
		Bits    *Tensor `json:"binary_input"`
		BitsPSC *Tensor `json:"psp_of_binary_input"`
		Pattern *Tensor `json:"kernel_target_pattern"`
		Once    *Tensor `json:"kernel_target_psp_once"`
		Twice   *Tensor `json:"kernel_target_psp_twice_used_by_loss"`
	}{}
	if err := json.Unmarshal(text, &raw); err != nil {
		return c, syntax(text, err)
	}
	c = PSPCase{Name: name, TauS: raw.TauS.v, Steps: raw.Steps}
	if !(c.TauS >= 1) || c.Steps < 1 || c.Steps > maxElements {
		return c, fmt.Errorf("tau_s %v and n_steps %d, want at least 1", c.TauS, c.Steps)
	}
	for _, in := range []struct {
		name    string
		x, want *Tensor
	}{{"real_input", raw.Real, raw.RealPSC}, {"binary_input", raw.Bits, raw.BitsPSC}} {
		if in.x == nil || in.want == nil {
			continue
		}
		p := PSPInput{Name: in.name}
		err := sameTrains(field{in.name, in.x, &p.X}, field{"psp_of_" + in.name, in.want, &p.Want})
		if err != nil {
			return c, err
		}
		if len(p.X[0]) != c.Steps {
			return c, fmt.Errorf("%s holds %d steps, want n_steps %d", in.name, len(p.X[0]), c.Steps)
		}
		c.Inputs = append(c.Inputs, p)
	}
	for _, target := range []struct {
		name string
		from *Tensor
		to   *[]float64
	}{
		{"kernel_target_pattern", raw.Pattern, &c.Pattern},
		{"kernel_target_psp_once", raw.Once, &c.Once},
		{"kernel_target_psp_twice_used_by_loss", raw.Twice, &c.Twice},
	} {
		if target.from == nil {
			continue
		}
		if err := target.from.is(c.Steps); err != nil {
			return c, fmt.Errorf("%s: %w", target.name, err)
		}
		*target.to = target.from.Data
	}
	return c, nil
}
