package lif

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/oracle"
)

func TestValidateReportsEveryConstant(t *testing.T) {
	require.NoError(t, Params{TauM: 1, TauS: 1, Threshold: 1e-3}.Validate())
	err := Params{TauM: 0.5, TauS: math.NaN(), Threshold: 0}.Validate()
	require.Error(t, err)
	for _, word := range []string{"tau_m = 0.5", "tau_s = NaN", "threshold = 0"} {
		assert.ErrorContains(t, err, word)
	}
	assert.Error(t, Params{TauM: math.Inf(1), TauS: 1, Threshold: 1}.Validate())
}

// TestScanMatchesReference compares potentials and spikes of many neurons with
// the float64 reference, on every back end and for odd population sizes.
func TestScanMatchesReference(t *testing.T) {
	const tol, margin = 2e-6, 1e-5
	for _, k := range kernel.Available() {
		for _, n := range []int{1, 15, 16, 63, 64, 65, 130} {
			for _, p := range []Params{{5, 3, 1}, {8, 4, 1}, {1, 1, 0.5}, {20, 1.5, 2}} {
				rng := rand.New(rand.NewPCG(7, uint64(n)))
				const steps = 25
				x := make([]float32, steps*n)
				for i := range x {
					x[i] = float32(rng.NormFloat64())
				}
				rec := NewRecord(n, steps)
				p.Scan(k, x, rec)
				fired := 0
			neurons:
				for i := range n {
					current := make([]float64, steps)
					for s := range current {
						current[s] = float64(x[s*n+i])
					}
					want := oracle.LIF(oracle.Neuron(p), oracle.Synapse(p.TauS, current))
					for s := range steps {
						if math.Abs(want.U[s]-p.Threshold) < margin {
							continue neurons
						}
						require.InDelta(t, want.U[s], rec.Potential(s, i), tol*(1+math.Abs(want.U[s])))
						require.Equal(t, want.S[s] == 1, rec.Fired(s, i))
						fired += int(want.S[s])
					}
				}
				assert.LessOrEqual(t, fired, rec.Spikes())
				if n > 60 {
					assert.Positive(t, fired)
				}
			}
		}
	}
}

func TestPSCIsTheKernelOfASpike(t *testing.T) {
	p := Params{TauM: 5, TauS: 3, Threshold: 1}
	x := make([]float32, 40)
	x[0] = 1
	p.PSC(x, x)
	sum := 0.0
	for i, want := range p.SynapseKernel(len(x)) {
		assert.InDelta(t, want, x[i], 1e-7)
		sum += want
	}
	assert.InDelta(t, 1, sum, 1e-6)
}

func TestResetKernelUndoesTheMembrane(t *testing.T) {
	// Without the reset the potential would go on decaying: that is what the
	// kernel takes away.
	p := Params{TauM: 4, TauS: 1, Threshold: 1}
	free := 1.5
	for _, k := range p.ResetKernel(1.5, 10) {
		free *= p.DecayM()
		assert.InDelta(t, free, k, 1e-12)
	}
}

func TestScanPanicsOnWrongShape(t *testing.T) {
	assert.PanicsWithValue(t, shapeScan, func() {
		Params{5, 3, 1}.Scan(kernel.Available()[0], make([]float32, 3), NewRecord(2, 2))
	})
}
