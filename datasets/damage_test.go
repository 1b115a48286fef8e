package datasets

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

func TestEmptyRecordingIsAFault(t *testing.T) {
	dir := completeNMNIST(t)
	path := write(t, filepath.Join(dir, "Train", "5", "00002.bin"), nil)
	o := DefaultNMNIST()
	o.NoCache = true
	_, err := OpenNMNIST(context.Background(), dir, Train, o)
	var f *FormatError
	require.ErrorAs(t, err, &f)
	assert.Equal(t, path, f.Path)
	assert.ErrorContains(t, err, "an empty file")
	o.SkipBad = true
	set, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.NoError(t, err)
	assert.Len(t, set.Bad, 1)
	assert.Equal(t, fullSamples, set.Len())
}

func TestMissingDigitsAreReported(t *testing.T) {
	dir := smallNMNIST(t)
	o := DefaultNMNIST()
	o.CacheDir = t.TempDir()
	_, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.ErrorContains(t, err, dir+": no recording of 1, 3, 4, 5, 6, 8, 9 in the train split")
	o.SkipBad = true
	for range 2 { // read, and from the cache
		set, err := OpenNMNIST(context.Background(), dir, Train, o)
		require.NoError(t, err)
		assert.Equal(t, []int{1, 3, 4, 5, 6, 8, 9}, set.Missing)
	}
	// A digit whose only recording is bad is missing too.
	write(t, filepath.Join(dir, "Train", "1", "00001.bin"), []byte("cut"))
	set, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.NoError(t, err)
	assert.Contains(t, set.Missing, 1)
	assert.Len(t, set.Bad, 1)
}

func TestMissingCIFARBatchesAreListed(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "data_batch_2.bin"), cifarPicture(1, 2, 3, 4))
	set, err := OpenCIFAR10(dir, Train)
	require.NoError(t, err)
	assert.Equal(t, []string{"data_batch_1.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"}, set.Missing)
}

func TestReadingEndsWithTheContext(t *testing.T) {
	dir := completeNMNIST(t)
	ctx, cancel := context.WithCancel(context.Background())
	o := DefaultNMNIST()
	o.CacheDir = t.TempDir()
	read := 0
	o.Progress = func(done, total int) {
		assert.Equal(t, fullSamples, total)
		read++
		assert.Equal(t, read, done)
		cancel()
	}
	_, err := OpenNMNIST(ctx, dir, Train, o)
	require.ErrorIs(t, err, context.Canceled)
	assert.Less(t, read, fullSamples, "stopped on the way")
	left, err := os.ReadDir(o.CacheDir)
	require.NoError(t, err)
	assert.Empty(t, left, "no cache of half a folder")
	_, err = ListNMNIST(ctx, dir, Train)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestStaleCachesAreRemoved(t *testing.T) {
	data, dir := completeNMNIST(t), t.TempDir()
	_, err := openCached(t, data, dir)
	require.NoError(t, err)
	stale := theCache(t, dir)
	// What else may lie there: another folder's, another binning's, and files
	// that are not ours, whatever they are called.
	_, err = openCached(t, completeNMNIST(t), dir)
	require.NoError(t, err)
	o := DefaultNMNIST()
	o.CacheDir = dir
	_, err = OpenNMNIST(context.Background(), data, Train, o)
	require.NoError(t, err)
	foreign := stale[:len(stale)-len("0000.spikes")] + "0000.spikes"
	if foreign == stale {
		foreign = stale[:len(stale)-len("0000.spikes")] + "0001.spikes"
	}
	write(t, foreign, []byte("not a cache"))
	write(t, stale+".bak", []byte(cacheMagic))
	write(t, strings.TrimSuffix(stale, ".spikes")+"x.spikes", []byte(cacheMagic))
	before, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, before, 6)

	require.NoError(t, os.Chtimes(filepath.Join(data, "Train", "7", "00001.bin"), time.Unix(1, 0), time.Unix(1, 0)))
	_, err = openCached(t, data, dir)
	require.NoError(t, err)
	after, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, after, 6, "one new, one gone")
	assert.NoFileExists(t, stale)
	assert.FileExists(t, foreign)
}

func TestCacheOfAnotherVersionIsReplaced(t *testing.T) {
	data, dir := completeNMNIST(t), t.TempDir()
	o := DefaultNMNIST()
	o.Stabilize, o.CacheDir = false, dir
	c := o.cache(data, Train, nil)
	old := write(t, filepath.Join(dir, c.own+strings.Repeat("0", 32)+".spikes"), []byte(cacheFamily+"1\n and more"))
	_, err := openCached(t, data, dir)
	require.NoError(t, err)
	assert.NoFileExists(t, old)
	theCache(t, dir)
}

func TestLabelsBeyondTheClassesAreRefusedUnread(t *testing.T) {
	dir := completeNMNIST(t)
	o := DefaultNMNIST()
	o.NoCache, o.Classes = true, 7
	o.Progress = func(int, int) { t.Error("read on") }
	_, err := OpenNMNIST(context.Background(), dir, Train, o)
	var l *LabelError
	require.ErrorAs(t, err, &l)
	assert.GreaterOrEqual(t, l.Label, 7)
	assert.ErrorContains(t, err, "expected 0 to 6")
	// Digits that do not count are not missed.
	for _, d := range []string{"7", "8", "9"} {
		require.NoError(t, os.RemoveAll(filepath.Join(dir, "Train", d)))
	}
	o.Progress = nil
	set, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.NoError(t, err)
	assert.Equal(t, 7, set.Info().Classes)
	o.Classes = -1
	_, err = OpenNMNIST(context.Background(), dir, Train, o)
	assert.ErrorContains(t, err, "-1 classes")
}
