package regular

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	require.NoError(t, os.WriteFile(path, []byte("12345"), 0o644))
	b, err := Read(path, 5)
	require.NoError(t, err)
	assert.Equal(t, "12345", string(b))

	_, err = Read(path, 4)
	require.ErrorIs(t, err, ErrTooLarge)
	assert.EqualError(t, err, "read "+path+": file too large: 5 bytes: expected at most 4")

	_, err = Read(dir, 4)
	assert.EqualError(t, err, "open "+dir+": a folder: expected a regular file")
	_, err = Read(filepath.Join(dir, "b"), 4)
	assert.ErrorIs(t, err, os.ErrNotExist)

	if err := os.Symlink(path, filepath.Join(dir, "link")); err == nil {
		b, err = Read(filepath.Join(dir, "link"), 5)
		require.NoError(t, err)
		assert.Len(t, b, 5)
	}
}
