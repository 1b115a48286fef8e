package datasets

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

// TestPathsOfSamples are those of the good recordings, from the files and from the cache,
// and what Read makes of them is what the set has.
func TestPathsOfSamples(t *testing.T) {
	names := []string{"Train/a/1.bin", "Train/a/2.bin", "Train/b/1.bin", "Train/b/2.bin", "Train/b/3.bin"}
	dir := camera(t, names...)
	at := func(i int) string { return filepath.Join(dir, names[i]) }
	cache := t.TempDir()
	open := func() *FolderSet {
		set, err := openFolder(t, dir, Train, func(o *FolderOptions) { o.SkipBad, o.NoCache, o.CacheDir = true, false, cache })
		require.NoError(t, err)
		return set
	}
	set := open()
	require.Equal(t, 5, set.Len())
	assert.Equal(t, []string{at(0), at(2), at(1), at(3), at(4)}, set.paths, "classes take turns")

	write(t, at(2), make([]byte, 7))
	for range 2 { // the second time from the cache
		set = open()
		require.Equal(t, 4, set.Len())
		require.Len(t, set.Bad, 1)
		o := folderOptions()
		for i, want := range []int{0, 1, 3, 4} {
			require.Equal(t, at(want), set.Path(i))
			var s spikes.Sample
			require.NoError(t, set.Fill(i, &s, nil))
			var tr spikes.Train
			events, late, err := o.Read(set.Path(i), &tr)
			require.NoError(t, err)
			assert.Equal(t, []int{1, 0}, []int{events, late})
			assert.Equal(t, s.Train, tr)
		}
	}
	var tr spikes.Train
	_, _, err := folderOptions().Read(at(2), &tr)
	require.ErrorAs(t, err, new(*FormatError))
	o := folderOptions()
	o.ByClock = true
	write(t, at(2), encode(t, Event{T: 4000}))
	_, _, err = o.Read(at(2), &tr)
	require.ErrorContains(t, err, "expected an event in the time steps, before 4000 µs, got the first at 4000 µs")
	require.ErrorAs(t, err, new(*TimeError))
}

func TestPathsOfNMNIST(t *testing.T) {
	dir := completeNMNIST(t)
	o := DefaultNMNIST()
	o.NoCache = true
	set, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.NoError(t, err)
	list, err := ListNMNIST(context.Background(), dir, Train)
	require.NoError(t, err)
	require.Equal(t, len(list), set.Len())
	for i, r := range list {
		assert.Equal(t, r.Path, set.Path(i))
	}
	assert.Empty(t, eventSet(Info{Classes: 10}, NewPacked(EventShape, 1)).paths)
	p := NewPacked(EventShape, 1)
	p.Append(0, spikes.NewTrain(EventShape, 1))
	assert.Empty(t, eventSet(Info{Classes: 10}, p).Path(0), "of no file")
}

// TestReadIsWhatOpenNMNISTReads, for any binning, also of events out of order.
func TestReadIsWhatOpenNMNISTReads(t *testing.T) {
	dir := completeNMNIST(t)
	path := filepath.Join(dir, "Train", "7", "00001.bin")
	write(t, path, encode(t, Event{X: 3, T: 6000}, Event{X: 4, T: 3000}, Event{X: 5, T: 6001}, Event{X: 6, T: 9001}))
	for late, b := range map[int]Binning{1: {Steps: 3, BinMicros: 3000}, 2: {Steps: 3, BinMicros: 3000, OffByOne: true}} {
		set, err := OpenNMNIST(context.Background(), dir, Train, NMNISTOptions{Binning: b, NoCache: true})
		require.NoError(t, err)
		at := slices.Index(set.paths, path)
		require.GreaterOrEqual(t, at, 0)
		var s spikes.Sample
		require.NoError(t, set.Fill(at, &s, nil))
		var tr spikes.Train
		events, behind, err := b.Read(binFiles{}, path, &tr)
		require.NoError(t, err)
		assert.Equal(t, []int{4, late}, []int{events, behind})
		assert.Equal(t, s.Train, tr)
	}
	b := Binning{Steps: 3, BinMicros: 3000}
	var tr spikes.Train
	for want, ev := range map[string][]Event{
		"expected an event in the time steps, up to 9000 µs, got the first at 9001 µs": {{T: 9001}},
		"up to 9000 µs, got the first at 9001 µs":                                      {{T: 9500}, {T: 9001}},
		"expected x from 0 to 33":                                                      {{X: 34}},
	} {
		write(t, path, encode(t, ev...))
		_, _, err := b.Read(binFiles{}, path, &tr)
		require.ErrorContains(t, err, want)
	}
	// With OffByOne what stands behind the first late event is not read.
	write(t, path, encode(t, Event{T: 6001}, Event{T: 100}))
	b.OffByOne = true
	_, _, err := b.Read(binFiles{}, path, &tr)
	require.ErrorContains(t, err, "an event in the time steps, up to 6000 µs")
	_, _, err = b.Read(binFiles{}, filepath.Join(dir, "none.bin"), &tr)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestPathsOfASubset(t *testing.T) {
	set, err := openFolder(t, camera(t, "Train/a/1.bin", "Train/b/1.bin"), Train, nil)
	require.NoError(t, err)
	part, err := NewSubset(set, []int{1})
	require.NoError(t, err)
	assert.Equal(t, set.Path(1), part.Path(0))
	part, err = NewSubset(&numbers{n: 3}, []int{1})
	require.NoError(t, err)
	assert.Empty(t, part.Path(0))
}
