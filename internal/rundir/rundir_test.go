package rundir

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCreateRefusesARunThatIsThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "run")
	require.NoError(t, Create(dir, []byte("first")))
	require.ErrorIs(t, Create(dir, []byte("second")), ErrInUse)
	text, err := os.ReadFile(filepath.Join(dir, Config))
	require.NoError(t, err)
	assert.Equal(t, "first", string(text))
}

func TestCheckpointPrefersTheBest(t *testing.T) {
	dir := t.TempDir()
	_, err := Checkpoint(dir)
	require.ErrorContains(t, err, "holds no checkpoint")
	for _, name := range []string{"last.safetensors", "best.safetensors"} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, nil, 0o644))
		got, err := Checkpoint(dir)
		require.NoError(t, err)
		assert.Equal(t, path, got)
	}
	got, err := Checkpoint(filepath.Join(dir, "last.safetensors"))
	require.NoError(t, err)
	assert.Equal(t, "last.safetensors", filepath.Base(got))
	_, err = Checkpoint(filepath.Join(dir, "none"))
	assert.Error(t, err)
}
