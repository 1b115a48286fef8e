package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestQuantitiesHaveThreeDigits(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", 0.25: "0.25", 2.5: "2.50", 19.449: "19.4", 184: "184", 184.25: "184", 999.7: "1.00 k", 9.996: "10.0", 1060: "1.06 k",
		23040: "23.0 k", 318000: "318 k", 5.44e6: "5.44 M", 3e9: "3 G", 1.5e12: "1.50 T",
	} {
		assert.Equal(t, want, short3(v), "%g", v)
	}
	assert.Equal(t, "4.90 µJ", joules(4.9))
	assert.Equal(t, "12.0 nJ", joules(0.01201))
	assert.Equal(t, "1.23 mJ", joules(1234))
	assert.Equal(t, "172 kB", bytesOf(172_112))
	assert.Equal(t, "512 B", bytesOf(512))
	assert.Equal(t, "-", percent(1, 0))
	assert.Equal(t, "0.012 %", percent(12, 100_000))
	assert.Equal(t, "23.3 %", percent(0.233, 1))
}

func TestSparklineShowsTheShape(t *testing.T) {
	assert.Equal(t, " ▁▅█", sparkline([]float64{0, 0.01, 0.5, 1}))
	assert.Equal(t, "  ", sparkline([]float64{0, 0}))
	long := make([]float64, 100)
	long[99] = 1
	assert.Equal(t, 30, len([]rune(sparkline(long))))
	assert.Equal(t, '█', []rune(sparkline(long))[29])
}

func TestSomeStepsKeepTheEnds(t *testing.T) {
	for n := 1; n < 300; n++ {
		s := someSteps(n)
		assert.Equal(t, 0, s[0])
		assert.Equal(t, n-1, s[len(s)-1])
		assert.LessOrEqual(t, len(s), 12)
		for i := 1; i < len(s); i++ {
			assert.Greater(t, s[i], s[i-1])
		}
	}
}
