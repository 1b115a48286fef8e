package bench

import (
	"math/bits"

	"github.com/snnsim/snnsim/spikes"
)

// firingCount adds up the spikes of one population, sample after sample.
type firingCount struct {
	shape   spikes.Shape
	samples int
	spikes  int64
	counts  []int64  // [T+1]
	perStep []int64  // [T]
	first   []int64  // [T]
	ever    []uint64 // [words], neurons that fired for some sample
}

func newFiringCount(s spikes.Shape, steps int) *firingCount {
	return &firingCount{
		shape: s, counts: make([]int64, steps+1), perStep: make([]int64, steps), first: make([]int64, steps),
		ever: make([]uint64, s.Words()),
	}
}

// tally is working memory for the largest population.
type tally struct {
	n    []int32  // spikes of each bit
	seen []uint64 // bits that have fired
}

func newTally(words int) *tally {
	return &tally{n: make([]int32, 64*words), seen: make([]uint64, words)}
}

// add counts the packed spikes [T][words] of one sample.
func (f *firingCount) add(train []uint64, w *tally) {
	words := f.shape.Words()
	n, seen := w.n[:64*words], w.seen[:words]
	clear(n)
	clear(seen)
	f.samples++
	for t := range f.perStep {
		step, fresh := 0, 0
		for i, b := range train[t*words : (t+1)*words] {
			if b == 0 {
				continue
			}
			step += bits.OnesCount64(b)
			fresh += bits.OnesCount64(b &^ seen[i])
			seen[i] |= b
			for ; b != 0; b &= b - 1 {
				n[64*i+bits.TrailingZeros64(b)]++
			}
		}
		f.perStep[t] += int64(step)
		f.first[t] += int64(fresh)
		f.spikes += int64(step)
	}
	fired := 0
	for i, b := range seen {
		f.ever[i] |= b
		fired += bits.OnesCount64(b)
		for ; b != 0; b &= b - 1 {
			f.counts[n[64*i+bits.TrailingZeros64(b)]]++
		}
	}
	f.counts[0] += int64(f.shape.Neurons() - fired)
}

// merge adds what another count of the same population has.
func (f *firingCount) merge(o *firingCount) {
	f.samples += o.samples
	f.spikes += o.spikes
	addAll(f.counts, o.counts)
	addAll(f.perStep, o.perStep)
	addAll(f.first, o.first)
	for i, b := range o.ever {
		f.ever[i] |= b
	}
}

// report returns the counts under a name.
func (f *firingCount) report(name string) *Firing {
	r := &Firing{
		Name: name, Shape: f.shape.String(), Neurons: f.shape.Neurons(), Samples: f.samples, Steps: len(f.perStep),
		Spikes: f.spikes, Counts: f.counts, PerStep: f.perStep, First: f.first,
		Silent: f.shape.Neurons() - spikes.Count(f.ever),
	}
	r.derive()
	return r
}
