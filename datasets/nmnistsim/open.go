package nmnistsim

import (
	"context"
	"encoding/hex"
	"path/filepath"
	"sync"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/spikes"
)

// Name is what the data set is called everywhere.
const Name = "nmnist-sim"

// Classes is the number of labels.
const Classes = 10

// Open simulates the recordings of one split, or takes them from the cache,
// and serves them binned.
func Open(ctx context.Context, o Options) (*datasets.EventSet, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	set, err := o.source()
	if err != nil {
		return nil, err
	}
	sim, err := NewSimulator(o.Params, o.Seed)
	if err != nil {
		return nil, err
	}
	info := datasets.Info{Name: Name, Split: o.Split, Classes: Classes, Simulated: true}
	key := o.cacheKey(set)
	path := o.cachePath(key)
	p, err := datasets.LoadPacked(path, key)
	if path == "" || err != nil {
		if p, err = o.simulate(ctx, sim, set); err != nil {
			return nil, err
		}
		if path != "" {
			// The data set works without a cache.
			_ = p.Save(path, key)
		}
	}
	es, err := datasets.NewEventSet(info, p)
	if err != nil {
		return nil, err
	}
	es.Shift = o.Shift
	return es, nil
}

func (o *Options) cachePath(key [32]byte) string {
	if o.NoCache {
		return ""
	}
	dir := o.CacheDir
	if dir == "" {
		var err error
		if dir, err = datasets.CacheDir(); err != nil {
			return ""
		}
	}
	return filepath.Join(dir, Name+"-"+o.Split+"-"+hex.EncodeToString(key[:16])+".spikes")
}

// held is how many words of spikes are held unpacked, 64 MiB.
const held = 8 << 20

// simulate records and bins all digits of the set.
func (o *Options) simulate(ctx context.Context, sim *Simulator, set *images) (*datasets.Packed, error) {
	p := datasets.NewPacked(datasets.EventShape, o.Steps)
	chunk := max(o.workers(), min(held/(o.Steps*datasets.EventShape.Words()), len(set.raw)))
	trains := make([]spikes.Train, chunk)
	for lo := 0; lo < len(set.raw); lo += chunk {
		hi := min(lo+chunk, len(set.raw))
		err := o.each(ctx, sim, set, lo, hi, func(i int, ev []datasets.Event) error {
			o.Bin(ev, &trains[i-lo])
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i := lo; i < hi; i++ {
			p.Append(set.labels[i], &trains[i-lo])
		}
	}
	return p, nil
}

// each records the digits lo … hi-1 on all workers and calls use for each
// recording, from several goroutines. The events are valid during the call.
func (o *Options) each(ctx context.Context, sim *Simulator, set *images, lo, hi int, use func(i int, ev []datasets.Event) error) error {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	done, n := lo, o.workers()
	for w := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var ev []datasets.Event
			for i := lo + w; i < hi; i += n {
				ev = sim.Record(ev[:0], set.picture(i), o.sampleNumber(i))
				err := use(i, ev)
				if err == nil {
					err = ctx.Err()
				}
				mu.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(set.raw))
				}
				if failed == nil {
					failed = err
				}
				stop := failed != nil
				mu.Unlock()
				if stop {
					return
				}
			}
		}()
	}
	wg.Wait()
	return failed
}
