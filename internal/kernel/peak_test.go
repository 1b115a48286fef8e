package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPeak(t *testing.T) {
	forEachSet(t, func(t *testing.T, s *Set) {
		one, x := s.Peak(1)
		assert.Positive(t, one)
		assert.Equal(t, float32(0.5), x)
		many, x := s.Peak(10_001)
		assert.Equal(t, 10_001*one, many)
		assert.Equal(t, float32(1), x)
		none, x := s.Peak(0)
		assert.Zero(t, none)
		assert.Zero(t, x)
	})
}
