package nmnistsim

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/spikes"
)

func options(t testing.TB) Options {
	o := DefaultOptions()
	o.Limit, o.CacheDir = 12, t.TempDir()
	return o
}

func trains(t *testing.T, o Options) []spikes.Train {
	set, err := Open(context.Background(), o)
	require.NoError(t, err)
	out := make([]spikes.Train, set.Len())
	for i := range out {
		var s spikes.Sample
		require.NoError(t, set.Fill(i, &s, nil))
		out[i] = s.Train
	}
	return out
}

func TestOpenIsTheSameForAnyWorkersAndFromTheCache(t *testing.T) {
	o := options(t)
	o.Workers, o.NoCache = 1, true
	want := trains(t, o)
	require.Len(t, want, 12)
	o.Workers = 3
	assert.Equal(t, want, trains(t, o))
	o.NoCache = false
	assert.Equal(t, want, trains(t, o))
	files, err := os.ReadDir(o.CacheDir)
	require.NoError(t, err)
	require.Len(t, files, 1)
	assert.Equal(t, want, trains(t, o))
	o.Seed = 9
	assert.NotEqual(t, want, trains(t, o))
}

func TestOpenSaysThatItIsSimulated(t *testing.T) {
	set, err := Open(context.Background(), options(t))
	require.NoError(t, err)
	info := set.Info()
	assert.Equal(t, "nmnist-sim", info.Name)
	assert.True(t, info.Simulated)
	assert.Equal(t, datasets.EventShape, info.Shape)
}

func TestOpenStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o := options(t)
	o.NoCache = true
	_, err := Open(ctx, o)
	require.ErrorIs(t, err, context.Canceled)
	o.Split = "validation"
	_, err = Open(context.Background(), o)
	require.ErrorContains(t, err, "expected train or test")
	o.Split, o.Digits = datasets.Test, filepath.Join(t.TempDir(), "none")
	_, err = Open(context.Background(), o)
	require.Error(t, err)
}

// TestWriteFolder reads a simulated folder back as N-MNIST and finds the same
// spikes.
func TestWriteFolder(t *testing.T) {
	o := options(t)
	dir := filepath.Join(t.TempDir(), "sim")
	require.NoError(t, WriteFolder(context.Background(), dir, o))
	text, err := os.ReadFile(filepath.Join(dir, NoteFile))
	require.NoError(t, err)
	assert.Contains(t, string(text), "SIMULATED")
	for _, split := range []string{datasets.Train, datasets.Test} {
		n := datasets.DefaultNMNIST()
		n.NoCache, n.SkipBad = true, true // a dozen digits are not all ten
		set, err := datasets.OpenNMNIST(context.Background(), dir, split, n)
		require.NoError(t, err)
		o.Split, o.NoCache = split, true
		for i, want := range trains(t, o) {
			var s spikes.Sample
			require.NoError(t, set.Fill(i, &s, nil))
			assert.Equal(t, want, s.Train)
		}
	}
	assert.ErrorIs(t, WriteFolder(context.Background(), dir, o), ErrNotEmpty)
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte("mine"), 0o644))
	assert.ErrorContains(t, WriteFolder(context.Background(), file, o), file)
	assert.FileExists(t, file)
	left, err := os.ReadDir(filepath.Dir(dir))
	require.NoError(t, err)
	assert.Len(t, left, 1)
}

// TestOpenTakesMNISTDigits simulates pictures of MNIST's files, told apart by
// their strokes.
func TestOpenTakesMNISTDigits(t *testing.T) {
	o := options(t)
	o.Digits, o.NoCache, o.Limit = t.TempDir(), true, 0
	pixels := make([]byte, 3*imageLen)
	for y := 6; y < 22; y++ {
		pixels[imageLen+y*side+13] = 255   // picture 1: upright
		pixels[2*imageLen+13*side+y] = 255 // picture 2: level
	}
	put := func(name string, data []byte, dims ...uint32) {
		b := []byte{0, 0, 8, byte(len(dims))}
		for _, d := range dims {
			b = binary.BigEndian.AppendUint32(b, d)
		}
		require.NoError(t, os.WriteFile(filepath.Join(o.Digits, name), append(b, data...), 0o644))
	}
	put("train-images-idx3-ubyte", pixels, 3, side, side)
	put("train-labels-idx1-ubyte", []byte{4, 1, 7}, 3)
	set, err := Open(context.Background(), o)
	require.NoError(t, err)
	require.Equal(t, 3, set.Len())
	sim, err := NewSimulator(o.Params, o.Seed)
	require.NoError(t, err)
	for i, label := range []int{4, 1, 7} {
		ev := sim.Record(nil, pixels[i*imageLen:(i+1)*imageLen], uint64(i))
		var want spikes.Train
		o.Bin(ev, &want)
		var s spikes.Sample
		require.NoError(t, set.Fill(i, &s, nil))
		assert.Equal(t, label, s.Label)
		assert.Equal(t, want, s.Train)
	}
}

func TestOpenRefuses(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"0 steps":             func(o *Options) { o.Steps = 0 },
		"steps of 0 µs":       func(o *Options) { o.BinMicros = 0 },
		`split "validation"`:  func(o *Options) { o.Split = "validation" },
		"shift of -1 pixels":  func(o *Options) { o.Shift = -1 },
		"threshold NaN, want": func(o *Options) { o.Params.Threshold = math.NaN() },
		"duration":            func(o *Options) { o.Params.Duration = -1 },
	} {
		o := options(t)
		change(&o)
		_, err := Open(context.Background(), o)
		assert.ErrorContains(t, err, want)
	}
}

// TestWriteFolderRefusesRecordingsWithoutEvents: readers of N-MNIST take them for
// damaged files.
func TestWriteFolderRefusesRecordingsWithoutEvents(t *testing.T) {
	o := options(t)
	o.Params.Threshold, o.Params.ThresholdSD, o.Params.NoiseRate = 10, 0, 0
	dir := filepath.Join(t.TempDir(), "sim")
	assert.ErrorContains(t, WriteFolder(context.Background(), dir, o), ": no event in 309 ms") // of the digit whose worker was first
	assert.NoDirExists(t, dir)
}
