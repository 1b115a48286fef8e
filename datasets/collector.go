package datasets

import (
	"cmp"
	"fmt"
	"slices"
)

const (
	profileBin = 5_000 // µs
	pixels     = Side * Side
	msMicros   = 1000.0 // µs in a millisecond
)

// distinctBins are the widths of the bins in which duplicates are counted, µs.
func distinctBins() [3]int32 { return [3]int32{1_000, 3_000, 10_000} }

// collector gathers one number a recording and quantity.
type collector struct {
	samples, silent                          int
	events, on, first, last, active, busiest []float64
	saccades, distinct                       [3][]float64
	intervals                                [6]int
	digits, digitEvents                      [10]int
	profile                                  []int
	sorted                                   []Event // scratch
}

// add counts one recording.
func (c *collector) add(label int, ev []Event) error {
	if label < 0 || label >= len(c.digits) {
		return fmt.Errorf("label %d: expected 0 to 9", label)
	}
	for i, e := range ev {
		if e.X >= Side || e.Y >= Side || e.P > 1 || e.T < 0 || e.T > maxTime {
			return fmt.Errorf("event %d: (%d, %d), polarity %d, %d µs: outside the array, the polarities or the time", i, e.X, e.Y, e.P, e.T)
		}
	}
	c.samples++
	c.digits[label]++
	c.digitEvents[label] += len(ev)
	c.events = append(c.events, float64(len(ev)))
	byTime := func(a, b Event) int { return cmp.Compare(a.T, b.T) }
	if !slices.IsSortedFunc(ev, byTime) {
		c.sorted = append(c.sorted[:0], ev...)
		slices.SortStableFunc(c.sorted, byTime)
		ev = c.sorted
	}
	c.addTimes(ev)
	c.addPixels(ev)
	c.addDistinct(ev)
	return nil
}

// addTimes counts polarity, first and last event, saccades and profile.
func (c *collector) addTimes(ev []Event) {
	var on int
	var saccades [3]int
	for _, e := range ev {
		on += int(e.P)
		switch {
		case e.T <= saccade:
			saccades[0]++
		case e.T <= 2*saccade:
			saccades[1]++
		default:
			saccades[2]++
		}
		bin := int(e.T / profileBin)
		for len(c.profile) <= bin {
			c.profile = append(c.profile, 0)
		}
		c.profile[bin]++
	}
	for i, k := range saccades {
		c.saccades[i] = append(c.saccades[i], float64(k))
	}
	if len(ev) == 0 {
		c.silent++
		return
	}
	c.on = append(c.on, float64(on)/float64(len(ev)))
	c.first = append(c.first, float64(ev[0].T)/msMicros)
	c.last = append(c.last, float64(ev[len(ev)-1].T)/msMicros)
}

// addPixels counts events by pixel and the intervals between them.
func (c *collector) addPixels(ev []Event) {
	var count [pixels]int
	var last [pixels]int32
	for _, e := range ev {
		p := int(e.Y)*Side + int(e.X)
		if count[p] > 0 {
			ms := int(e.T-last[p]) / msMicros
			c.intervals[min(ms, len(c.intervals)-1)]++
		}
		count[p]++
		last[p] = e.T
	}
	active := 0
	for _, k := range count {
		if k > 0 {
			active++
		}
	}
	c.active = append(c.active, float64(active))
	c.busiest = append(c.busiest, float64(slices.Max(count[:])))
}

// addDistinct counts the events that are left when all of one pixel, polarity
// and bin are taken as one. The events ascend in time, so the bin that a pixel
// had last is enough to know.
func (c *collector) addDistinct(ev []Event) {
	for i, width := range distinctBins() {
		var seen [2 * pixels]int32 // last bin + 1
		n := 0
		for _, e := range ev {
			p := (int(e.Y)*Side+int(e.X))*2 + int(e.P)
			if bin := e.T/width + 1; seen[p] != bin {
				seen[p] = bin
				n++
			}
		}
		c.distinct[i] = append(c.distinct[i], float64(n))
	}
}
