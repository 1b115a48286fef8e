//go:build unix

package datasets

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPipesAndDevicesAreRefused would wait for ever where a pipe is opened.
func TestPipesAndDevicesAreRefused(t *testing.T) {
	pipe := func(path string) string {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, syscall.Mkfifo(path, 0o644))
		return path
	}
	dir := completeNMNIST(t)
	o := DefaultNMNIST()
	o.CacheDir = t.TempDir()
	path := pipe(filepath.Join(dir, "Train", "5", "00002.bin"))
	_, err := OpenNMNIST(context.Background(), dir, Train, o)
	assert.ErrorContains(t, err, path+": a named pipe: expected a regular file")
	o.SkipBad = true
	set, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.NoError(t, err)
	assert.Len(t, set.Bad, 1)
	// It says nothing of what a file of that name would hold, so it is not kept.
	entries, err := os.ReadDir(o.CacheDir)
	require.NoError(t, err)
	assert.Empty(t, entries)

	images := t.TempDir()
	pipe(filepath.Join(images, "train-images-idx3-ubyte"))
	write(t, filepath.Join(images, "train-labels-idx1-ubyte"), idx([]uint32{1}, []byte{0}))
	_, err = OpenMNIST(images, Train)
	assert.ErrorContains(t, err, "a named pipe: expected a regular file")

	pictures := t.TempDir()
	if err := os.Symlink("/dev/zero", filepath.Join(pictures, "test_batch.bin")); err == nil {
		_, err = OpenCIFAR10(pictures, Test)
		assert.ErrorContains(t, err, "a device: expected a regular file")
	}
}
