package decimal

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTrim(t *testing.T) {
	for text, want := range map[string]string{
		"010": "10", "0": "0", "-08": "-8", "00": "0", "0x10": "0x10", "0o17": "0o17", "1_000": "1_000", "": "", "0_7": "7", "x": "x", "007x": "7x",
	} {
		assert.Equal(t, want, Trim(text), text)
	}
}
