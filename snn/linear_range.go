package snn

import (
	"slices"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// RangeConnection is a connection whose weight gradient can be computed for a
// whole batch at once, a range of inputs at a time. That needs no accumulator
// per thread, so it is what large matrices use.
type RangeConnection interface {
	Connection
	// Wide reports whether the connection is large enough for that to pay.
	Wide() bool
	// RangeStep is the number of inputs that one call should take.
	RangeStep() int
	// NewRangeScratch returns working memory for one goroutine and a batch of
	// b samples of t steps.
	NewRangeScratch(k *kernel.Set, mode Mode, even BreakEvens, b, t int) *Scratch
	// SumSteps adds up r [T][Plane] of an image over its steps into sum [Plane].
	SumSteps(k *kernel.Set, sum, r []float32, t int)
	// WeightGradRange writes Σ r·sᵀ of all samples for the inputs lo … hi-1
	// to dw, in the order of Weight. r is [B][T][Plane] as Deltas says, or
	// [B][Plane] for images.
	WeightGradRange(s *Scratch, dw []float32, in []Input, r []float32, lo, hi int)
}

var _ RangeConnection = (*linear)(nil)

const (
	wideMatrix = 1 << 16 // weights
	rangeStep  = 64      // inputs
)

// Wide implements RangeConnection.
func (f *linear) Wide() bool { return f.n*f.m >= wideMatrix }

// RangeStep implements RangeConnection.
func (f *linear) RangeStep() int { return rangeStep }

// NewRangeScratch implements RangeConnection.
func (f *linear) NewRangeScratch(k *kernel.Set, mode Mode, even BreakEvens, b, t int) *Scratch {
	return &Scratch{
		k: k, mode: mode, even: even,
		frame: make([]float32, b*t*min(rangeStep, f.n)),
		count: make([]int32, rangeStep+1),
		pack:  make([]float32, kernel.PackSize),
	}
}

// SumSteps implements RangeConnection.
func (f *linear) SumSteps(k *kernel.Set, sum, r []float32, t int) {
	p := f.plane
	copy(sum, r[:p])
	for i := 1; i < t; i++ {
		k.Add(sum[:p], r[i*p:(i+1)*p])
	}
}

// WeightGradRange implements RangeConnection.
func (f *linear) WeightGradRange(s *Scratch, dw []float32, in []Input, r []float32, lo, hi int) {
	events, steps := 0, 0
	for b := range in {
		if in[b].Kind != spikes.Events {
			steps = 0
			break
		}
		events += len(in[b].Cells)
		steps += in[b].T
	}
	if s.mode != ForceDense && steps > 0 &&
		(s.mode == ForceEvents || float64(events) <= f.breakEven(s)*float64(steps)*float64(f.n)) {
		if lo == 0 {
			s.took(WeightGradient, true, steps)
		}
		f.gatherRange(s, dw, in, r, lo, hi)
		return
	}
	w := hi - lo
	row := 0
	for b := range in {
		for t := range in[b].Frames() {
			x := s.frame[row*w : (row+1)*w]
			if in[b].Kind == spikes.Events {
				clear(x)
				for _, c := range in[b].between(t, lo, hi) {
					if int(c) >= lo && int(c) < hi {
						x[int(c)-lo]++
					}
				}
			} else {
				copy(x, in[b].Values[t*f.n+lo:t*f.n+hi])
			}
			row++
		}
	}
	if lo == 0 {
		s.took(WeightGradient, false, row)
	}
	s.gemm = kernel.GemmArgs{
		Pack: s.pack,
		M:    w, N: f.m, Kn: row, Ko: 1,
		A: s.frame, Ars: 1, Acs: w,
		B: r, Brs: f.plane,
		C: dw[lo*f.m:], Crs: f.m,
	}
	s.k.Gemm(&s.gemm)
}

// between returns the cells of step t that can lie in lo … hi-1.
func (in *Input) between(t, lo, hi int) []int32 {
	cells := in.Step(t)
	if !in.Sorted {
		return cells
	}
	i, _ := slices.BinarySearch(cells, int32(lo))
	j, _ := slices.BinarySearch(cells[i:], int32(hi))
	return cells[i : i+j]
}

// gatherRange lists, for every input of the range, the rows of r at its
// spikes, and adds them up.
func (f *linear) gatherRange(s *Scratch, dw []float32, in []Input, r []float32, lo, hi int) {
	p := int32(f.plane)
	count := s.count[:hi-lo+1]
	clear(count)
	each := func(visit func(cell int, row int32)) {
		row := int32(0)
		for b := range in {
			for t := range in[b].T {
				for _, c := range in[b].between(t, lo, hi) {
					if int(c) >= lo && int(c) < hi {
						visit(int(c)-lo, row)
					}
				}
				row += p
			}
		}
	}
	each(func(cell int, _ int32) { count[cell+1]++ })
	for i := 1; i < len(count); i++ {
		count[i] += count[i-1]
	}
	n := int(count[len(count)-1])
	if cap(s.offs) < n {
		s.offs = make([]int32, n+n/2)
	}
	offs := s.offs[:n]
	each(func(cell int, row int32) {
		offs[count[cell]] = row
		count[cell]++
	})
	clear(dw[lo*f.m : hi*f.m])
	from := int32(0)
	for i := range hi - lo {
		s.k.AddRows(dw[(lo+i)*f.m:(lo+i+1)*f.m], r, offs[from:count[i]])
		from = count[i]
	}
}
