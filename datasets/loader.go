package datasets

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"

	"github.com/snnsim/snnsim/spikes"
)

// Loader serves a data set in batches.
type Loader struct {
	Data    Dataset
	Batch   int    // samples a batch, at least 1
	Seed    uint64 // of order and augmentation
	Shuffle bool   // a new order every epoch
	Augment bool
	// Limit is the most samples an epoch has, 0 for all: the first ones of the
	// epoch's order.
	Limit   int
	Workers int // goroutines that fill samples, less than 1 counts as 1
	// DropLast leaves out a last batch that is not full.
	DropLast bool
}

// prefetched is how many batches are prepared ahead.
const prefetched = 4

// Samples returns the number of samples of an epoch.
func (l *Loader) Samples() int {
	if l.Data == nil {
		return 0
	}
	n := l.Data.Len()
	if l.Limit > 0 {
		n = min(n, l.Limit)
	}
	if l.DropLast && l.Batch > 0 {
		n -= n % l.Batch
	}
	return n
}

// Batches returns the number of batches of an epoch.
func (l *Loader) Batches() int {
	if l.Batch < 1 {
		return 0
	}
	return (l.Samples() + l.Batch - 1) / l.Batch
}

// Epoch yields the batches of an epoch, from batch first on. A batch is valid
// until the next one is asked for. The iteration ends with an error if a
// sample can't be read or the context ends.
func (l *Loader) Epoch(ctx context.Context, epoch, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		if l.Data == nil {
			yield(nil, errors.New("datasets: loader without Data"))
			return
		}
		if l.Batch < 1 {
			yield(nil, fmt.Errorf("datasets: loader: %d samples a batch: expected at least 1", l.Batch))
			return
		}
		if first < 0 {
			yield(nil, fmt.Errorf("datasets: loader: first batch %d: expected at least 0", first))
			return
		}
		order := l.order(epoch)
		total := l.Batches()
		ctx, cancel := context.WithCancel(ctx)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()

		slots := make([]slot, prefetched)
		for i := range slots {
			slots[i].batch = make(spikes.Batch, l.Batch)
			slots[i].free = make(chan struct{}, 1)
			slots[i].ready = make(chan error, 1)
			slots[i].free <- struct{}{}
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := first; n < total; n++ {
				s := &slots[n%prefetched]
				select {
				case <-s.free:
				case <-ctx.Done():
					return
				}
				lo, hi := n*l.Batch, min((n+1)*l.Batch, len(order))
				s.n = hi - lo
				s.ready <- l.fill(epoch, order[lo:hi], s.batch)
			}
		}()
		for n := first; n < total; n++ {
			s := &slots[n%prefetched]
			if ctx.Err() != nil {
				// Don't serve what was prepared before the end.
				yield(nil, ctx.Err())
				return
			}
			select {
			case err := <-s.ready:
				if err != nil {
					yield(nil, err)
					return
				}
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
			if !yield(s.batch[:s.n], nil) {
				return
			}
			s.free <- struct{}{}
		}
	}
}

// slot is one batch of the ring.
type slot struct {
	batch spikes.Batch
	n     int
	free  chan struct{}
	ready chan error
}

// order returns the samples of an epoch in their order.
func (l *Loader) order(epoch int) []int {
	order := make([]int, l.Data.Len())
	for i := range order {
		order[i] = i
	}
	if l.Shuffle {
		rng := rand.New(rand.NewPCG(l.Seed, 0x6f72646572<<24^uint64(epoch))) // "order"
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order[:l.Samples()]
}

// fill fills a batch, shared among the workers.
func (l *Loader) fill(epoch int, indices []int, batch spikes.Batch) error {
	n := min(max(1, l.Workers), len(indices))
	errs := make([]error, len(indices))
	var wg sync.WaitGroup
	for w := range n {
		part := func() {
			for j := w; j < len(indices); j += n {
				errs[j] = l.fillOne(epoch, indices[j], &batch[j])
			}
		}
		if w == n-1 {
			part()
			break
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			part()
		}()
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *Loader) fillOne(epoch, i int, s *spikes.Sample) error {
	var aug *rand.Rand
	if l.Augment {
		aug = rand.New(rand.NewPCG(l.Seed^uint64(epoch)<<32, uint64(i)))
	}
	if err := l.Data.Fill(i, s, aug); err != nil {
		return fmt.Errorf("datasets: sample %d of %s: %w", i, l.Data.Info().Name, err)
	}
	if want := l.Data.Label(i); s.Label != want {
		return fmt.Errorf("datasets: sample %d of %s: Fill set the label %d: expected %d, as Label says", i, l.Data.Info().Name, s.Label, want)
	}
	return nil
}
