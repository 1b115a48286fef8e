package datasets

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

func TestMirrorIsOfColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := spikes.Shape{H: rapid.IntRange(1, 5).Draw(t, "rows"), W: rapid.IntRange(1, 70).Draw(t, "columns"), C: rapid.IntRange(1, 3).Draw(t, "channels")}
		tr, want := spikes.NewTrain(s, 3), spikes.NewTrain(s, 3)
		for range rapid.IntRange(0, 60).Draw(t, "spikes") {
			step, y := rapid.IntRange(0, 2).Draw(t, "step"), rapid.IntRange(0, s.H-1).Draw(t, "y")
			x, c := rapid.IntRange(0, s.W-1).Draw(t, "x"), rapid.IntRange(0, s.C-1).Draw(t, "c")
			tr.Set(step, y, x, c)
			want.Set(step, y, s.W-1-x, c)
		}
		was := append([]uint64(nil), tr.Bits...)
		mirrorTrain(tr)
		assert.Equal(t, want, tr)
		mirrorTrain(tr)
		assert.Equal(t, was, tr.Bits)
	})
}

// TestEventsFlip mirrors half of the augmented samples, and no others.
func TestEventsFlip(t *testing.T) {
	p := NewPacked(EventShape, 30)
	plain := recordingTrain()
	p.Append(4, plain)
	mirrored := recordingTrain()
	mirrorTrain(mirrored)
	require.NotEqual(t, plain, mirrored)
	set := eventSet(Info{Classes: 10}, p)
	set.Flip = true
	var s spikes.Sample
	require.NoError(t, set.Fill(0, &s, nil))
	assert.Equal(t, plain, &s.Train)
	n := 0
	for seed := range uint64(200) {
		require.NoError(t, set.Fill(0, &s, dice(seed)))
		if want := dice(seed).IntN(2) == 1; want {
			assert.Equal(t, mirrored, &s.Train)
			n++
		} else {
			assert.Equal(t, plain, &s.Train)
		}
	}
	assert.InDelta(t, 100, n, 30)
}
