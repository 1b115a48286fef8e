package datasets

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
)

// fullNMNIST are the recordings of the published splits.
func fullNMNIST() map[string]int { return map[string]int{Train: 60_000, Test: 10_000} }

func (r *CheckReport) checkNMNIST(ctx context.Context, progress func(done, total int)) error {
	r.Simulated = simulated(r.Dir)
	type part struct {
		split string
		list  []Recording
	}
	var parts []part
	total, done := 0, 0
	for _, split := range []string{Train, Test} {
		list, faults, err := listNMNIST(ctx, r.Dir, split)
		if ctx.Err() != nil {
			return fmt.Errorf("datasets: check: %w", ctx.Err())
		}
		if errors.Is(err, ErrNoSplit) {
			r.note("no %s split: %s", split, strings.TrimPrefix(err.Error(), "datasets: "))
			continue
		}
		if err != nil {
			r.bad(r.Dir, err)
			continue
		}
		for _, f := range faults {
			r.bad(r.Dir, f)
		}
		parts = append(parts, part{split, list})
		total += len(list)
	}
	var c collector
	for _, p := range parts {
		s := SplitReport{Split: p.split, Files: len(p.list)}
		byID := map[int]string{}
		for _, rec := range p.list {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("datasets: check: %w", err)
			}
			done++
			progress(done, total)
			if other, ok := byID[rec.ID]; ok {
				r.note("%s has the number of %s", rec.Path, other)
			}
			byID[rec.ID] = rec.Path
			ev, err := checkRecording(rec.Path)
			if err == nil {
				err = c.add(rec.Label, ev)
			}
			if err != nil {
				r.bad(rec.Path, err)
				continue
			}
			s.Samples++
			s.Labels[rec.Label]++
		}
		if full := fullNMNIST()[p.split]; s.Samples != full && !r.Simulated {
			r.note("%s: %d of the %d published recordings", p.split, s.Samples, full)
		}
		r.Splits = append(r.Splits, s)
	}
	if c.samples > 0 {
		r.Events = c.stats()
		r.compareEvents()
	}
	if total == 0 && len(r.Bad) == 0 {
		return fmt.Errorf("datasets: data folder %s: no recording Train/<digit>/<id>.bin or Test/<digit>/<id>.bin", r.Dir)
	}
	return nil
}

// checkRecording reads a recording and demands what every published one has:
// events, in the order of time.
func checkRecording(path string) ([]Event, error) {
	ev, err := ReadRecording(path)
	if err != nil {
		return nil, err
	}
	for i := 1; i < len(ev); i++ {
		if ev[i].T < ev[i-1].T {
			return nil, &FormatError{Path: path, Offset: int64(i * eventBytes), Want: "events in the order of time", Got: fmt.Sprintf("%d µs after %d µs", ev[i].T, ev[i-1].T)}
		}
	}
	return ev, nil
}

// A mean is noted as unlike the reference if it differs by more than these:
// standard deviations of the reference, and standard errors of the mean.
const (
	unlikeSD = 1
	unlikeSE = 4
)

// compareEvents notes the quantities that are unlike real N-MNIST.
func (r *CheckReport) compareEvents() {
	for _, q := range r.Events.Compare() {
		d := math.Abs(q.Distance)
		if d > unlikeSD && d*math.Sqrt(float64(r.Events.Samples)) > unlikeSE {
			r.note("unlike real N-MNIST: %s: mean %.4g, there %.4g (%+.2f of its standard deviations)", q.Name, q.Summary.Mean, q.Reference.Mean, q.Distance)
		}
	}
}
