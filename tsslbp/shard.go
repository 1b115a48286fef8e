package tsslbp

import "time"

// shard is one of the fixed parts of a batch that gradients are summed over.
type shard struct {
	grads [][]float32
	sum   Stats
	err   error
	// What the last pass took, on one worker.
	forward, backward time.Duration
}

// samples returns the range of samples of a shard.
func (e *Engine) samples(shard int) (lo, hi int) {
	groups := (len(e.batch) + e.group - 1) / e.group
	lo = groups * shard / len(e.shards) * e.group
	hi = groups * (shard + 1) / len(e.shards) * e.group
	return min(lo, len(e.batch)), min(hi, len(e.batch))
}

// everyShard calls part for every shard on all threads. Shards differ by a group,
// which is long where they are few: the larger ones begin first, so that no thread
// begins one when the others are done. The order is seen in no result.
func (e *Engine) everyShard(part func(shard, worker int)) {
	e.order = e.order[:0]
	for size := e.largestShard(); len(e.order) < len(e.shards); size-- {
		for i := range e.shards {
			if lo, hi := e.samples(i); (hi-lo+e.group-1)/e.group == size {
				e.order = append(e.order, i)
			}
		}
	}
	e.part = part
	e.pool.Run(len(e.shards), e.next)
}

// largestShard returns the number of groups of the largest shard.
func (e *Engine) largestShard() int {
	groups := (len(e.batch) + e.group - 1) / e.group
	return (groups + len(e.shards) - 1) / len(e.shards)
}

func (e *Engine) orderedShard(task, worker int) { e.part(e.order[task], worker) }
