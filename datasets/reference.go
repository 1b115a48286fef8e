package datasets

import (
	"fmt"
	"math"
)

// Quantity is one row of a table of event statistics.
type Quantity struct {
	Name string
	Summary
}

// Quantities returns the statistics as rows, in the order of the reference.
func (s *EventStats) Quantities() []Quantity {
	q := []Quantity{
		{"events a recording", s.Events},
		{"ON fraction", s.OnFraction},
		{"first event, ms", s.First},
		{"last event, ms", s.Last},
		{"events up to 105 ms", s.Saccades[0]},
		{"events 105 to 210 ms", s.Saccades[1]},
		{"events after 210 ms", s.Saccades[2]},
		{"active pixels", s.ActivePixels},
		{"events of the busiest pixel", s.BusiestPixel},
		{"distinct in 1 ms", s.Distinct[0]},
		{"distinct in 3 ms", s.Distinct[1]},
		{"distinct in 10 ms", s.Distinct[2]},
		{"peak of 5 ms, 20 to 75 ms", only(s.peak(20, 75))},
		{"peak of 5 ms, 120 to 180 ms", only(s.peak(120, 180))},
		{"peak of 5 ms, 230 to 295 ms", only(s.peak(230, 295))},
	}
	for i, v := range s.PixelIntervals {
		name := fmt.Sprintf("pixel intervals %d to %d ms", i, i+1)
		if i == len(s.PixelIntervals)-1 {
			name = "pixel intervals of 5 ms and more"
		}
		q = append(q, Quantity{name, only(v)})
	}
	for i, v := range s.DigitEvents {
		q = append(q, Quantity{fmt.Sprintf("events of a %d", i), only(v)})
	}
	return q
}

// peak returns the highest number of events in 5 ms between two times, in ms.
func (s *EventStats) peak(from, to int) float64 {
	const bin = profileBin / 1000
	top := 0.0
	for i := from / bin; i < min(to/bin, len(s.Profile)); i++ {
		top = max(top, s.Profile[i])
	}
	return top
}

// only is a summary of which the mean alone is known.
func only(mean float64) Summary { return spread(mean, math.NaN()) }

// spread is a summary of which mean and standard deviation are known.
func spread(mean, sd float64) Summary {
	nan := math.NaN()
	return Summary{mean, sd, nan, nan, nan, nan, nan}
}

// ReferenceEvents returns the statistics of 1,100 real N-MNIST recordings, the
// rows of Quantities.
func ReferenceEvents() []Quantity {
	nan := math.NaN()
	q := (&EventStats{}).Quantities()
	for i, s := range []Summary{
		{4108, 1152, 1069, 2256, 4163, 6002, 7152},
		{0.500, 0.007, 0.487, 0.491, 0.498, 0.513, 0.549},
		{1.4, 1.5, 0.0, 0.1, 1.0, 4.0, 25.8},
		{307.7, 2.9, 296.8, 303.1, 307.8, 311.9, 336.0},
		spread(1488, 491), spread(1358, 474), spread(1262, 310),
		{444, 64, 243, 334, 446, 549, 634},
		{26, 3.6, 14, nan, 26, nan, 42},
		only(4103), only(3977), only(2712),
		only(153), only(128), only(130),
		only(0.003), only(0.022), only(0.166), only(0.180), only(0.111), only(0.518),
		only(5497), only(2539), only(4704), only(4850), only(3714),
		only(4210), only(4163), only(3738), only(4502), only(3767),
	} {
		q[i].Summary = s
	}
	return q
}
