package nearest

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWord(t *testing.T) {
	known := []string{"train", "eval", "threshold", "tau_m", "tau_s"}
	for s, want := range map[string]string{
		"trian": "train", "thresh": "threshold", "tau_": "tau_m", "evaluate": "eval", "": "", "zebra": "", "train": "train",
	} {
		assert.Equal(t, want, Word(s, known), s)
	}
	assert.Equal(t, `; did you mean "train"?`, Hint("trian", known))
	assert.Empty(t, Hint("zebra", known))
}
