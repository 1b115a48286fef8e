package datasets

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/snnsim/snnsim/spikes"
)

// reading says how the recordings of a split become a collection.
type reading struct {
	what    string // the folder, as errors name it
	shape   spikes.Shape
	steps   int
	skipBad bool
	// read reads one recording into a train, which it resizes; it is called from
	// several goroutines.
	read func(path string, tr *spikes.Train) error
	// remark, where it is set, is asked when all are read, for the first note of the
	// collection. recall gets that note from a cache; if it can't read it, the
	// recordings are read instead.
	remark   func() string
	recall   func(note string) bool
	progress func(done, total int) // may be nil
}

// collect takes the collection from the cache, or reads all recordings and
// keeps them there. bad are those that were left out.
func (r *reading) collect(ctx context.Context, list []Recording, c cacheFile) (p *Packed, bad []error, err error) {
	if p, err = c.load(); err == nil && r.recalls(p) {
		for _, note := range p.Notes[r.remarks():] {
			bad = append(bad, errors.New(note))
		}
		return p, bad, nil
	}
	if p, bad, err = r.pack(ctx, list); err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: %w", r.what, err)
	}
	if len(bad) > 0 && !r.skipBad {
		return nil, nil, joinSome(bad)
	}
	if p.Len() == 0 {
		return nil, nil, fmt.Errorf("datasets: %s: no good recording: %w", r.what, joinSome(bad))
	}
	if r.remark != nil {
		p.Notes = append(p.Notes, r.remark())
	}
	lasting := true
	for _, err := range bad {
		p.Notes = append(p.Notes, err.Error())
		lasting = lasting && errors.As(err, new(*FormatError))
	}
	if lasting { // what could not be read this time may be read the next
		c.save(p)
	}
	return p, bad, nil
}

// remarks counts the notes that are no faults.
func (r *reading) remarks() int {
	if r.remark == nil {
		return 0
	}
	return 1
}

func (r *reading) recalls(p *Packed) bool {
	return r.recall == nil || len(p.Notes) > 0 && r.recall(p.Notes[0])
}

// pack reads all recordings, on all processors.
func (r *reading) pack(ctx context.Context, list []Recording) (*Packed, []error, error) {
	type result struct {
		code []byte
		err  error
	}
	results := make([]result, len(list))
	trains := make([]spikes.Train, runtime.GOMAXPROCS(0))
	err := eachRecording(ctx, len(list), len(trains), r.progress, func(i, worker int) {
		tr := &trains[worker]
		if err := r.read(list[i].Path, tr); err != nil {
			results[i].err = err
		} else {
			results[i].code = encodeTrain(nil, tr)
		}
	})
	if err != nil {
		return nil, nil, err
	}
	p := NewPacked(r.shape, r.steps)
	var bad []error
	for i, res := range results {
		if res.err != nil {
			bad = append(bad, res.err)
			continue
		}
		p.appendCode(list[i].Label, res.code)
		p.origins = append(p.origins, uint32(i))
	}
	if len(bad) == 0 {
		p.origins = nil
	}
	return p, bad, nil
}

// pathsOf returns the file of every sample of a collection that was read from a list,
// nil if it is not of that list.
func pathsOf(p *Packed, list []Recording) []string {
	if p.origins == nil && p.Len() != len(list) {
		return nil
	}
	paths := make([]string, p.Len())
	for i := range paths {
		at := i
		if p.origins != nil {
			at = int(p.origins[i])
		}
		if at >= len(list) {
			return nil
		}
		paths[i] = list[at].Path
	}
	return paths
}

// eachRecording calls do for 0 to n-1 on so many workers, until ctx ends. progress may be
// nil; it is called from one goroutine at a time.
func eachRecording(ctx context.Context, n, workers int, progress func(done, total int), do func(i, worker int)) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := w; i < n && ctx.Err() == nil; i += workers {
				do(i, w)
				if progress != nil {
					mu.Lock()
					done++
					progress(done, n)
					mu.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	return ctx.Err()
}

const maxShown = 20 // faults listed one by one

func joinSome(errs []error) error {
	if more := len(errs) - maxShown; more > 0 {
		errs = append(slices.Clone(errs[:maxShown]), fmt.Errorf("datasets: and %d more bad recordings", more))
	}
	return errors.Join(errs...)
}
