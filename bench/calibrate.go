package bench

import (
	"context"
	"fmt"
	"math"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

// Calibration is where the event-driven forms begin to lose on a machine.
type Calibration struct {
	Kernel string  `json:"kernel"` // back end
	Sweeps []Sweep `json:"sweeps"`
	// Measured is the geometric mean of the sweeps of each number, rounded to
	// percents; Default is what the program uses unless it is told otherwise.
	Measured snn.BreakEvens `json:"measured"`
	Default  snn.BreakEvens `json:"default"`
}

// bounds of a break-even that a sweep did not reach.
const (
	leastEven = 0.005
	mostEven  = 1
)

// Calibrate measures the break-evens of a back end, not nil, on one thread. An
// error of ctx ends it early; progress may be nil.
func Calibrate(ctx context.Context, e Effort, k *kernel.Set, progress func(what string)) (*Calibration, error) {
	if progress == nil {
		progress = func(string) {}
	}
	c := &Calibration{Kernel: k.Name, Default: snn.DefaultBreakEvens(k.Name)}
	logs := map[*float64][]float64{}
	for _, s := range sweepCases(e) {
		progress(fmt.Sprintf("%s: %s", k.Name, s.name))
		sweep, err := s.measure(ctx, e, k, 1)
		if err != nil {
			return nil, err
		}
		c.Sweeps = append(c.Sweeps, *sweep)
		at := s.even(&c.Measured)
		logs[at] = append(logs[at], math.Log(min(max(sweep.BreakEven, leastEven), mostEven)))
	}
	for at, l := range logs {
		sum := 0.0
		for _, v := range l {
			sum += v
		}
		*at = max(leastEven, math.Round(100*math.Exp(sum/float64(len(l))))/100)
	}
	return c, nil
}
