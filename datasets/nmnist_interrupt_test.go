//go:build unix

package datasets

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recordings writes a folder of n one-event recordings of the digit 3.
func recordings(t *testing.T, n int) string {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "Train", "3"), 0o755))
	b, err := AppendEvents(nil, []Event{{X: 5, Y: 6, P: 1, T: 1000}})
	require.NoError(t, err)
	for i := range n {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "Train", "3", string(rune('1'+i))+".bin"), b, 0o644))
	}
	return dir
}

func TestReadingCanBeFollowedAndStopped(t *testing.T) {
	dir := recordings(t, 6)
	o := DefaultNMNIST()
	o.NoCache = true
	var seen []int
	o.Progress = func(done, total int) error {
		assert.Equal(t, 6, total)
		seen = append(seen, done)
		return nil
	}
	set, err := OpenNMNIST(dir, Train, o)
	require.NoError(t, err)
	assert.Equal(t, 6, set.Len())
	assert.Equal(t, []int{1, 2, 3, 4, 5, 6}, seen)

	stop := errors.New("enough")
	o.Progress = func(int, int) error { return stop }
	_, err = OpenNMNIST(dir, Train, o)
	assert.ErrorIs(t, err, stop)
}

func TestEmptyRecordingIsBad(t *testing.T) {
	dir := recordings(t, 2)
	empty := filepath.Join(dir, "Train", "3", "9.bin")
	require.NoError(t, os.WriteFile(empty, nil, 0o644))
	o := DefaultNMNIST()
	o.NoCache = true
	_, err := OpenNMNIST(dir, Train, o)
	assert.ErrorContains(t, err, empty)
	assert.ErrorContains(t, err, "an empty file")
	o.SkipBad = true
	set, err := OpenNMNIST(dir, Train, o)
	require.NoError(t, err)
	assert.Equal(t, 2, set.Len())
	assert.Len(t, set.Bad, 1)
}

// A pipe would be waited for without end.
func TestOnlyFilesAreRecordings(t *testing.T) {
	dir := recordings(t, 1)
	pipe := filepath.Join(dir, "Train", "3", "7.bin")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Skipf("no pipes here: %v", err)
	}
	_, err := OpenNMNIST(dir, Train, DefaultNMNIST())
	assert.ErrorContains(t, err, pipe)
	assert.ErrorContains(t, err, "expected a file")
}
