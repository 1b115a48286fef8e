package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The values are those of published tables of the interval.
func TestAccuracyInterval(t *testing.T) {
	for _, c := range []struct {
		correct, samples int
		low, high        float64
	}{{0, 0, 0, 1}, {0, 10, 0, 0.3085}, {10, 10, 0.6915, 1}, {5, 10, 0.1871, 0.8129}, {92, 100, 0.8484, 0.9648}} {
		low, high := accuracyInterval(c.correct, c.samples, 0.95)
		assert.InDelta(t, c.low, low, 1e-4)
		assert.InDelta(t, c.high, high, 1e-4)
	}
}
