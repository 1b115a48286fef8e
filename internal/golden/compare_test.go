package golden

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/snnsim/snnsim/internal/oracle"
)

func TestCompare(t *testing.T) {
	want := []float64{0, -2, 1}
	assert.True(t, compare("x", want, []float64{0, -2, 1 + 1e-3}, 1e-3).OK)
	assert.False(t, compare("x", want, []float64{0, -2, 1 + 3e-3}, 1e-3).OK)
	assert.False(t, compare("x", want, []float64{0, math.NaN(), 1}, 1e-3).OK)
	assert.False(t, compare("x", want, []float64{0, -2}, 1e-3).OK)
	assert.True(t, compare("x", []float64{0, 0}, []float64{0, 1e-4}, 1e-3).OK, "scale 1 where all is zero")
	assert.True(t, compare("x", want, nil, 1e-3).Skipped)
}

func TestCompareSpikes(t *testing.T) {
	want, u := []float64{0, 1, 0}, []float64{1 - 1e-6, 1.5, 1}
	q := compareSpikes("s", want, []float64{1, 1, 0}, u, 1, 1)
	assert.True(t, q.OK)
	assert.Equal(t, 1, q.Excused)
	assert.False(t, compareSpikes("s", want, []float64{0, 0, 0}, u, 1, 1).OK, "far from the threshold")
	assert.False(t, compareSpikes("s", want, []float64{0, 1, 1}, u, 1, 1).OK, "exactly at the threshold")
	assert.False(t, compareSpikes("s", want, []float64{2, 1, 0}, u, 1, 1).OK, "not a spike")
}

// partial shows little, and runs no pooling.
type partial struct {
	Oracle
	err error
}

func (p partial) LIF(n oracle.Neuron, r oracle.Rule, current, gradPSC [][]float64) (LIFResult, error) {
	out, err := p.Oracle.LIF(n, r, current, gradPSC)
	out.U, out.DU = nil, nil
	return out, err
}

func (p partial) Pooling(oracle.Pooling, oracle.Tensor, oracle.Tensor) (output, gradInput []float64, err error) {
	return nil, nil, p.err
}

func TestSkipping(t *testing.T) {
	f, err := Load("testdata/lif_random_T5.json")
	assert.NoError(t, err)
	r := Check(f, partial{})
	assert.True(t, r.OK(), "%s", r)
	assert.Len(t, r.Skipped(), 2)

	f, err = Load("testdata/pooling.json")
	assert.NoError(t, err)
	r = Check(f, partial{err: fmt.Errorf("kernel of 3: %w", ErrUnsupported)})
	assert.False(t, r.OK(), "nothing was compared")
	assert.Empty(t, r.Failures())
	assert.Len(t, Check(f, partial{err: errors.New("broken")}).Failures(), 3)
}

// TestExcusedSpike flips a spike whose potential is a hair below the
// threshold: the neuron is left out, its neighbour is not.
func TestExcusedSpike(t *testing.T) {
	text := `{"kind":"lif","params":{"tau_m":5,"tau_s":3},"input_current":[[0.999999],[0.5]],"spikes":[[0],[0]],"psc":[[0],[0]]}`
	f, err := Parse("hair.json", []byte(text))
	assert.NoError(t, err)
	low := func(threshold float64) mutant {
		return mutant{neuron: func(p *oracle.Neuron) { p.Threshold = threshold }}
	}
	r := Check(f, low(0.99))
	assert.True(t, r.OK(), "%s", r)
	assert.Equal(t, 1, r.Quantities[0].Excused)
	assert.NotEmpty(t, Check(f, low(0.4)).Failures())
}
