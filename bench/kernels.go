package bench

import (
	"context"
	"fmt"

	"github.com/snnsim/snnsim/internal/kernel"
)

// KernelOptions say what Kernels measures.
type KernelOptions struct {
	Effort  Effort
	Sets    []*kernel.Set // back ends, of lif.Backends
	Threads []int         // numbers of threads, each at least 1
	// Progress is told what is measured next; it may be nil.
	Progress func(what string)
}

// KernelReport is the speed of every kernel beside the machine's limits.
type KernelReport struct {
	Machine Machine        `json:"machine"`
	Peaks   []*Peak        `json:"peaks"` // one for each number of threads
	Results []KernelResult `json:"kernels"`
	Sweeps  []Sweep        `json:"sweeps"`
}

// KernelResult is the speed of one kernel on one shape. With several threads,
// each works on data of its own and Rate is that of all together.
type KernelResult struct {
	Kernel  string `json:"kernel"` // back end
	Group   string `json:"group"`
	Case    string `json:"case"`
	Threads int    `json:"threads"`
	Timing         // of one call
	// Rate is taken from the best time.
	Rate float64 `json:"rate"`
	Unit string  `json:"unit"`
	// Fraction is what the call makes of the limit Of: operations of the peak,
	// or bytes of the bandwidth. Above 1 it stayed in a nearer cache, or moves bytes in a
	// pattern that is faster than those of the limit.
	Fraction float64 `json:"fraction"`
	Of       Limit   `json:"of"`
}

// A Limit is what a kernel is measured by.
type Limit string

// The limits.
const (
	OfPeak   Limit = "peak"       // fused multiply-add
	OfRead   Limit = "cache read" // adding up arrays in a second-level cache
	OfCache  Limit = "cache add"  // y += x there
	OfMemory Limit = "memory add" // y += x beyond all caches
)

// of returns the limit in 10⁹ operations or bytes a second.
func (p *Peak) of(l Limit) float64 {
	switch l {
	case OfRead:
		return p.Cache.Read
	case OfCache:
		return p.Cache.Add
	case OfMemory:
		return p.Memory.Add
	}
	return p.GFLOPS
}

// kernelCase is one kernel on one shape.
type kernelCase struct {
	group, name string
	work        float64 // things done in a call; the unit is 10⁹ of them a second
	unit        string
	load        float64 // operations or bytes a call, as the limit counts them
	limit       Limit
	// prepare makes data for one thread and returns the call.
	prepare func(k *kernel.Set) func()
}

// Kernels measures every kernel. An error of ctx ends it early.
func Kernels(ctx context.Context, o KernelOptions) (*KernelReport, error) {
	progress := o.Progress
	if progress == nil {
		progress = func(string) {}
	}
	r := &KernelReport{Machine: ThisMachine()}
	progress("the machine's limits")
	limits, err := peaks(ctx, o.Effort, o.Threads)
	if err != nil {
		return nil, err
	}
	for _, n := range o.Threads {
		for _, k := range o.Sets {
			for _, c := range kernelCases(o.Effort) {
				progress(fmt.Sprintf("%s, %d threads: %s %s", k.Name, n, c.group, c.name))
				res, err := c.measure(ctx, o.Effort, k, n)
				if err != nil {
					return nil, err
				}
				r.Results = append(r.Results, res)
			}
			for _, c := range sweepCases(o.Effort) {
				progress(fmt.Sprintf("%s, %d threads: %s", k.Name, n, c.name))
				s, err := c.measure(ctx, o.Effort, k, n)
				if err != nil {
					return nil, err
				}
				r.Sweeps = append(r.Sweeps, *s)
			}
		}
		progress("the machine's limits")
		if err := limits[n].measureArithmetic(ctx, o.Effort); err != nil {
			return nil, err
		}
		r.Peaks = append(r.Peaks, limits[n])
	}
	r.compare(limits)
	return r, nil
}

// compare sets all fractions.
func (r *KernelReport) compare(limits map[int]*Peak) {
	for i := range r.Results {
		res := &r.Results[i]
		res.Fraction /= limits[res.Threads].of(res.Of)
	}
	for i := range r.Sweeps {
		for j := range r.Sweeps[i].Points {
			r.Sweeps[i].Points[j].compare(limits[r.Sweeps[i].Threads].GFLOPS)
		}
	}
}

// measure leaves the load in 10⁹ a second in Fraction.
func (c *kernelCase) measure(ctx context.Context, e Effort, k *kernel.Set, threads int) (KernelResult, error) {
	calls := make([]func(), threads)
	for i := range calls {
		calls[i] = c.prepare(k)
	}
	t, err := e.time(ctx, threads, func(w int) { calls[w]() })
	if err != nil {
		return KernelResult{}, err
	}
	scale := float64(threads) / t.Best / 1e9
	return KernelResult{
		Kernel: k.Name, Group: c.group, Case: c.name, Threads: threads, Timing: t,
		Rate: c.work * scale, Unit: c.unit, Fraction: c.load * scale, Of: c.limit,
	}, nil
}

func kernelCases(e Effort) []kernelCase {
	var all []kernelCase
	for _, c := range productCases() {
		if e.LargestProduct == 0 || int64(c.load) <= e.LargestProduct {
			all = append(all, c)
		}
	}
	all = append(all, scanCases()...)
	all = append(all, rowCases()...)
	all = append(all, decodeCases()...)
	return append(all, adamWCases(e.Memory)...)
}
