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
	_, err = Checkpoint(os.DevNull)
	assert.ErrorContains(t, err, "expected a folder or a regular file")
	_, err = Checkpoint(filepath.Join(dir, "none"))
	assert.Error(t, err)
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	run := filepath.Join(dir, "run")
	require.NoError(t, Create(run, nil))
	require.ErrorIs(t, Check(run), ErrInUse)
	assert.ErrorContains(t, Check(file), "is a file: expected a folder")
	assert.ErrorContains(t, Check(filepath.Join(file, "below", "run")), file+" is a file: expected a folder")
	for _, good := range []string{dir, filepath.Join(dir, "a", "b", "c")} {
		require.NoError(t, Check(good))
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 2, "nothing is left behind")
	locked := filepath.Join(dir, "locked")
	require.NoError(t, os.Mkdir(locked, 0o555))
	if f, err := os.Create(filepath.Join(locked, "x")); err == nil {
		f.Close()
		t.Skip("this user may write everywhere")
	}
	assert.ErrorContains(t, Check(filepath.Join(locked, "run")), "can't write in "+locked)
}
