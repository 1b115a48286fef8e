package snn

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Counting a network's layers takes no memory for every neuron: tables are
// made when it is prepared to run, once.
func TestTablesWaitForThePreparation(t *testing.T) {
	n := small(t)
	c := n.Stages[0].Conn.(*conv)
	f := n.Stages[1].Conn.(*linear)
	assert.Nil(t, c.cellEvent)
	assert.Nil(t, f.place)
	for _, s := range n.Stages {
		assert.Nil(t, s.bridge.cell)
	}
	n.Prepare(true)
	require.NotEmpty(t, c.cellEvent)
	require.NotEmpty(t, f.place)
	require.NotEmpty(t, n.Stages[1].bridge.cell)
	first := &n.Stages[1].bridge.cell[0]
	n.Prepare(false)
	assert.Same(t, first, &n.Stages[1].bridge.cell[0])
}
