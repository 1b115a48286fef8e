package web

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFollowSeesWhatIsAppended(t *testing.T) {
	path := filepath.Join(t.TempDir(), "metrics.jsonl")
	none, err := ReadHistory(path, nil)
	require.NoError(t, err)
	assert.Empty(t, none.epochs)
	require.NoError(t, os.WriteFile(path, []byte(goodText), 0o644))
	h := NewHub()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		Follow(ctx, h, path, 5, []string{"a"}, true)
	}()
	published := func(epochs ...int) func() bool {
		return func() bool {
			text, _ := h.text(TopicEpochs)
			return text != nil && slices.Equal(epochs, value[EpochCurves](t, h, TopicEpochs).Epoch)
		}
	}
	require.Eventually(t, published(1), patience, 10*time.Millisecond, "what had come since the caller read it")
	require.NoError(t, os.WriteFile(path, []byte(goodText+strings.ReplaceAll(goodText, `"epoch":1`, `"epoch":2`)), 0o644))
	require.Eventually(t, published(1, 2), patience, 10*time.Millisecond)
	cancel()
	<-done
	require.NoError(t, os.WriteFile(path, []byte("{\n\n"+goodText), 0o644))
	_, err = ReadHistory(path, nil)
	assert.ErrorContains(t, err, path)
}
