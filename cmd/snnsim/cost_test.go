package main

import (
	"context"
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/bench"
)

// The cost at the end of a run is that of bench sparsity, for any number of threads, and
// leaves the weights as they are.
func TestCostIsThatOfBenchSparsity(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "images")
	require.NoError(t, mkMNIST(dir))
	var costs []float64
	for _, threads := range []int{1, 3} {
		cfg, err := loadNetwork([]string{"mnist_cnn"})
		require.NoError(t, err)
		cfg.Network.DataPath = dir
		v := newView(io.Discard, io.Discard, false)
		j, err := newJob(context.Background(), &trainFlags{threads: threads}, cfg, nil, v)
		require.NoError(t, err)
		was := j.net.WeightsHash()
		c, err := j.cost(context.Background())
		require.NoError(t, err)
		assert.Equal(t, was, j.net.WeightsHash())
		assert.Equal(t, 20, c.Samples)
		assert.InDelta(t, 5*(24*24*15*25+15*25*40*8*8+640*300+300*10), c.Dense, 0.5)
		require.NotNil(t, c.HiddenDensity)
		assert.Positive(t, *c.HiddenDensity)
		whole := j.src.loader(j.sets[1], &j.net.Config, 1, 0, false)
		r, err := bench.Sparsity(context.Background(), j.net, whole, bench.SparsityOptions{Threads: 1, Batch: cfg.Network.BatchSize, Example: -1})
		require.NoError(t, err)
		assert.Equal(t, []float64{r.Operations.Delivered(), r.Operations.Dense, r.Hidden.Rate, r.Energy.Spiking()},
			[]float64{c.Operations, c.Dense, *c.HiddenDensity, c.Microjoules})
		costs = append(costs, c.Operations, *c.HiddenDensity, c.Microjoules)
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		_, err = j.cost(ended)
		require.ErrorIs(t, err, context.Canceled)
		j.close()
	}
	assert.Equal(t, costs[:3], costs[3:])
}
