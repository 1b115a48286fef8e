// Package workers shares numbered tasks between a few goroutines that stay
// awake between the kernels of a training step.
package workers

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// spinTime is how long an idle helper looks for work before it parks. Waking a
// parked thread takes 50 to 100 µs, longer than most kernels run.
const spinTime = 100 * time.Microsecond

const errNested = "workers: Run called while another Run is in progress"

// A Pool runs the tasks of one job at a time. The goroutine that calls
// [Pool.Run] takes part as worker 0 and can finish a job alone; it waits only
// for tasks that a helper has begun. So a pool on a busy machine is never
// slower than a loop by more than the task a helper was interrupted in.
type Pool struct {
	// state is job<<32 | tasks not yet claimed. Whoever lowers it by one owns
	// a task, and the job cannot end before that task has.
	state atomic.Uint64
	_     [56]byte // keep the two busy counters on cache lines of their own
	done  atomic.Int64
	_     [56]byte

	// Written between jobs, read only by owners of a task.
	n  int
	fn func(task, worker int)

	failure atomic.Pointer[failure] // first panic of the job
	running atomic.Bool
	closed  atomic.Bool
	helpers []helper
	exit    sync.WaitGroup
}

// A helper is a goroutine of the pool.
type helper struct {
	parked atomic.Bool
	wake   chan struct{}
	_      [40]byte
}

// failure holds what a task panicked with.
type failure struct{ value any }

// New returns a pool of the given number of threads, the caller's included;
// less than one means GOMAXPROCS. Close releases its goroutines.
func New(threads int) *Pool {
	if threads < 1 {
		threads = runtime.GOMAXPROCS(0)
	}
	p := &Pool{helpers: make([]helper, threads-1)}
	for i := range p.helpers {
		p.helpers[i].wake = make(chan struct{}, 1)
		p.exit.Add(1)
		go p.help(i)
	}
	return p
}

// Threads returns the number of workers, the caller included.
func (p *Pool) Threads() int { return len(p.helpers) + 1 }

// Run calls fn(task, worker) once for every task in [0, n) and returns when
// all have returned. Tasks begin in ascending order; worker is below
// [Pool.Threads] and no two calls with the same worker overlap. If a task
// panics, tasks not yet begun are dropped and Run panics with the same value.
// Run does not allocate. It must not be called by a task or by two goroutines
// at once.
func (p *Pool) Run(n int, fn func(task, worker int)) {
	if len(p.helpers) == 0 || n <= 1 {
		for i := range n {
			fn(i, 0)
		}
		return
	}
	if !p.running.CompareAndSwap(false, true) {
		panic(errNested)
	}
	p.n, p.fn = n, fn
	p.done.Store(0)
	p.state.Store((p.state.Load()>>32+1)<<32 | uint64(uint32(n)))
	p.rouse(n - 1)
	for p.work(0) {
	}
	for i := 0; p.done.Load() != int64(n); i++ {
		if i >= 100 {
			runtime.Gosched()
		}
	}
	p.fn = nil
	f := p.failure.Swap(nil)
	p.running.Store(false)
	if f != nil {
		panic(f.value)
	}
}

// Close ends the helpers and waits for them. A closed pool still runs jobs, on
// the caller alone. Close must not overlap Run.
func (p *Pool) Close() {
	p.closed.Store(true)
	p.rouse(len(p.helpers))
	p.exit.Wait()
}

// rouse wakes at most n parked helpers.
func (p *Pool) rouse(n int) {
	for i := range p.helpers {
		h := &p.helpers[i]
		if n == 0 {
			return
		}
		if h.parked.CompareAndSwap(true, false) {
			h.wake <- struct{}{}
		}
		n--
	}
}

// pending reports whether a task is left to claim.
func (p *Pool) pending() bool { return uint32(p.state.Load()) != 0 }

// claim takes the next task, or reports that none is left.
func (p *Pool) claim() (task int, ok bool) {
	for {
		s := p.state.Load()
		if uint32(s) == 0 {
			return 0, false
		}
		if p.state.CompareAndSwap(s, s-1) {
			return p.n - int(uint32(s)), true
		}
	}
}

// work runs tasks until none is left or one panics. It reports whether to be
// called again.
func (p *Pool) work(worker int) (again bool) {
	defer p.catch(&again)
	for {
		task, ok := p.claim()
		if !ok {
			return false
		}
		if p.failure.Load() == nil {
			p.fn(task, worker)
		}
		p.done.Add(1)
	}
}

// catch keeps the first panic of a job and counts its task as done.
func (p *Pool) catch(again *bool) {
	if v := recover(); v != nil {
		p.failure.CompareAndSwap(nil, &failure{v})
		p.done.Add(1)
		*again = true
	}
}

// help is the life of helper i: look for work for a while, then park.
func (p *Pool) help(i int) {
	defer p.exit.Done()
	h := &p.helpers[i]
	for !p.closed.Load() {
		if p.spin() {
			for p.work(i + 1) {
			}
			continue
		}
		h.parked.Store(true)
		if (p.pending() || p.closed.Load()) && h.parked.CompareAndSwap(true, false) {
			continue
		}
		<-h.wake
	}
}

// spin waits for work and reports whether there is some. It yields between
// looks, so that a processor wanted elsewhere is not held.
func (p *Pool) spin() bool {
	for start := time.Now(); ; runtime.Gosched() {
		for range 64 {
			if p.pending() {
				return true
			}
		}
		if p.closed.Load() || time.Since(start) > spinTime {
			return false
		}
	}
}
