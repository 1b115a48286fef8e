package golden

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/oracle"
)

// mutant is the oracle with one deliberate mistake. Those of the forward pass
// and of constants change the arguments; those of the scan have their own.
type mutant struct {
	Oracle
	neuron  func(*oracle.Neuron)
	rule    func(*oracle.Rule)
	network func(*oracle.Network)
	scan    func(p oracle.Neuron, r oracle.Rule, tr oracle.Trace, e []float64) []float64
}

func (m mutant) LIF(p oracle.Neuron, r oracle.Rule, current, gradPSC [][]float64) (LIFResult, error) {
	if m.neuron != nil {
		m.neuron(&p)
	}
	if m.rule != nil {
		m.rule(&r)
	}
	out, err := m.Oracle.LIF(p, r, current, gradPSC)
	for i := range current {
		if m.scan != nil && gradPSC != nil {
			out.GradCurrent[i] = m.scan(p, r, oracle.LIF(p, current[i]), gradPSC[i])
		}
	}
	return out, err
}

func (m mutant) Network(c *NetworkCase) (Values, error) {
	changed := *c
	n, _ := c.New()
	changed.Network = *n
	if m.rule != nil {
		m.rule(&changed.Network.Rule)
	}
	if m.network != nil {
		m.network(&changed.Network)
	}
	return m.Oracle.Network(&changed)
}

// wrongScan is the reverse scan with a switch for each mistake.
func wrongScan(intra, enter, negative bool) func(oracle.Neuron, oracle.Rule, oracle.Trace, []float64) []float64 {
	return func(p oracle.Neuron, r oracle.Rule, tr oracle.Trace, e []float64) []float64 {
		grad, psc, theta := make([]float64, len(e)), oracle.SynapseBackward(p.TauS, e), 0.0
		for t := len(e) - 1; t >= 0; t-- {
			theta *= 1 - 1/p.TauM
			grad[t] = theta
			if tr.S[t] == 1 {
				g := math.Min(1/tr.DU[t], r.MaxInverseStep)
				back := theta / (1 - 1/p.TauM) * tr.U[t] / p.TauM
				grad[t] = g * psc[t]
				if intra {
					grad[t] += g * back
				}
				if negative {
					grad[t] -= 2 * g * back
				}
				theta = grad[t]
			}
			if tr.A[t] < 1/(4*p.TauS) {
				grad[t] = psc[t] * oracle.Surrogate(p, r, tr.U[t])
			}
			if enter {
				theta = grad[t]
			}
		}
		return grad
	}
}

func failing(t *testing.T, m mutant) (failed []string) {
	for _, path := range goldenFiles(t, "testdata") {
		f, err := Load(path)
		require.NoError(t, err)
		if !Check(f, m).OK() {
			failed = append(failed, filepath.Base(path))
		}
	}
	return failed
}

func TestMutantsFail(t *testing.T) {
	for name, m := range map[string]mutant{
		"fires at the threshold": {neuron: func(p *oracle.Neuron) { p.Threshold = math.Nextafter(p.Threshold, 0) }},
		"bound on 1/δu is 10":    {rule: func(r *oracle.Rule) { r.MaxInverseStep = 10 }},
		"exponent unbounded":     {rule: func(r *oracle.Rule) { r.MaxExponent = 1e3 }},
		"no leak path":           {rule: func(r *oracle.Rule) { r.LeakPath = false }},
		"no warm-up":             {rule: func(r *oracle.Rule) { r.WarmUp = oracle.None }},
		"target filtered once":   {network: func(n *oracle.Network) { n.Loss.Filter = oracle.Once }},
		"no intra-neuron term":   {scan: wrongScan(false, false, false)},
		"surrogate enters θ":     {scan: wrongScan(true, true, false)},
		"intra-neuron negative":  {scan: wrongScan(true, false, true)},
		"pooling factor is 1": {network: func(n *oracle.Network) {
			for i := range n.Layers {
				n.Layers[i].Pooling.Theta = 1
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			failed := failing(t, m)
			assert.NotEmpty(t, failed)
			t.Logf("found by %v", failed)
		})
	}
	t.Run("none", func(t *testing.T) {
		assert.Empty(t, failing(t, mutant{}))
	})
	// V1 asks for gradients without warm-up or with nothing else, which the
	// scan here does not know: it must agree on the other files.
	t.Run("right scan", func(t *testing.T) {
		assert.Equal(t, []string{"variants.json"}, failing(t, mutant{scan: wrongScan(true, false, false)}))
	})
}
