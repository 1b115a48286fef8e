package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Effort says how long to measure.
type Effort struct {
	Repeats int           // timings of each quantity
	Least   time.Duration // of one timing; the work is repeated until it takes so long
	Memory  int           // bytes of an array that lies beyond all caches
	// LargestProduct leaves out matrix products and sweeps of more operations; 0 keeps all.
	LargestProduct int64
}

// Thorough is the effort for figures to keep.
func Thorough() Effort {
	return Effort{Repeats: 10, Least: 10 * time.Millisecond, Memory: 64 << 20}
}

// Quick is the effort for a look: figures are noisy, and memory may turn out
// to be a cache.
func Quick() Effort {
	return Effort{Repeats: 2, Least: 100 * time.Microsecond, Memory: 4 << 20, LargestProduct: 6e6}
}

// Timing is what one call took, in seconds, over several repeats.
type Timing struct {
	Best   float64 `json:"best_s"`
	Median float64 `json:"median_s"`
	Worst  float64 `json:"worst_s"`
}

// newTiming summarises times of one call.
func newTiming(seconds []float64) Timing {
	slices.Sort(seconds)
	n := len(seconds)
	return Timing{Best: seconds[0], Median: (seconds[(n-1)/2] + seconds[n/2]) / 2, Worst: seconds[n-1]}
}

// least keeps a time from being zero where the clock is coarse.
const least = time.Nanosecond

// time measures calls of f on so many threads at once, after one call to warm
// up. What one call takes is the time until all threads are done, divided by
// the calls of one of them.
func (e Effort) time(ctx context.Context, threads int, f func(worker int)) (Timing, error) {
	calls := 1
	run := func() time.Duration { return together(threads, calls, f) }
	run()
	for d := run(); d < e.Least; d = run() {
		calls = max(calls+1, int(1.2*float64(calls)*float64(e.Least)/float64(max(d, e.Least/100))))
	}
	seconds := make([]float64, max(1, e.Repeats))
	for i := range seconds {
		if err := ctx.Err(); err != nil {
			return Timing{}, fmt.Errorf("bench: %w", err)
		}
		seconds[i] = max(run(), least).Seconds() / float64(calls)
	}
	return newTiming(seconds), nil
}

// together runs f a number of times on each of several goroutines.
func together(threads, calls int, f func(worker int)) time.Duration {
	start := time.Now()
	if threads == 1 {
		for range calls {
			f(0)
		}
		return time.Since(start)
	}
	var wg sync.WaitGroup
	for w := range threads {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range calls {
				f(w)
			}
		}()
	}
	wg.Wait()
	return time.Since(start)
}
