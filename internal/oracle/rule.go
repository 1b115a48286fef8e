package oracle

// WarmUp says where a surrogate derivative replaces the TSSL gradient.
type WarmUp string

const (
	// PerNeuron uses it wherever the PSC is below Rule.WarmUpPSC, as the
	// released code does.
	PerNeuron WarmUp = "per-neuron"
	// PerLayer uses it for a whole layer while the layer's density over the
	// batch is at most Rule.WarmUpDensity, as the paper does.
	PerLayer WarmUp = "per-layer"
	// None never uses it.
	None WarmUp = "none"
	// SurrogateOnly always uses it, and TSSL never.
	SurrogateOnly WarmUp = "surrogate-only"
	// OutputOnly is PerNeuron in the output layer and None below.
	OutputOnly WarmUp = "output-only"
)

// Rule holds the options and constants of the backward pass.
type Rule struct {
	WarmUp         WarmUp
	WarmUpPSC      float64 // PerNeuron: surrogate below this PSC; 0 means 1/(4 τ_s)
	WarmUpDensity  float64 // PerLayer: surrogate up to this density, in spikes per neuron and step
	LeakPath       bool    // pass gradient through silent steps before a spike
	IntraNeuron    bool    // pass gradient through the reset to the neuron's next spike
	SurrogateWidth float64 // logistic width of the surrogate
	MaxExponent    float64 // bound on the magnitude of the surrogate's exponent
	MaxInverseStep float64 // bound on 1/δu
}

// DefaultRule returns the rule of the released code.
func DefaultRule() Rule {
	return Rule{
		WarmUp:         PerNeuron,
		WarmUpDensity:  0.1, // the paper's, used by PerLayer only
		LeakPath:       true,
		IntraNeuron:    true,
		SurrogateWidth: 0.2,
		MaxExponent:    8,
		MaxInverseStep: 8,
	}
}

// at replaces OutputOnly by what it means for a layer.
func (r Rule) at(hidden bool) Rule {
	if r.WarmUp == OutputOnly {
		r.WarmUp = PerNeuron
		if hidden {
			r.WarmUp = None
		}
	}
	return r
}

// Resolve replaces PerLayer by None or SurrogateOnly, given the layer's
// density, and returns other rules as they are.
func (r Rule) Resolve(density float64) Rule {
	if r.WarmUp != PerLayer {
		return r
	}
	r.WarmUp = None
	if density <= r.WarmUpDensity {
		r.WarmUp = SurrogateOnly
	}
	return r
}

// warmingUp reports whether the surrogate is used at a step with PSC a.
func (r Rule) warmingUp(p Neuron, a float64) bool {
	switch r.WarmUp {
	case PerNeuron:
		limit := r.WarmUpPSC
		if limit == 0 {
			limit = 1 / (4 * p.TauS)
		}
		return a < limit
	case None:
		return false
	case SurrogateOnly:
		return true
	}
	panic(unresolvedRule)
}

const unresolvedRule = "oracle: warm-up mode unknown, or per-layer or output-only and not resolved"
