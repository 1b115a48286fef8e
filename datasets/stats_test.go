package datasets

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// collect computes the statistics of recordings, all of them a 4.
func collect(t require.TestingT, recordings ...[]Event) *EventStats {
	s, err := CollectEventStats(len(recordings), func(i int) (int, []Event, error) { return 4, recordings[i], nil })
	require.NoError(t, err)
	return s
}

func TestEventStatsByHand(t *testing.T) {
	s := collect(t, []Event{
		{X: 1, Y: 2, P: 1, T: 500},
		{X: 1, Y: 2, P: 1, T: 900},       // the same 1 ms bin, interval 0.4 ms
		{X: 1, Y: 2, P: 0, T: 2400},      // other polarity, interval 1.5 ms
		{X: 1, Y: 2, P: 1, T: 5400},      // interval 3 ms exactly
		{X: 2, Y: 1, P: 0, T: 105_000},   // still the first saccade
		{X: 2, Y: 1, P: 0, T: 105_001},   // the second
		{X: 33, Y: 33, P: 0, T: 210_001}, // the third
	}, []Event{{X: 0, Y: 0, P: 1, T: 7000}}, nil)
	assert.Equal(t, 3, s.Samples)
	assert.Equal(t, 1, s.Silent)
	assert.InDelta(t, 8.0/3, s.Events.Mean, 1e-12)
	assert.InDelta(t, math.Sqrt(43.0/3), s.Events.SD, 1e-12)
	assert.Equal(t, []float64{0, 1, 7}, []float64{s.Events.Min, s.Events.Median, s.Events.Max})
	assert.InDelta(t, (3.0/7+1)/2, s.OnFraction.Mean, 1e-12, "silent recordings have no fraction")
	assert.InDelta(t, (0.5+7)/2, s.First.Mean, 1e-12)
	assert.InDelta(t, (210.001+7)/2, s.Last.Mean, 1e-12)
	for i, want := range []float64{6.0 / 3, 1.0 / 3, 1.0 / 3} {
		assert.InDelta(t, want, s.Saccades[i].Mean, 1e-12)
	}
	assert.InDelta(t, 4.0/3, s.ActivePixels.Mean, 1e-12)
	assert.InDelta(t, 5.0/3, s.BusiestPixel.Mean, 1e-12)
	// 1 ms: one of the first two falls away, one of those at 105 ms; 3 ms: no
	// more; 10 ms: the event at 5.4 ms too.
	for i, want := range []float64{6.0 / 3, 6.0 / 3, 5.0 / 3} {
		assert.InDelta(t, want, s.Distinct[i].Mean, 1e-12)
	}
	assert.Equal(t, [6]float64{0.5, 0.25, 0, 0.25, 0, 0}, s.PixelIntervals)
	require.Len(t, s.Profile, 43)
	assert.InDelta(t, 3.0/3, s.Profile[0], 1e-12)
	assert.InDelta(t, 2.0/3, s.Profile[1], 1e-12)
	assert.InDelta(t, 1.0/3, s.Profile[42], 1e-12)
	assert.InDelta(t, 8.0/3, s.DigitEvents[4], 1e-12)
	assert.True(t, math.IsNaN(s.DigitEvents[5]))
}

func TestEventStatsInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ev := drawEvents(t)
		shuffled := rapid.Permutation(ev).Draw(t, "shuffled")
		s, other := collect(t, ev), collect(t, shuffled)
		// Equal times may swap polarities in a pixel, which changes nothing.
		require.Equal(t, rows(s), rows(other), "the order of a file does not matter")
		sum := 0.0
		for _, v := range s.Profile {
			sum += v
		}
		require.InDelta(t, len(ev), sum, 1e-9)
		require.InDelta(t, len(ev), s.Saccades[0].Mean+s.Saccades[1].Mean+s.Saccades[2].Mean, 1e-9)
		require.LessOrEqual(t, s.Distinct[2].Mean, s.Distinct[0].Mean)
		require.LessOrEqual(t, s.Distinct[0].Mean, float64(len(ev)))
		type cell struct {
			x, y uint16
			p    uint8
			bin  int32
		}
		for i, width := range distinctBins() {
			cells := map[cell]bool{}
			for _, e := range ev {
				cells[cell{e.X, e.Y, e.P, e.T / width}] = true
			}
			require.EqualValues(t, len(cells), s.Distinct[i].Mean)
		}
	})
}

// rows prints the quantities, since NaN does not equal itself.
func rows(s *EventStats) string {
	var b bytes.Buffer
	if err := s.WriteTable(&b); err != nil {
		return err.Error()
	}
	return b.String()
}

func TestCollectEventStatsErrors(t *testing.T) {
	torn := errors.New("torn")
	one := func(label int, ev []Event, err error) func(int) (int, []Event, error) {
		return func(i int) (int, []Event, error) {
			if i == 1 {
				return label, ev, err
			}
			return 0, nil, nil
		}
	}
	tests := []struct {
		name string
		n    int
		each func(int) (int, []Event, error)
		want string
	}{
		{"none", 0, nil, "no recordings"},
		{"fewer than none", -1, nil, "no recordings"},
		{"unreadable", 3, one(0, nil, torn), "recording 1: torn"},
		{"label", 3, one(10, nil, nil), "recording 1: label 10"},
		{"column", 3, one(0, []Event{{}, {X: Side}}, nil), "recording 1: event 1: (34, 0)"},
		{"row", 3, one(0, []Event{{Y: 200}}, nil), "(0, 200)"},
		{"polarity", 3, one(0, []Event{{P: 2}}, nil), "polarity 2"},
		{"time", 3, one(0, []Event{{T: -1}}, nil), "-1 µs"},
		{"late", 3, one(0, []Event{{T: maxTime + 1}}, nil), "8388608 µs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := CollectEventStats(tt.n, tt.each)
			assert.ErrorContains(t, err, tt.want)
		})
	}
	_, err := CollectEventStats(2, one(0, nil, torn))
	assert.ErrorIs(t, err, torn)
}

func TestCollectEventStatsLeavesTheEventsAlone(t *testing.T) {
	ev := []Event{{T: 9}, {T: 1}}
	collect(t, ev)
	assert.Equal(t, []Event{{T: 9}, {T: 1}}, ev)
}

func TestSummarize(t *testing.T) {
	var x []float64
	for i := range 101 {
		x = append(x, float64((i*37)%101))
	}
	s := summarize(x)
	assert.InDelta(t, 50, s.Mean, 1e-9)
	assert.InDelta(t, math.Sqrt(101*102/12.0), s.SD, 1e-9)
	assert.InDeltaSlice(t, []float64{0, 5, 50, 95, 100}, []float64{s.Min, s.P5, s.Median, s.P95, s.Max}, 1e-9)
	assert.Equal(t, Summary{2, 0, 2, 2, 2, 2, 2}, summarize([]float64{2}))
	assert.InDelta(t, 1.5, summarize([]float64{2, 1}).Median, 1e-12)
	assert.True(t, math.IsNaN(summarize(nil).Mean))
}

func TestWriteTable(t *testing.T) {
	s := collect(t, []Event{{T: 1400, P: 1}, {T: 307_700}})
	lines := strings.Split(rows(s), "\n")
	assert.Equal(t, "quantity mean sd ref. mean ref. sd distance diff. %", strings.Join(strings.Fields(lines[0]), " "))
	fields := func(name string) []string {
		for _, l := range lines {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(l), name); ok {
				return strings.Fields(rest)
			}
		}
		return nil
	}
	assert.Equal(t, []string{"2", "0", "4108", "1152", "-3.56", "-100.0"}, fields("events a recording"))
	assert.Equal(t, []string{"0.500", "0.000", "0.500", "0.007", "+0.00", "+0.0"}, fields("ON fraction"))
	assert.Equal(t, []string{"307.7", "0.0", "307.7", "2.9", "+0.00", "+0.0"}, fields("last event, ms"))
	assert.Equal(t, []string{"1.000", "-", "0.518", "-", "-", "+93.1"}, fields("pixel intervals of 5 ms and more"))
	assert.Equal(t, []string{"-", "-", "5497", "-", "-", "-"}, fields("events of a 0"), "no 0 is here")
	assert.Len(t, lines, len(ReferenceEvents())+2)

	assert.ErrorContains(t, s.WriteTable(full{}), "no space")
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestReferenceEventsHoldsEveryQuantity(t *testing.T) {
	share := 0.0
	for _, q := range ReferenceEvents() {
		assert.NotZero(t, q.Mean, q.Name)
		assert.LessOrEqual(t, len(q.Name), nameWidth, q.Name)
		if strings.HasPrefix(q.Name, "pixel intervals") {
			share += q.Mean
		}
	}
	assert.InDelta(t, 1, share, 1e-9)
}

func TestWriteSpread(t *testing.T) {
	st, err := CollectEventStats(3, func(i int) (int, []Event, error) {
		return i, make([]Event, []int{2, 4, 9}[i]), nil
	})
	require.NoError(t, err)
	var out strings.Builder
	require.NoError(t, st.WriteSpread(&out))
	assert.Regexp(t, `events a recording +2 \(1069\) +2 \(2256\) +4 \(4163\) +8 \(6002\) +9 \(7152\)`, out.String())
	assert.NotContains(t, out.String(), "events of a 1", "what has no spread is left out")
}
