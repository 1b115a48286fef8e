package workers

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestRun(t *testing.T) {
	for threads := 1; threads <= 5; threads++ {
		p := New(threads)
		assert.Equal(t, threads, p.Threads())
		for job := range 300 {
			n := job % 40
			calls := make([]atomic.Int32, n)
			busy := make([]atomic.Bool, threads)
			p.Run(n, func(task, worker int) {
				assert.True(t, busy[worker].CompareAndSwap(false, true), "worker %d overlaps", worker)
				calls[task].Add(1)
				busy[worker].Store(false)
			})
			for i := range calls {
				require.EqualValues(t, 1, calls[i].Load(), "task %d of %d, %d threads", i, n, threads)
			}
			if job%100 == 0 {
				time.Sleep(3 * spinTime) // let helpers park
			}
		}
		p.Close()
	}
}

// Plain memory written by tasks is visible after Run, and what the caller
// writes before Run is visible to tasks: the race detector checks both.
func TestRunOrdersMemory(t *testing.T) {
	p := New(3)
	defer p.Close()
	data := make([]int, 64)
	for job := range 500 {
		p.Run(len(data), func(task, _ int) { data[task] += job })
		data[job%64]++
	}
	sum := 0
	for _, v := range data {
		sum += v
	}
	assert.Equal(t, 64*500*499/2+500, sum)
}

func TestRunAscending(t *testing.T) {
	p := New(2)
	defer p.Close()
	last := []int{-1, -1}
	p.Run(1000, func(task, worker int) {
		assert.Greater(t, task, last[worker])
		last[worker] = task
	})
}

func TestRunPanics(t *testing.T) {
	boom := errors.New("boom")
	for threads := 1; threads <= 3; threads++ {
		p := New(threads)
		for range 50 {
			assert.PanicsWithValue(t, boom, func() {
				p.Run(20, func(task, _ int) {
					if task == 7 {
						panic(boom)
					}
				})
			})
			var n atomic.Int32
			p.Run(20, func(int, int) { n.Add(1) })
			assert.EqualValues(t, 20, n.Load(), "the pool survives")
		}
		p.Close()
	}
}

func TestRunNested(t *testing.T) {
	p := New(2)
	defer p.Close()
	assert.PanicsWithValue(t, errNested, func() {
		p.Run(2, func(int, int) { p.Run(2, func(int, int) {}) })
	})
}

func TestClose(t *testing.T) {
	p := New(4)
	time.Sleep(5 * spinTime)
	p.Close()
	p.Close()
	var n atomic.Int32
	p.Run(10, func(_, worker int) {
		assert.Zero(t, worker)
		n.Add(1)
	})
	assert.EqualValues(t, 10, n.Load())
	assert.Positive(t, New(1).Threads())
}

func TestRunDoesNotAllocate(t *testing.T) {
	p := New(2)
	defer p.Close()
	var n atomic.Int64
	fn := func(int, int) { n.Add(1) }
	assert.Zero(t, testing.AllocsPerRun(1000, func() { p.Run(8, fn) }))
}

func BenchmarkRun(b *testing.B) {
	for _, threads := range []int{1, 2} {
		for _, micros := range []int{0, 10, 100} {
			b.Run(fmt.Sprintf("threads=%d/task_us=%d", threads, micros), func(b *testing.B) {
				p := New(threads)
				defer p.Close()
				fn := func(int, int) {
					for start := time.Now(); time.Since(start) < time.Duration(micros)*time.Microsecond; {
					}
				}
				for b.Loop() {
					p.Run(4, fn)
				}
			})
		}
	}
}
