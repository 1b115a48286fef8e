package bench

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
)

func TestStepTimesTakeTurns(t *testing.T) {
	k, err := kernel.Default()
	require.NoError(t, err)
	specs := []Spec{
		{Network: "fashion_400_400.yaml", Threads: 1, Batch: 2, Gain: 1},
		{Network: "fashion_400_400.yaml", Threads: 1, Batch: 2, Steps: 2, Gain: 1},
	}
	var rounds []int
	times, err := StepTimes(context.Background(), specs, 3, k, func(round int) { rounds = append(rounds, round) })
	require.NoError(t, err)
	assert.Equal(t, []int{0, 1, 2, 3}, rounds)
	require.Len(t, times, 2)
	for _, s := range times {
		assert.Positive(t, s.Best)
		assert.True(t, s.Best <= s.Median && s.Median <= s.Worst)
	}

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = StepTimes(ctx, specs, 1, k, nil)
	require.ErrorIs(t, err, context.Canceled)
	_, err = StepTimes(context.Background(), []Spec{{Network: "nosuch.yaml", Threads: 1}}, 1, k, nil)
	require.ErrorContains(t, err, "bench: network 1: ")
}
