package tui

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestSeriesKeepsTheMean(t *testing.T) {
	var s Series
	const n = 8 * seriesCap
	for i := range n {
		s.Add(float64(i))
	}
	v := s.Values()
	assert.GreaterOrEqual(t, len(v), seriesCap/2)
	assert.LessOrEqual(t, len(v), seriesCap)
	per := n / len(v)
	for i, x := range v {
		assert.InDelta(t, float64(per*i)+float64(per-1)/2, x, 1e-3*n)
	}
	s.Add(math.NaN())
	s.Add(math.Inf(1))
	assert.Equal(t, v, s.Values())
	assert.Zero(t, testing.AllocsPerRun(2000, func() { s.Add(1) }))
}

func TestResampleStaysInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(rapid.Float32Range(-5, 5), 1, 90).Draw(t, "v")
		n := rapid.IntRange(1, 90).Draw(t, "n")
		lo, hi := span(v)
		out := resample(v, n)
		if len(out) != n {
			t.Fatalf("%d values, want %d", len(out), n)
		}
		for _, x := range out {
			if float64(x) < lo-1e-5 || float64(x) > hi+1e-5 {
				t.Fatalf("%v outside %v to %v", x, lo, hi)
			}
		}
	})
	assert.Equal(t, []float32{1, 1.5, 2}, resample([]float32{1, 2}, 3))
	assert.Equal(t, []float32{1.5, 3.5}, resample([]float32{1, 2, 3, 4}, 2))
}

func TestBar(t *testing.T) {
	for _, c := range []struct {
		share       float64
		full, empty string
	}{{0, "", "····"}, {0.5, "██", "··"}, {1, "████", ""}, {2, "████", ""}, {-1, "", "····"}, {0.28125, "█▏", "··"}} {
		full, empty := bar(c.share, 4, '·')
		assert.Equal(t, c.full, full, c.share)
		assert.Equal(t, c.empty, empty, c.share)
	}
}
