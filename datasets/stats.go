package datasets

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Summary describes how a quantity is distributed over recordings. What is
// not known is NaN.
type Summary struct {
	Mean, SD                  float64
	Min, P5, Median, P95, Max float64
}

// EventStats are statistics of a set of recordings.
type EventStats struct {
	Samples int // recordings
	Silent  int // recordings without an event

	Events       Summary    // events a recording
	OnFraction   Summary    // share of ON events, 0 to 1
	First, Last  Summary    // time of the first and of the last event, ms
	Saccades     [3]Summary // events up to 105 ms, up to 210 ms, later
	ActivePixels Summary    // pixels with an event, of 1,156
	BusiestPixel Summary    // most events in one pixel
	Distinct     [3]Summary // distinct (x, y, polarity, bin) in bins of 1, 3, 10 ms
	// PixelIntervals are the shares of intervals between successive events of
	// a pixel: below 1 ms, 1–2, 2–3, 3–4, 4–5 ms, and longer; NaN if there are
	// none.
	PixelIntervals [6]float64
	// DigitEvents is the mean number of events by label, NaN for a label
	// without a recording.
	DigitEvents [10]float64
	// Profile is the mean number of events in every 5 ms.
	Profile []float64
}

// CollectEventStats computes the statistics of n recordings, which it asks
// for one by one. It keeps a few numbers of each, not the events.
func CollectEventStats(n int, each func(i int) (label int, ev []Event, err error)) (*EventStats, error) {
	if n <= 0 {
		return nil, errors.New("datasets: statistics: no recordings")
	}
	var c collector
	for i := range n {
		label, ev, err := each(i)
		if err != nil {
			return nil, fmt.Errorf("datasets: statistics: recording %d: %w", i, err)
		}
		if err := c.add(label, ev); err != nil {
			return nil, fmt.Errorf("datasets: statistics: recording %d: %w", i, err)
		}
	}
	return c.stats(), nil
}

// stats summarises what was collected.
func (c *collector) stats() *EventStats {
	s := &EventStats{
		Samples: c.samples, Silent: c.silent,
		Events: summarize(c.events), OnFraction: summarize(c.on),
		First: summarize(c.first), Last: summarize(c.last),
		ActivePixels: summarize(c.active), BusiestPixel: summarize(c.busiest),
	}
	for i := range s.Saccades {
		s.Saccades[i] = summarize(c.saccades[i])
	}
	for i := range s.Distinct {
		s.Distinct[i] = summarize(c.distinct[i])
	}
	intervals := 0
	for _, k := range c.intervals {
		intervals += k
	}
	for i, k := range c.intervals {
		s.PixelIntervals[i] = float64(k) / float64(intervals)
	}
	for i, k := range c.digits {
		s.DigitEvents[i] = float64(c.digitEvents[i]) / float64(k)
	}
	for _, k := range c.profile {
		s.Profile = append(s.Profile, float64(k)/float64(c.samples))
	}
	return s
}

// summarize sorts x and describes it. The standard deviation is that of a
// sample, with n-1.
func summarize(x []float64) Summary {
	nan := math.NaN()
	if len(x) == 0 {
		return Summary{nan, nan, nan, nan, nan, nan, nan}
	}
	slices.Sort(x)
	mean, sum := 0.0, 0.0
	for i, v := range x {
		// Welford's update: no cancellation, one pass.
		d := v - mean
		mean += d / float64(i+1)
		sum += d * (v - mean)
	}
	sd := 0.0
	if len(x) > 1 {
		sd = math.Sqrt(sum / float64(len(x)-1))
	}
	return Summary{
		Mean: mean, SD: sd, Min: x[0], P5: quantile(x, 0.05), Median: quantile(x, 0.5),
		P95: quantile(x, 0.95), Max: x[len(x)-1],
	}
}

// quantile interpolates between the two nearest of the sorted numbers.
func quantile(x []float64, p float64) float64 {
	at := p * float64(len(x)-1)
	i := int(at)
	if i+1 >= len(x) {
		return x[len(x)-1]
	}
	return x[i] + (at-float64(i))*(x[i+1]-x[i])
}
