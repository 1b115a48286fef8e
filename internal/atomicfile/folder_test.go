package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

func TestFolder(t *testing.T) {
	place := t.TempDir()
	fill := func(tmp string) error { return os.WriteFile(filepath.Join(tmp, "x"), []byte("x"), 0o644) }
	dir := filepath.Join(place, "a", "b")
	require.NoError(t, atomicfile.Folder(dir, fill))
	assert.FileExists(t, filepath.Join(dir, "x"))
	assert.ErrorIs(t, atomicfile.Folder(dir, fill), atomicfile.ErrNotEmpty)
	for _, name := range []string{".", "..", "/", filepath.Join(dir, "..") + "/.."} {
		assert.ErrorIs(t, atomicfile.Folder(name, fill), atomicfile.ErrNoName)
	}

	// Nothing is left of one that could not be filled.
	failed := errors.New("failed")
	assert.ErrorIs(t, atomicfile.Folder(filepath.Join(place, "c"), func(tmp string) error { return errors.Join(fill(tmp), failed) }), failed)
	list, err := os.ReadDir(place)
	require.NoError(t, err)
	assert.Len(t, list, 1)

	// A file stays, and an empty folder is taken.
	file := filepath.Join(place, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	assert.ErrorContains(t, atomicfile.Folder(file, fill), file)
	empty := filepath.Join(place, "empty")
	require.NoError(t, os.Mkdir(empty, 0o755))
	require.NoError(t, atomicfile.Folder(empty, fill))
	assert.FileExists(t, filepath.Join(empty, "x"))
}
