package rundir

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// newRun makes a run folder and lets go of it.
func newRun(t *testing.T, dir string) string {
	t.Helper()
	r, err := Create(dir)
	require.NoError(t, err)
	require.NoError(t, r.Begin([]byte("text"), &EnvironmentFile{Network: "tiny.yaml"}))
	r.Close()
	return dir
}

func TestCreateRefusesARunThatIsThere(t *testing.T) {
	dir := newRun(t, filepath.Join(t.TempDir(), "a", "run"))
	_, err := Create(dir)
	require.ErrorIs(t, err, ErrInUse)
	text, err := os.ReadFile(filepath.Join(dir, Config))
	require.NoError(t, err)
	assert.Equal(t, "text", string(text))
	env, err := ReadEnvironment(dir)
	require.NoError(t, err)
	assert.Equal(t, "tiny.yaml", env.Network)
}

// TestCreateAfterAKillBeforeBegin takes a folder that never became a run.
func TestCreateAfterAKillBeforeBegin(t *testing.T) {
	dir := t.TempDir()
	r, err := Create(dir)
	require.NoError(t, err)
	r.Close()
	require.ErrorIs(t, Check(dir), ErrNoRun)
	newRun(t, dir)
	require.NoError(t, Check(dir))
}

func TestCreateNewFindsAFreeName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs", "x")
	var names []string
	for range 3 {
		r, err := CreateNew(dir)
		require.NoError(t, err)
		names = append(names, filepath.Base(r.Dir))
		r.Close()
	}
	assert.Equal(t, []string{"x", "x-2", "x-3"}, names)
}

func TestOneProcessAtATime(t *testing.T) {
	dir := newRun(t, filepath.Join(t.TempDir(), "run"))
	assert.False(t, InUse(dir))
	r, err := Open(dir)
	require.NoError(t, err)
	assert.True(t, InUse(dir))
	_, err = Open(dir)
	require.ErrorIs(t, err, ErrLocked)
	assert.Contains(t, err.Error(), "(process ")
	_, err = Create(dir)
	require.ErrorIs(t, err, ErrLocked)
	r.Close()
	assert.False(t, InUse(dir))
	other, err := os.Open(filepath.Join(dir, lockName)) // that asks at the same time
	require.NoError(t, err)
	require.NoError(t, lockShared(other))
	assert.False(t, InUse(dir))
	require.NoError(t, other.Close())
	r, err = Open(dir)
	require.NoError(t, err)
	r.Close()
}

func TestOpenRemovesWhatAKillLeft(t *testing.T) {
	dir := newRun(t, t.TempDir())
	for _, name := range []string{".last.safetensors.tmp123", ".metrics.jsonl.tmp9", "notes.tmp1", ".mine", ".tmpl.html", ".report.html.tmp7"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
	}
	f, err := atomicfile.OS{}.CreateTemp(dir, ".best.safetensors"+atomicfile.Temporary+"*")
	require.NoError(t, err)
	require.NoError(t, f.Close())
	r, err := Open(dir)
	require.NoError(t, err)
	r.Close()
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	assert.ElementsMatch(t, []string{lockName, ".mine", ".tmpl.html", "notes.tmp1", Config, Environment}, names)
}

func TestOpenRefusesOtherFolders(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(dir)
	require.ErrorIs(t, err, ErrNoRun)
	_, err = Open(filepath.Join(dir, "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(filepath.Join(dir, Config), nil, 0o644))
	_, err = Open(dir)
	require.ErrorIs(t, err, ErrNoRun, "a file of that name is not enough")
	_, err = Open(filepath.Join(dir, Config))
	require.ErrorContains(t, err, "is a file")
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, list, 1, "nothing was written")
}

func TestEnvironmentOfAnotherFormat(t *testing.T) {
	dir := newRun(t, t.TempDir())
	for text, want := range map[string]string{`{"format":"x"}`: `format "x"`, `{`: Environment} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, Environment), []byte(text), 0o644))
		_, err := ReadEnvironment(dir)
		assert.ErrorContains(t, err, want)
	}
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

func TestFree(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	run := filepath.Join(dir, "run")
	made, err := Create(run)
	require.NoError(t, err)
	require.NoError(t, made.Begin([]byte("x"), &EnvironmentFile{}))
	made.Close()
	require.ErrorIs(t, Free(run), ErrInUse)
	assert.ErrorContains(t, Free(file), "is a file: expected a folder")
	assert.ErrorContains(t, Free(filepath.Join(file, "below", "run")), file+" is a file: expected a folder")
	for _, good := range []string{dir, filepath.Join(dir, "a", "b", "c")} {
		require.NoError(t, Free(good))
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 2, "nothing is left behind")
	if runtime.GOOS == "linux" { // where nobody may write, not even root
		assert.ErrorContains(t, Free("/proc/none/run"), "can't write in /proc")
	}
	t.Run("locked", func(t *testing.T) {
		locked := filepath.Join(dir, "locked")
		require.NoError(t, os.Mkdir(locked, 0o555))
		if f, err := os.Create(filepath.Join(locked, "x")); err == nil {
			f.Close()
			t.Skip("this user may write everywhere")
		}
		assert.ErrorContains(t, Free(filepath.Join(locked, "run")), "can't write in "+locked)
	})
}
