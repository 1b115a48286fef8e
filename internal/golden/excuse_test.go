package golden

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/oracle"
)

// hairNetwork has two layers; in sample 0, neuron 0 of the first comes within
// 1e-6 of its threshold. In sample 1 nothing does.
const hairNetwork = `{"kind":"network","network":{"tau_m":5,"tau_s":3,"n_steps":3,"loss":"count","desired_count":2,"undesired_count":1},
 "layers":{"a":{"type":"linear"},"b":{"type":"linear"}},"labels":[0,1],
 "input":{"shape":[2,2,1,1,3],"data":[1,0,0, 0,0,0, 0,1,0, 1,1,1]},
 "weights_initial":{"a":[[2.999997,4],[4,4]],"b":[[3,4],[4,3]]}}`

// altered is the oracle whose values are changed before they are shown.
type altered struct {
	mutant
	change func(Values)
}

func (a altered) Network(c *NetworkCase) (Values, error) {
	v, err := a.mutant.Network(c)
	if a.change != nil {
		a.change(v)
	}
	return v, err
}

func TestExcusedSpikeInANetwork(t *testing.T) {
	f, err := Parse("hair.json", []byte(hairNetwork))
	require.NoError(t, err)
	c := &f.Networks[0]
	c.Want, err = Oracle{}.Network(c)
	require.NoError(t, err)
	require.True(t, Check(f, Oracle{}).OK())

	// One neuron fires that a hair kept from it.
	low := mutant{network: func(n *oracle.Network) {
		for i := range n.Layers {
			n.Layers[i].Neuron.Threshold -= 5e-6
		}
	}}
	r := Check(f, low)
	require.True(t, r.OK(), "%s", r)
	at := map[string]Quantity{}
	for _, q := range r.Quantities {
		at[q.Name] = q
	}
	per := 2 * 3 // values of a layer and sample
	assert.Equal(t, 1, r.Total().Excused)
	assert.Equal(t, 1, at[Spikes("a")].Excused)
	assert.Equal(t, 2*per, at[Current("a")].Compared, "nothing lies in front of the first layer")
	assert.Equal(t, per, at[PSC("a")].Compared, "the other sample")
	assert.Equal(t, per, at[PSC("a")].Left)
	assert.Equal(t, per, at[Current("b")].Compared)
	assert.GreaterOrEqual(t, at[GradCurrent("a")].Compared, per)
	assert.True(t, at[GradWeights("b")].Skipped, "a sum over both samples")
	assert.Equal(t, 2*2, at[GradWeights("b")].Left)
	assert.Contains(t, r.String(), "left out")

	// The excuse of one sample is none for the other, nor for what lies in
	// front of the spike.
	for _, name := range []string{PSC("a"), Current("b"), Spikes("b"), PSC("b"), OutputPSCSum, GradCurrent("a"), GradInputPSC} {
		r := Check(f, altered{low, func(v Values) { v[name][len(v[name])-1]++ }})
		assert.NotEmpty(t, r.Failures(), name)
	}
	for _, name := range []string{InputPSC, Current("a")} {
		r := Check(f, altered{low, func(v Values) { v[name][0]++ }})
		assert.NotEmpty(t, r.Failures(), name)
	}
}

func TestNothingComparedIsAFailure(t *testing.T) {
	f, err := Parse("hair.json", []byte(hairNetwork))
	require.NoError(t, err)
	c := &f.Networks[0]
	v, err := Oracle{}.Network(c)
	require.NoError(t, err)
	c.Want = Values{GradWeights("a"): v[GradWeights("a")]}
	r := Check(f, altered{change: func(v Values) { clear(v) }})
	assert.False(t, r.OK())
	assert.Empty(t, r.Failures())
	assert.Zero(t, r.Total().Compared)
	assert.Equal(t, 4, r.Total().Left)
}

func TestWhatRoundingMayDo(t *testing.T) {
	for _, c := range []struct {
		u, threshold float64
		first, want  bool
	}{
		{1, 1, false, false}, // must not fire
		{0.7, 0.7, true, false},
		{0.7, 0.7, false, true}, // float32 has no 0.7, nor its sums
		{1 + 1e-6, 1, true, true},
		{0.7 - 1e-6, 0.7, true, true},
		{1.1, 1, false, false},
	} {
		assert.Equal(t, c.want, mayRound(c.u, c.threshold, c.first), "%+v", c)
	}
}
