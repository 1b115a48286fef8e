package metrics

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSetEpochs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "metrics.jsonl")
	require.NoError(t, SetEpochs(path, 3))
	require.NoFileExists(t, path)

	w, err := NewWriter(path)
	require.NoError(t, err)
	require.NoError(t, w.Start(&Start{Network: "a", Epochs: 2, Layers: []string{"x"}}))
	require.NoError(t, w.Epoch(&Epoch{Epoch: 1}))
	require.NoError(t, w.Close())
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, SetEpochs(path, 2))
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, before, after)

	require.NoError(t, SetEpochs(path, 7))
	recs, err := ReadFile(path)
	require.NoError(t, err)
	require.Len(t, recs, 2)
	assert.Equal(t, 7, recs[0].Start.Epochs)
	assert.Equal(t, "a", recs[0].Start.Network)
	assert.Equal(t, 1, recs[1].Epoch.Epoch)

	for _, text := range []string{"", "{", "{}\n", `{"kind":"epoch","epoch":1}` + "\n"} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		require.NoError(t, SetEpochs(path, 7))
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, text, string(b))
	}
}
