package nmnistsim

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

func record(t testing.TB, seed uint64, split string, n int) [][]datasets.Event {
	set, err := embeddedImages(split)
	require.NoError(t, err)
	sim, err := NewSimulator(DefaultParams(), seed)
	require.NoError(t, err)
	out := make([][]datasets.Event, n)
	for i := range out {
		out[i] = sim.Record(nil, set.picture(i), uint64(i))
	}
	return out
}

// TestRecordingsAreTheSameEverywhere pins the bytes of the first recordings,
// so that any machine and Go version can be compared.
func TestRecordingsAreTheSameEverywhere(t *testing.T) {
	h := sha256.New()
	for _, ev := range record(t, 1, datasets.Train, 5) {
		b, err := datasets.AppendEvents(nil, ev)
		require.NoError(t, err)
		h.Write(b)
	}
	assert.Equal(t, "cfa3a3ed80f17e1bac396228f0c6806497668f84ee998441216cd407712a71f0", hex.EncodeToString(h.Sum(nil)))
}

func TestRecordingsAreWellFormed(t *testing.T) {
	for i, ev := range record(t, 2, datasets.Test, 30) {
		require.NotEmpty(t, ev)
		on := 0
		for j, e := range ev {
			require.Less(t, int(e.X), datasets.Side)
			require.Less(t, int(e.Y), datasets.Side)
			require.Less(t, e.T, int32(1<<23))
			if j > 0 {
				require.LessOrEqual(t, ev[j-1].T, e.T, "recording %d", i)
			}
			if e.P == 1 {
				on++
			}
		}
		assert.InDelta(t, 0.5, float64(on)/float64(len(ev)), 0.06)
		assert.Greater(t, len(ev), 800)
		assert.Less(t, len(ev), 9000)
	}
}

func TestSeedAndSampleChangeTheRecording(t *testing.T) {
	set, err := embeddedImages(datasets.Train)
	require.NoError(t, err)
	a, err := NewSimulator(DefaultParams(), 1)
	require.NoError(t, err)
	b, err := NewSimulator(DefaultParams(), 2)
	require.NoError(t, err)
	px := set.picture(0)
	assert.Equal(t, a.Record(nil, px, 0), a.Record(nil, px, 0))
	assert.NotEqual(t, a.Record(nil, px, 0), a.Record(nil, px, 1))
	assert.NotEqual(t, a.Record(nil, px, 0), b.Record(nil, px, 0))
}

func TestParamsAreChecked(t *testing.T) {
	p := DefaultParams()
	p.Threshold = -1
	_, err := NewSimulator(p, 1)
	assert.Error(t, err)
}

func TestEmbeddedDigits(t *testing.T) {
	train, err := embeddedImages(datasets.Train)
	require.NoError(t, err)
	test, err := embeddedImages(datasets.Test)
	require.NoError(t, err)
	assert.Len(t, train.labels, 1497)
	assert.Len(t, test.labels, 300)
	var count [10]int
	for i, l := range test.labels {
		count[l]++
		assert.Len(t, test.picture(i), imageLen)
	}
	for _, n := range count {
		assert.Greater(t, n, 15)
	}
}

func BenchmarkRecord(b *testing.B) {
	set, err := embeddedImages(datasets.Train)
	require.NoError(b, err)
	sim, err := NewSimulator(DefaultParams(), 1)
	require.NoError(b, err)
	var ev []datasets.Event
	n := 0
	for b.Loop() {
		ev = sim.Record(ev[:0], set.picture(n%len(set.raw)), uint64(n))
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "samples/s")
}
