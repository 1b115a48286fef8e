package datasets

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

// released is the published preparation as it is written down: MATLAB's
// positions from 1, a text file of channels and bins, and the loader that
// reads it. The result is indexed [channel][x][y][step].
func released(ev []Event, steps int, width float64) [2][Side][Side][]bool {
	var data [2][Side][Side][]bool
	for c := range data {
		for x := range data[c] {
			for y := range data[c][x] {
				data[c][x][y] = make([]bool, steps)
			}
		}
	}
	for _, e := range ev {
		x, y, t := float64(e.X)+1, float64(e.Y)+1, float64(e.T)
		switch {
		case t <= 105000:
			x, y = x-3.5*t/105000, y-7*t/105000
		case t <= 210000:
			x, y = x-(3.5+3.5*(t-105000)/105000), y-(7-7*(t-105000)/105000)
		default:
			x -= 7 - 7*(t-210000)/105000
		}
		x, y = math.Round(x), math.Round(y)
		bin := int(math.Ceil(t / width))
		if bin >= steps {
			break
		}
		if x < 1 || y < 1 || x > Side || y > Side {
			continue
		}
		channel := int((x-1)*Side + y)
		at := bin - 1
		if at < 0 {
			at += steps // an index of -1 is the last
		}
		data[e.P][(channel-1)/Side][(channel-1)%Side][at] = true
	}
	return data
}

func TestBinIsTheReleasedPreparation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Binning{
			Steps: rapid.IntRange(1, 40).Draw(t, "steps"), BinMicros: rapid.SampledFrom([]int{1000, 3000}).Draw(t, "width"),
			Stabilize: true, OffByOne: true, Transpose: true,
		}
		ev := drawEvents(t)
		var tr spikes.Train
		b.Bin(ev, &tr)
		want := released(ev, b.Steps, float64(b.BinMicros))
		for c := range want {
			for x := range want[c] {
				for y := range want[c][x] {
					for k, fires := range want[c][x][y] {
						if fires != tr.Get(k, x, y, c) {
							t.Fatalf("polarity %d x %d y %d step %d: expected %t", c, x, y, k, fires)
						}
					}
				}
			}
		}
	})
}

func TestTransposeSwapsRowsAndColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ev := drawEvents(t)
		b := Binning{Steps: 20, BinMicros: 3000, Stabilize: rapid.Bool().Draw(t, "stabilize")}
		var plain, swapped spikes.Train
		b.Bin(ev, &plain)
		b.Transpose = true
		b.Bin(ev, &swapped)
		require.Equal(t, plain.Count(), swapped.Count())
		for k := range b.Steps {
			for y := range Side {
				for x := range Side {
					for c := range 2 {
						if plain.Get(k, y, x, c) != swapped.Get(k, x, y, c) {
							t.Fatalf("polarity %d x %d y %d step %d", c, x, y, k)
						}
					}
				}
			}
		}
	})
}

func TestBinSteps(t *testing.T) {
	tests := []struct {
		name     string
		time     int32
		offByOne bool
		step     int // -1: nowhere
	}{
		{"zero", 0, false, 0},
		{"first microsecond", 1, false, 0},
		{"end of a step belongs to it", 3000, false, 0},
		{"start of the next", 3001, false, 1},
		{"end of the last", 30_000, false, 9},
		{"beyond", 30_001, false, -1},
		{"off by one: zero wraps to the last", 0, true, 9},
		{"off by one: first", 1, true, 0},
		{"off by one: last but one", 27_000, true, 8},
		{"off by one: the last stays empty", 27_001, true, -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var tr spikes.Train
			b := Binning{Steps: 10, BinMicros: 3000, OffByOne: tt.offByOne}
			b.Bin([]Event{{X: 5, Y: 6, P: 1, T: tt.time}}, &tr)
			for k := range b.Steps {
				assert.Equal(t, k == tt.step, tr.Get(k, 6, 5, 1), "step %d", k)
			}
		})
	}
}

func TestBinOffByOneStopsAtTheFirstLateEvent(t *testing.T) {
	ev := []Event{{X: 1, T: 10}, {X: 2, T: 5000}, {X: 3, T: 20}}
	var tr spikes.Train
	Binning{Steps: 2, BinMicros: 3000, OffByOne: true}.Bin(ev, &tr)
	assert.Equal(t, 1, tr.Count())
	Binning{Steps: 1, BinMicros: 3000}.Bin(ev, &tr)
	assert.Equal(t, 2, tr.Count(), "mended, the order does not matter")
}

func TestStabilizeRoundsHalfAwayFromZero(t *testing.T) {
	tests := []struct {
		name            string
		x, y, t, ox, oy int
	}{
		{"start", 10, 10, 0, 10, 10},
		// 11-3.5 = 7.5 rounds to 8, position 7 from 0.
		{"end of saccade 1", 10, 10, 105_000, 7, 3},
		// 3-3.5 = -0.5 rounds to -1, not to 0: position -2.
		{"below zero", 2, 10, 105_000, -2, 3},
		// A half pixel of x at 15 ms, a whole one of y: 10.5 rounds to 11.
		{"half", 10, 10, 15_000, 10, 9},
		{"end of saccade 2", 10, 10, 210_000, 3, 10},
		{"end of saccade 3", 10, 10, 315_000, 10, 10},
		{"middle of saccade 3", 10, 10, 262_500, 7, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x, y := stabilize(tt.x, tt.y, tt.t)
			assert.Equal(t, [2]int{tt.ox, tt.oy}, [2]int{x, y})
		})
	}
}

func TestBinningValidate(t *testing.T) {
	assert.NoError(t, DefaultNMNIST().Validate())
	for _, b := range []Binning{
		{Steps: 0, BinMicros: 3000}, {Steps: -1, BinMicros: 3000}, {Steps: math.MaxInt32, BinMicros: 3000},
		{Steps: 30}, {Steps: 30, BinMicros: -3000}, {Steps: 30, BinMicros: math.MaxInt},
	} {
		assert.ErrorContains(t, b.Validate(), "binning", "%+v", b)
	}
}
