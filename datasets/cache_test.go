package datasets

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

// openCached opens the training split with a cache in dir.
func openCached(t *testing.T, data, dir string) (*EventSet, error) {
	t.Helper()
	o := DefaultNMNIST()
	o.Stabilize, o.CacheDir = false, dir
	return OpenNMNIST(context.Background(), data, Train, o)
}

// theCache returns the only cache file of a folder.
func theCache(t *testing.T, dir string) string {
	t.Helper()
	all, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, all, 1, "one cache, and nothing temporary left")
	return filepath.Join(dir, all[0].Name())
}

// rewrite replaces a recording's content and gives it its time back.
func rewrite(t *testing.T, path string, content []byte) {
	t.Helper()
	st, err := os.Stat(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, content, 0o644))
	require.NoError(t, os.Chtimes(path, st.ModTime(), st.ModTime()))
}

func TestCacheServesUnchangedRecordings(t *testing.T) {
	data, dir := completeNMNIST(t), filepath.Join(t.TempDir(), "made", "on the way")
	first, err := openCached(t, data, dir)
	require.NoError(t, err)
	theCache(t, dir)

	// Same size and time: nobody looks inside.
	rec := filepath.Join(data, "Train", "7", "00001.bin")
	rewrite(t, rec, make([]byte, 2*eventBytes))
	again, err := openCached(t, data, dir)
	require.NoError(t, err)
	assert.Equal(t, first.packed, again.packed)
	assert.Equal(t, first.Info(), again.Info())
}

func TestCacheIsRebuiltAfterChanges(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, data, rec string){
		"size": func(t *testing.T, _, rec string) { rewrite(t, rec, make([]byte, 3*eventBytes)) },
		"time": func(t *testing.T, _, rec string) {
			require.NoError(t, os.WriteFile(rec, make([]byte, 2*eventBytes), 0o644))
			require.NoError(t, os.Chtimes(rec, time.Unix(1, 0), time.Unix(1, 0)))
		},
		"one more": func(t *testing.T, data, _ string) {
			write(t, filepath.Join(data, "Train", "9", "00009.bin"), make([]byte, eventBytes))
		},
	} {
		t.Run(name, func(t *testing.T) {
			data, dir := completeNMNIST(t), t.TempDir()
			first, err := openCached(t, data, dir)
			require.NoError(t, err)
			change(t, data, filepath.Join(data, "Train", "7", "00001.bin"))
			again, err := openCached(t, data, dir)
			require.NoError(t, err)
			assert.NotEqual(t, first.packed, again.packed)
		})
	}
}

func TestCacheKeyDependsOnBinning(t *testing.T) {
	list := []Recording{{Path: "a", Size: 5}}
	b := DefaultNMNIST().Binning
	keys := map[[32]byte]bool{recordingsKey(list, b, false): true}
	for _, change := range []func(*Binning){
		func(b *Binning) { b.Steps++ }, func(b *Binning) { b.BinMicros++ }, func(b *Binning) { b.Stabilize = false },
		func(b *Binning) { b.OffByOne = true }, func(b *Binning) { b.Transpose = true },
	} {
		other := b
		change(&other)
		keys[recordingsKey(list, other, false)] = true
	}
	keys[recordingsKey(list, b, true)] = true
	assert.Len(t, keys, 7)
}

func TestCacheCorruptIsIgnored(t *testing.T) {
	data, dir := completeNMNIST(t), t.TempDir()
	first, err := openCached(t, data, dir)
	require.NoError(t, err)
	path := theCache(t, dir)
	list, err := ListNMNIST(context.Background(), data, Train)
	require.NoError(t, err)
	b := DefaultNMNIST().Binning
	b.Stabilize = false
	key := recordingsKey(list, b, false)
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	_, err = parsePacked(good, key)
	require.NoError(t, err)

	for i := range good {
		for _, flip := range []byte{1, 0x80, 0xff} {
			bad := append([]byte(nil), good...)
			bad[i] ^= flip
			_, err := parsePacked(bad, key)
			require.ErrorIs(t, err, errCache, "byte %d of %d, flipped with %#x", i, len(good), flip)
		}
		_, err := parsePacked(good[:i], key)
		require.ErrorIs(t, err, errCache, "cut to %d bytes", i)
	}
	_, err = parsePacked(append(good[:len(good):len(good)], 0), key)
	require.ErrorIs(t, err, errCache, "one byte more")

	// The folder is read again, and the cache made anew.
	require.NoError(t, os.WriteFile(path, good[:len(good)/2], 0o644))
	again, err := openCached(t, data, dir)
	require.NoError(t, err)
	assert.Equal(t, first.packed, again.packed)
	mended, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, good, mended)
}

func TestCacheUnwritableFolder(t *testing.T) {
	// A file where the folder should be: not even root can write there.
	file := write(t, filepath.Join(t.TempDir(), "file"), nil)
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		set, err := openCached(t, completeNMNIST(t), dir)
		require.NoError(t, err)
		assert.Equal(t, fullSamples, set.Len())
		assert.Error(t, set.packed.Save(filepath.Join(dir, "x.spikes"), [32]byte{}))
	}
}

func TestSaveLeavesNothingBehindWhenItFails(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "x.spikes")
	require.NoError(t, os.MkdirAll(filepath.Join(target, "in the way"), 0o755))
	p := NewPacked(spikes.Flat(3), 2)
	assert.ErrorContains(t, p.Save(target, [32]byte{}), target)
	assert.Equal(t, target, theCache(t, dir))
}

// A process that is killed while it writes a cache leaves a temporary file: the
// next one that writes the cache removes it, if nobody can be writing it.
func TestWhatAKilledProcessLeftIsRemoved(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.spikes")
	old, fresh, other := filepath.Join(dir, ".x.spikes.tmp17"), filepath.Join(dir, ".x.spikes.tmp18"), filepath.Join(dir, ".y.spikes.tmp19")
	for _, p := range []string{old, fresh, other} {
		write(t, p, []byte("half"))
	}
	for _, p := range []string{old, other} {
		long := time.Now().Add(-2 * abandoned)
		require.NoError(t, os.Chtimes(p, long, long))
	}
	require.NoError(t, NewPacked(spikes.Flat(3), 2).Save(path, [32]byte{}))
	assert.NoFileExists(t, old)
	assert.FileExists(t, fresh)
	assert.FileExists(t, other)
	assert.FileExists(t, path)
}

func TestLoadedCollectionGrows(t *testing.T) {
	p := NewPacked(spikes.Flat(3), 2)
	for label := range 4 {
		tr := spikes.NewTrain(p.Shape(), p.Steps())
		tr.Set(1, 0, 0, label%3)
		p.Append(label, tr)
	}
	path, key := filepath.Join(t.TempDir(), "p"), [32]byte{1}
	require.NoError(t, p.Save(path, key))
	loaded, err := LoadPacked(path, key)
	require.NoError(t, err)
	_, err = LoadPacked(path, [32]byte{2})
	assert.ErrorIs(t, err, errCache)

	tr := spikes.NewTrain(p.Shape(), p.Steps())
	p.Append(9, tr)
	loaded.Append(9, tr)
	assert.Equal(t, p, loaded)
}

func TestCacheDirBelowTheUsersCache(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	dir, err := CacheDir()
	require.NoError(t, err)
	assert.Equal(t, cacheFolder, filepath.Base(dir))
	o := DefaultNMNIST()
	c := o.cache("folder", Train, nil)
	assert.Equal(t, dir, filepath.Dir(c.path))
	o.NoCache = true
	c = o.cache("folder", Train, nil)
	assert.Empty(t, c.path)
}
