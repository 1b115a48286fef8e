package lif

import (
	"errors"
	"fmt"
	"math"
)

// Params are the constants of a neuron.
type Params struct {
	TauM      float64 // membrane time constant τ_m, in steps, at least 1
	TauS      float64 // synapse time constant τ_s, in steps, at least 1
	Threshold float64 // firing threshold V_th, above 0
}

// Validate reports every constant that is impossible, or that float32, in which
// neurons are computed, can't hold.
func (p Params) Validate() error {
	var errs []error
	for _, c := range []struct {
		name string
		v    float64
	}{{"tau_m", p.TauM}, {"tau_s", p.TauS}} {
		if !(c.v >= 1 && c.v <= longest) {
			errs = append(errs, fmt.Errorf("lif: %s = %v: a time constant must be a number of steps, at least 1 and at most %.2g", c.name, c.v, longest))
		}
	}
	if !(p.Threshold > 0) {
		errs = append(errs, fmt.Errorf("lif: threshold = %v: must be above 0", p.Threshold))
	} else if p.Threshold < smallest || p.Threshold > math.MaxFloat32 {
		errs = append(errs, fmt.Errorf("lif: threshold = %v: must be %.2g to %.2g", p.Threshold, smallest, math.MaxFloat32))
	}
	return errors.Join(errs...)
}

const (
	longest  = 0x1p120  // steps; the inverse is a normal float32 too
	smallest = 0x1p-126 // the least normal float32
)

// DecayM returns 1-1/τ_m, the share of the potential that a step leaves.
func (p Params) DecayM() float64 { return 1 - 1/p.TauM }

// DecayS returns 1-1/τ_s, the share of a PSC that a step leaves.
func (p Params) DecayS() float64 { return 1 - 1/p.TauS }
