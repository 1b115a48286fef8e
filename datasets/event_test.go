package datasets

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDecodeEventsKnownBytes(t *testing.T) {
	ev, err := DecodeEvents([]byte{3, 33, 0x80, 0x01, 0x02, 0, 1, 0x7f, 0xff, 0xff})
	require.NoError(t, err)
	assert.Equal(t, []Event{{X: 3, Y: 33, P: 1, T: 258}, {X: 0, Y: 1, P: 0, T: maxTime}}, ev)
}

func TestEventsRoundTrip(t *testing.T) {
	event := rapid.Custom(func(t *rapid.T) Event {
		return Event{
			X: uint16(rapid.Uint8().Draw(t, "x")), Y: uint16(rapid.Uint8().Draw(t, "y")),
			P: rapid.Uint8Range(0, 1).Draw(t, "p"), T: rapid.Int32Range(0, maxTime).Draw(t, "t"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		ev := rapid.SliceOf(event).Draw(t, "events")
		b, err := AppendEvents(nil, ev)
		require.NoError(t, err)
		require.Len(t, b, eventBytes*len(ev))
		back, err := DecodeEvents(b)
		require.NoError(t, err)
		require.Len(t, back, len(ev))
		for i := range ev {
			require.Equal(t, ev[i], back[i])
		}
	})
}

func TestAppendEventsRefuses(t *testing.T) {
	for name, e := range map[string]Event{
		"late": {T: maxTime + 1}, "negative": {T: -1}, "polarity": {P: 2},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := AppendEvents(nil, []Event{{}, e})
			assert.ErrorContains(t, err, "event 1")
		})
	}
}

func TestDecodeEventsCut(t *testing.T) {
	for _, n := range []int{1, 4, 6, 14} {
		_, err := DecodeEvents(make([]byte, n))
		var f *FormatError
		require.ErrorAs(t, err, &f)
		assert.EqualValues(t, n/eventBytes*eventBytes, f.Offset)
		assert.NotContains(t, err.Error(), ": :", "no name, no gap where it would be")
	}
}
