package web

import (
	"context"
	"os"
	"path/filepath"
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
		Follow(ctx, h, path, 5, []string{"a"})
	}()
	time.Sleep(50 * time.Millisecond)
	text, err := h.text(TopicEpochs)
	require.NoError(t, err)
	assert.Nil(t, text, "what was there is published by the caller")
	require.NoError(t, os.WriteFile(path, []byte(goodText+strings.ReplaceAll(goodText, `"epoch":1`, `"epoch":2`)), 0o644))
	require.Eventually(t, func() bool { text, _ := h.text(TopicEpochs); return text != nil }, patience, 10*time.Millisecond)
	assert.Equal(t, []int{1, 2}, value[EpochCurves](t, h, TopicEpochs).Epoch)
	cancel()
	<-done
	require.NoError(t, os.WriteFile(path, []byte("{\n\n"+goodText), 0o644))
	_, err = ReadHistory(path, nil)
	assert.ErrorContains(t, err, path)
}
