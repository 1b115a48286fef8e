package atomicfile

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWriteReplacesAndLeavesNothingElse(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	for _, text := range []string{"old", "new"} {
		require.NoError(t, Write(path, []byte(text)))
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, text, string(got))
	}
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, list, 1)
}

func TestFailureKeepsWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	// A folder stands where the file should go, so the rename fails.
	path := filepath.Join(dir, "f")
	require.NoError(t, os.MkdirAll(filepath.Join(path, "inside"), 0o755))
	require.ErrorContains(t, Write(path, []byte("x")), path)
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, list, 1)
	assert.DirExists(t, filepath.Join(path, "inside"))
	assert.ErrorContains(t, Write(filepath.Join(dir, "none", "f"), nil), "none")
}

func TestSyncTree(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "a", "b"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", "b", "c"), []byte("c"), 0o644))
	require.NoError(t, SyncTree(dir))
	require.ErrorIs(t, SyncTree(filepath.Join(dir, "none")), os.ErrNotExist)
}
