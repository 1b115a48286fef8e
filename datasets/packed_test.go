package datasets

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

func TestPackedRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := drawTrain(t)
		p := NewPacked(first.Shape, first.T)
		trains := []*spikes.Train{first}
		for range rapid.IntRange(0, 3).Draw(t, "more") {
			tr := spikes.NewTrain(first.Shape, first.T)
			scatter(t, tr, rapid.IntRange(0, 50).Draw(t, "n"))
			trains = append(trains, tr)
		}
		for i, tr := range trains {
			p.Append(i, tr)
		}
		require.Equal(t, len(trains), p.Len())
		// One sample serves for all: nothing of the one before may stay.
		var s spikes.Sample
		for i, tr := range trains {
			require.NoError(t, p.Fill(i, &s))
			require.Equal(t, i, s.Label)
			require.Equal(t, i, s.Index)
			require.Equal(t, *tr, s.Train)
		}
	})
}

func TestPackedRefusesForeignTrains(t *testing.T) {
	p := NewPacked(spikes.Flat(3), 2)
	assert.PanicsWithValue(t, trainShape, func() { p.Append(0, spikes.NewTrain(spikes.Flat(4), 2)) })
	assert.PanicsWithValue(t, trainShape, func() { p.Append(0, spikes.NewTrain(spikes.Flat(3), 1)) })
	stray := spikes.NewTrain(spikes.Flat(3), 2)
	stray.Bits[1] = 1 << 3
	assert.PanicsWithValue(t, trainPadding, func() { p.Append(0, stray) })
	assert.PanicsWithValue(t, labelRange, func() { p.Append(256, spikes.NewTrain(spikes.Flat(3), 2)) })
}

func TestPackedDamaged(t *testing.T) {
	long := func(gap uint64) []byte { return binary.AppendUvarint(nil, gap) }
	for name, code := range map[string][]byte{
		"no gap":         {0},
		"cut varint":     {0x80},
		"endless varint": {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"beyond the end": {100, 100},
		"overflow":       append([]byte{10}, long(^uint64(0)-5)...),
		"padding":        {4},
	} {
		t.Run(name, func(t *testing.T) {
			p := NewPacked(spikes.Flat(3), 2)
			p.appendCode(0, code)
			assert.ErrorIs(t, p.Fill(0, new(spikes.Sample)), errDamaged)
		})
	}
}

// shiftSlow is shiftTrain, spike by spike.
func shiftSlow(tr *spikes.Train, dy, dx int) *spikes.Train {
	out := spikes.NewTrain(tr.Shape, tr.T)
	for t := range tr.T {
		for y := range tr.Shape.H {
			for x := range tr.Shape.W {
				for c := range tr.Shape.C {
					if y+dy >= 0 && y+dy < tr.Shape.H && x+dx >= 0 && x+dx < tr.Shape.W && tr.Get(t, y, x, c) {
						out.Set(t, y+dy, x+dx, c)
					}
				}
			}
		}
	}
	return out
}

func TestShiftTrain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := drawTrain(t)
		dy, dx := rapid.IntRange(-10, 10).Draw(t, "dy"), rapid.IntRange(-75, 75).Draw(t, "dx")
		want := shiftSlow(tr, dy, dx)
		shiftTrain(tr, dy, dx)
		require.Equal(t, want, tr)
	})
}

// recordingTrain is a train as dense as a real recording's.
func recordingTrain() *spikes.Train {
	rng := rand.New(rand.NewPCG(1, 2))
	tr := spikes.NewTrain(EventShape, 30)
	for range 1361 {
		tr.Set(rng.IntN(30), rng.IntN(Side), rng.IntN(Side), rng.IntN(2))
	}
	return tr
}

func BenchmarkPackedFill(b *testing.B) {
	p := NewPacked(EventShape, 30)
	p.Append(3, recordingTrain())
	var s spikes.Sample
	for b.Loop() {
		if err := p.Fill(0, &s); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(p.code)), "bytes")
}

func BenchmarkShiftTrain(b *testing.B) {
	tr := recordingTrain()
	for _, d := range []int{1, -2} {
		b.Run(fmt.Sprintf("by=%d", d), func(b *testing.B) {
			for b.Loop() {
				shiftTrain(tr, d, d)
			}
		})
	}
}
