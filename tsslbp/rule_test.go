package tsslbp

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
)

// Checkpoints hold the text of a rule: what older ones hold must stay the same.
func TestRuleIdentity(t *testing.T) {
	s := snn.DefaultConfig().Network
	r, err := RuleOf(&s)
	require.NoError(t, err)
	assert.Equal(t, "{WarmUp:per-neuron Density:0.1 LeakPath:true Sparsity:0}", r.identity())
	s.IntraNeuron = false
	r, err = RuleOf(&s)
	require.NoError(t, err)
	assert.Equal(t, "{WarmUp:per-neuron Density:0.1 LeakPath:true Sparsity:0 NoIntraNeuron:true}", r.identity())
	s.IntraNeuron, s.SlopeClamp = true, 10
	r, err = RuleOf(&s)
	require.NoError(t, err)
	assert.Equal(t, "{WarmUp:per-neuron Density:0.1 LeakPath:true Sparsity:0 SlopeClamp:10}", r.identity())
}
