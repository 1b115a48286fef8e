package bench

import (
	"context"
	"slices"

	"github.com/snnsim/snnsim/internal/kernel"
)

// Peak is what the machine was seen to do at best on a number of threads, with the best
// of its back ends: arithmetic in registers, and plain reading, copying and adding. It is
// the measure of everything else.
type Peak struct {
	Threads int     `json:"threads"`
	GFLOPS  float64 `json:"gflops"` // fused multiply-add in registers, 10⁹ operations a second
	Kernel  string  `json:"kernel"` // back end that reached it
	// Sets is the same for every back end.
	Sets   map[string]float64 `json:"gflops_by_kernel"`
	Cache  Bandwidth          `json:"cache"`  // arrays of 128 KiB a thread
	Memory Bandwidth          `json:"memory"` // arrays beyond all caches
}

// Bandwidth is what moves between registers and an array, in 10⁹ bytes a second.
type Bandwidth struct {
	Bytes int     `json:"array_bytes"` // of one array, all threads together
	Read  float64 `json:"read_gb_s"`   // adding up an array, 4 bytes an element
	Copy  float64 `json:"copy_gb_s"`   // y = x, 8 bytes an element
	Add   float64 `json:"add_gb_s"`    // y += x, 12 bytes an element
}

const (
	peakRounds = 1 << 12
	cacheBytes = 128 << 10 // two such arrays lie in a second-level cache
)

// MeasurePeak measures the machine's limits on so many threads.
func MeasurePeak(ctx context.Context, e Effort, threads int) (Peak, error) {
	p := Peak{Threads: threads}
	if err := p.measureArithmetic(ctx, e); err != nil {
		return p, err
	}
	sets := kernel.Available()
	best := sets[len(sets)-1]
	var err error
	if p.Cache, err = measureBandwidth(ctx, e, best, threads, cacheBytes*threads); err != nil {
		return p, err
	}
	p.Memory, err = measureBandwidth(ctx, e, best, threads, e.Memory)
	return p, err
}

// measureArithmetic measures multiply-adds, keeping what it found before if
// that was more: other work on the machine only ever hides the peak.
func (p *Peak) measureArithmetic(ctx context.Context, e Effort) error {
	if p.Sets == nil {
		p.Sets = map[string]float64{}
	}
	for _, k := range kernel.Available() {
		flops, _ := k.Peak(peakRounds)
		t, err := e.time(ctx, p.Threads, func(int) { k.Peak(peakRounds) })
		if err != nil {
			return err
		}
		rate := float64(flops) * float64(p.Threads) / t.Best / 1e9
		p.Sets[k.Name] = max(p.Sets[k.Name], rate)
		if rate > p.GFLOPS {
			p.GFLOPS, p.Kernel = rate, k.Name
		}
	}
	return nil
}

// readRow is the length of the rows that are added up to measure reading, a
// multiple of every back end's vector that fits the registers.
const readRow = 96

func measureBandwidth(ctx context.Context, e Effort, k *kernel.Set, threads, bytes int) (Bandwidth, error) {
	type arrays struct {
		x, y, sum []float32
		offs      []int32
	}
	rows := max(1, bytes/threads/4/readRow)
	work := make([]arrays, threads)
	for i := range work {
		work[i] = arrays{make([]float32, rows*readRow), make([]float32, rows*readRow), make([]float32, readRow), make([]int32, rows)}
		for r := range rows {
			work[i].offs[r] = int32(r * readRow)
		}
		for j := range work[i].x { // touched, so that the pages exist
			work[i].x[j], work[i].y[j] = 1, 1
		}
	}
	b := Bandwidth{Bytes: 4 * rows * readRow * threads}
	for _, m := range []struct {
		rate  *float64
		bytes int // an element
		f     func(a *arrays)
	}{
		{&b.Read, 4, func(a *arrays) { k.AddRows(a.sum, a.x, a.offs) }},
		{&b.Read, 4, func(a *arrays) { k.SumSquares(a.x) }}, // whichever reads faster
		{&b.Copy, 8, func(a *arrays) { copy(a.y, a.x) }},
		{&b.Add, 12, func(a *arrays) { k.Add(a.y, a.x) }},
	} {
		t, err := e.time(ctx, threads, func(w int) { m.f(&work[w]) })
		if err != nil {
			return b, err
		}
		*m.rate = max(*m.rate, float64(m.bytes)*float64(rows*readRow*threads)/t.Best/1e9)
	}
	return b, nil
}

// peaks measures the limits for each number of threads, least first.
func peaks(ctx context.Context, e Effort, threads []int) (map[int]*Peak, error) {
	found := map[int]*Peak{}
	for _, n := range slices.Compact(slices.Sorted(slices.Values(threads))) {
		p, err := MeasurePeak(ctx, e, n)
		if err != nil {
			return nil, err
		}
		found[n] = &p
	}
	return found, nil
}
