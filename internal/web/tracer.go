package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/inspect"
	"github.com/snnsim/snnsim/snn"
)

// errBusy is returned where a sample can't be run soon.
var errBusy = errors.New("web: too many samples are waiting to be run")

// Tracer runs single samples through a copy of a network for those who watch.
// While training goes on it takes only a small share of one thread.
type Tracer struct {
	share float64       // of one thread, above 0; 1 for no limit
	turn  chan struct{} // held by whoever runs a sample
	queue chan struct{} // those who wait for it

	mu      sync.Mutex // guards the inspector; training only ever tries it
	in      *inspect.Inspector
	step    int // of the weights
	updated time.Time
	took    time.Duration // the last update

	next   time.Time // guarded by turn, like cache
	cache  []cached
	wanted atomic.Bool // somebody looked since the last update
}

// traceAll is what the page draws of a sample.
var traceAll = inspect.Options{Potentials: true}

type cached struct {
	step, set, index int
	trace            *inspect.Trace
}

const (
	maxWaiting  = 16
	maxCached   = 3
	maxWait     = 10 * time.Second
	minUpdate   = time.Second // between updates during training
	updateShare = 0.005       // of training's time at most
)

// NewTracer copies a network that is not being trained during the call. share
// is the part of one thread's time that samples may take.
func NewTracer(net *snn.Network, step int, share float64) (*Tracer, error) {
	in, err := inspect.New(net)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return &Tracer{share: share, turn: make(chan struct{}, 1), queue: make(chan struct{}, maxWaiting), in: in, step: step, updated: time.Now()}, nil
}

// Update takes the present weights if that can be done at once, and reports
// whether it did. It is called by training between steps.
func (t *Tracer) Update(net *snn.Network, step int) bool {
	if !t.mu.TryLock() {
		return false
	}
	defer t.mu.Unlock()
	start := time.Now()
	t.in.Update(net)
	t.step, t.updated, t.took = step, time.Now(), time.Since(start)
	t.wanted.Store(false)
	return true
}

// due reports whether somebody watches and an update is affordable.
func (t *Tracer) due() bool {
	if !t.wanted.Load() || !t.mu.TryLock() {
		return false
	}
	defer t.mu.Unlock()
	return time.Since(t.updated) > max(minUpdate, time.Duration(float64(t.took)/updateShare))
}

// Trace runs sample i of a set, and returns the step of the weights it was run
// with. It waits for its turn, not for ever.
func (t *Tracer) Trace(ctx context.Context, sets []datasets.Dataset, set, i int) (*inspect.Trace, int, error) {
	select {
	case t.queue <- struct{}{}:
		defer func() { <-t.queue }()
	default:
		return nil, 0, errBusy
	}
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return nil, 0, errBusy
	}
	t.wanted.Store(true)
	for _, c := range t.cache {
		if c.step == t.at() && c.set == set && c.index == i {
			return c.trace, c.step, nil
		}
	}
	pause := time.NewTimer(time.Until(t.next))
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-ctx.Done():
		return nil, 0, errBusy
	}
	trace, step, took, err := t.run(sets[set], i, traceAll)
	if err != nil {
		return nil, 0, fmt.Errorf("web: %w", err)
	}
	t.rest(took)
	if len(t.cache) == maxCached {
		t.cache = append(t.cache[:0], t.cache[1:]...)
	}
	t.cache = append(t.cache, cached{step, set, i, trace})
	return trace, step, nil
}

func (t *Tracer) run(set datasets.Dataset, i int, o inspect.Options) (*inspect.Trace, int, time.Duration, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	start := time.Now()
	trace, err := t.in.At(set, i, o)
	return trace, t.step, time.Since(start), err
}

func (t *Tracer) at() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.step
}

// rest keeps the next sample back until the last one's time is within the
// share.
func (t *Tracer) rest(took time.Duration) {
	t.next = time.Now().Add(time.Duration(float64(took) * (1/t.share - 1)))
}
