package tsslbp

import (
	"errors"
	"fmt"
	"math"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

// WarmUp says where the surrogate gradient takes the place of TSSL-BP's.
type WarmUp int

const (
	// PerNeuron: wherever a neuron's PSC is below 1/(4τ_s), that is, where it
	// has not fired lately. The released code.
	PerNeuron WarmUp = iota
	// PerLayer: for a whole layer while the density of its spikes over the
	// batch is at or below a bound, and nowhere above. The paper.
	PerLayer
	// None: nowhere.
	None
	// SurrogateOnly: everywhere, an ablation.
	SurrogateOnly
	// OutputOnly: as PerNeuron in the output layer, nowhere below it. An output
	// that never fires still learns, and below the output the whole backward
	// pass follows the spikes.
	OutputOnly
)

var warmUpNames = [...]string{"per-neuron", "per-layer", "none", "surrogate-only", "output-only"}

// String returns the name that network files use.
func (w WarmUp) String() string {
	if w < 0 || int(w) >= len(warmUpNames) {
		return fmt.Sprintf("WarmUp(%d)", int(w))
	}
	return warmUpNames[w]
}

// ParseWarmUp is the inverse of String.
func ParseWarmUp(s string) (WarmUp, error) {
	for i, n := range warmUpNames {
		if n == s {
			return WarmUp(i), nil
		}
	}
	return 0, fmt.Errorf("tsslbp: warm-up mode %q: expected one of %v", s, warmUpNames)
}

// bound of 1/δu in the released code.
const releasedSlopeClamp = 8

// Rule holds the options of the learning rule. The zero Rule is the released code's
// without its leak path; DefaultRule has it.
type Rule struct {
	WarmUp   WarmUp
	Density  float64 // PerLayer: surrogate at or below, spikes per neuron and step
	LeakPath bool    // gradient passes through silent steps (released code)
	// Sparsity is λ: a sample's loss gains λ times the density of all hidden layers
	// together, in spikes per neuron and step (docs/sparsity-regulariser.md).
	Sparsity float64
	// NoIntraNeuron leaves out the gradient through the reset, by which a spike
	// delays the neuron's own next one, as the code of June 2020 did.
	NoIntraNeuron bool
	// SlopeClamp bounds 1/δu, how much earlier a spike comes for a higher potential;
	// 0 stands for the released code's 8.
	SlopeClamp float64
}

// DefaultRule is that of the released code: RuleOf of snn.DefaultConfig.
func DefaultRule() Rule {
	return Rule{WarmUp: PerNeuron, Density: 0.1, LeakPath: true, SlopeClamp: releasedSlopeClamp}
}

// Validate reports options that no rule has.
func (r Rule) Validate() error {
	var errs []error
	if r.WarmUp < 0 || int(r.WarmUp) >= len(warmUpNames) {
		errs = append(errs, fmt.Errorf("tsslbp: rule: %v: expected one of %v", r.WarmUp, warmUpNames))
	}
	for _, c := range []struct {
		name string
		v    float64
	}{{"density", r.Density}, {"sparsity", r.Sparsity}, {"slope clamp", r.SlopeClamp}} {
		if !(c.v >= 0) || math.IsInf(c.v, 0) {
			errs = append(errs, fmt.Errorf("tsslbp: rule: %s of %v: expected a number not below 0", c.name, c.v))
		}
	}
	return errors.Join(errs...)
}

// RuleOf returns the rule that a network file asks for.
func RuleOf(s *snn.Settings) (Rule, error) {
	w, err := ParseWarmUp(s.WarmUp)
	return Rule{WarmUp: w, Density: s.WarmUpDensity, LeakPath: s.LeakPath, Sparsity: s.Sparsity, NoIntraNeuron: !s.IntraNeuron,
		SlopeClamp: s.SlopeClamp}, err
}

// identity tells rules apart. Checkpoints hold it, also those that were written
// before there were NoIntraNeuron and SlopeClamp.
func (r Rule) identity() string {
	s := fmt.Sprintf("WarmUp:%v Density:%v LeakPath:%v Sparsity:%v", r.WarmUp, r.Density, r.LeakPath, r.Sparsity)
	if r.NoIntraNeuron {
		s += " NoIntraNeuron:true"
	}
	if r.slopeClamp() != releasedSlopeClamp {
		s += fmt.Sprintf(" SlopeClamp:%v", r.SlopeClamp)
	}
	return "{" + s + "}"
}

// slopeClamp is the bound of 1/δu.
func (r Rule) slopeClamp() float64 {
	if r.SlopeClamp == 0 {
		return releasedSlopeClamp
	}
	return r.SlopeClamp
}

// resetPath returns 1/τ_m, the factor of the gradient through the reset, or 0
// where the rule has none.
func (r Rule) resetPath(invTauM float32) float32 {
	if r.NoIntraNeuron {
		return 0
	}
	return invTauM
}

// warm returns the mode of one stage; gate is PerLayer's decision for it.
func (r Rule) warm(output, gate bool) kernel.Warm {
	switch {
	case r.WarmUp == PerNeuron, r.WarmUp == OutputOnly && output:
		return kernel.WarmPerNeuron
	case r.WarmUp == SurrogateOnly, r.WarmUp == PerLayer && gate:
		return kernel.WarmAlways
	}
	return kernel.WarmNone
}
