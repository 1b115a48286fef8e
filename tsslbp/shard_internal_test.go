package tsslbp

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/snnsim/snnsim/internal/workers"
	"github.com/snnsim/snnsim/spikes"
)

// TestShardOrder checks that every shard is called once, the larger ones first.
func TestShardOrder(t *testing.T) {
	for _, tt := range []struct{ batch, group, shards, threads int }{
		{50, 5, 4, 2}, {50, 5, 10, 2}, {50, 1, 16, 3}, {100, 10, 10, 1},
		{7, 5, 4, 2}, {1, 1, 16, 2}, {49, 5, 4, 4}, {3, 10, 1, 2},
	} {
		e := &Engine{group: tt.group, shards: make([]shard, tt.shards), batch: make(spikes.Batch, tt.batch), pool: workers.New(tt.threads)}
		e.next = e.orderedShard
		calls := make([]int, tt.shards)
		e.everyShard(func(i, _ int) { calls[i]++ })
		e.pool.Close()
		sizes, samples := []int{}, 0
		for _, i := range e.order {
			lo, hi := e.samples(i)
			sizes, samples = append(sizes, (hi-lo+tt.group-1)/tt.group), samples+hi-lo
		}
		slices.Reverse(sizes)
		assert.True(t, slices.IsSorted(sizes), "%+v: %v from the last to the first", tt, sizes)
		assert.Equal(t, tt.batch, samples, "%+v", tt)
		assert.Equal(t, slices.Repeat([]int{1}, tt.shards), calls, "%+v", tt)
	}
}
