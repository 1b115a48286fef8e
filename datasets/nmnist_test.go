package datasets

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

func TestListNMNISTOrder(t *testing.T) {
	dir := smallNMNIST(t)
	// What archivers and people leave behind does not count.
	write(t, filepath.Join(dir, "Train", "readme.txt"), nil)
	write(t, filepath.Join(dir, "Train", ".thumbnails", "x"), nil)
	write(t, filepath.Join(dir, "Train", "2", "._00003.bin"), nil)
	write(t, filepath.Join(dir, "Train", "2", "list.txt"), nil)
	list, err := ListNMNIST(context.Background(), dir, Train)
	require.NoError(t, err)
	var got []string
	for _, r := range list {
		got = append(got, strconv.Itoa(r.Label)+"/"+strconv.Itoa(r.ID))
		assert.EqualValues(t, 2*eventBytes, r.Size)
	}
	assert.Equal(t, []string{"7/1", "0/3", "2/3", "2/10"}, got)
}

func TestListNMNISTLowerCaseAndLinks(t *testing.T) {
	real := smallNMNIST(t)
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "train"), 0o755))
	if err := os.Symlink(filepath.Join(real, "Train", "2"), filepath.Join(dir, "train", "2")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "train", "7"), 0o755))
	require.NoError(t, os.Symlink(filepath.Join(real, "Train", "7", "00001.bin"), filepath.Join(dir, "train", "7", "00001.bin")))
	list, err := ListNMNIST(context.Background(), dir, Train)
	require.NoError(t, err)
	require.Len(t, list, 3)
	assert.EqualValues(t, 2*eventBytes, list[0].Size, "the size of the recording, not of the link")
}

func TestListNMNISTErrors(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		split string
		want  []string
	}{
		{"label folder 11", []string{"Train/11/00001.bin"}, Train, []string{"label folder", "11", "digit 0 to 9"}},
		{"label folder 03", []string{"Train/03/00001.bin"}, Train, []string{"label folder", "03"}},
		{"label folder with a word", []string{"Train/three/00001.bin"}, Train, []string{"label folder", "three"}},
		{"name is no number", []string{"Train/3/first.bin"}, Train, []string{"first.bin", "expected a number"}},
		{"no such split folder", []string{"Train/3/00001.bin"}, Test, []string{"expected a folder Test"}},
		{"empty split", []string{"Test/readme.txt"}, Test, []string{"Test", "no recording"}},
		{"empty label folder", []string{"Test/3/readme.txt"}, Test, []string{"Test", "no recording"}},
		{"unknown split", []string{"Test/3/00001.bin"}, "validation", []string{`"validation"`, "train or test"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, f := range tt.files {
				write(t, filepath.Join(dir, f), nil)
			}
			_, err := ListNMNIST(context.Background(), dir, tt.split)
			for _, w := range tt.want {
				assert.ErrorContains(t, err, w)
			}
		})
	}
	_, err := ListNMNIST(context.Background(), filepath.Join(t.TempDir(), "gone"), Train)
	assert.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "gone")
}

func TestReadRecordingFaults(t *testing.T) {
	good := encode(t, Event{X: 33, Y: 33}, Event{T: 5})
	tests := []struct {
		name    string
		content []byte
		offset  int64
	}{
		{"cut in the middle of an event", good[:8], 5},
		{"column beyond the array", append(good[:10:10], encode(t, Event{X: 34})...), 10},
		{"row beyond the array", append(good[:5:5], encode(t, Event{Y: 240})...), 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, filepath.Join(t.TempDir(), "00042.bin"), tt.content)
			_, err := ReadRecording(path)
			var f *FormatError
			require.ErrorAs(t, err, &f)
			assert.Equal(t, path, f.Path)
			assert.Equal(t, tt.offset, f.Offset)
			assert.ErrorContains(t, err, path)
			assert.ErrorContains(t, err, "offset "+strconv.FormatInt(tt.offset, 10))
		})
	}
	_, err := ReadRecording(filepath.Join(t.TempDir(), "gone.bin"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestOpenNMNIST(t *testing.T) {
	o := DefaultNMNIST()
	o.NoCache, o.Stabilize = true, false
	set, err := OpenNMNIST(context.Background(), completeNMNIST(t), Train, o)
	require.NoError(t, err)
	assert.Equal(t, Info{Name: "N-MNIST", Split: Train, Kind: spikes.Events, Shape: EventShape, Steps: 30, Classes: 10}, set.Info())
	require.Equal(t, fullSamples, set.Len())
	var s spikes.Sample
	require.NoError(t, set.Fill(0, &s, nil))
	assert.Equal(t, 7, s.Label)
	assert.Equal(t, 2, s.Train.Count())
	assert.True(t, s.Train.Get(1, 20, 0, 1), "ON at (0, 20), 4 ms")
	assert.True(t, s.Train.Get(2, 20, 30, 0), "OFF at (30, 20), 7 ms")

	o.Steps = 0
	_, err = OpenNMNIST(context.Background(), completeNMNIST(t), Train, o)
	assert.ErrorContains(t, err, "0 steps")
}

func TestOpenNMNISTBadRecordings(t *testing.T) {
	dir := completeNMNIST(t)
	write(t, filepath.Join(dir, "Train", "5", "00002.bin"), []byte("cut"))
	o := DefaultNMNIST()
	o.CacheDir = t.TempDir()
	_, err := OpenNMNIST(context.Background(), dir, Train, o)
	assert.ErrorContains(t, err, "00002.bin")

	o.SkipBad = true
	set, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.NoError(t, err)
	require.Len(t, set.Bad, 1)
	assert.ErrorContains(t, set.Bad[0], "00002.bin")
	assert.Equal(t, fullSamples, set.Len())
	for i, label := range []int{7, 0, 2, 2} {
		assert.Equal(t, label, set.Label(i), "labels stay with their recordings")
	}
	// From the cache, the faults are still named.
	require.NotEmpty(t, theCache(t, o.CacheDir))
	again, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.NoError(t, err)
	assert.Equal(t, set.packed, again.packed)
	require.Len(t, again.Bad, 1)
	assert.Equal(t, set.Bad[0].Error(), again.Bad[0].Error())
	// And it hides nothing from whoever does not want them skipped.
	o.SkipBad = false
	_, err = OpenNMNIST(context.Background(), dir, Train, o)
	assert.Error(t, err)
}

// What is no recording by its name is a fault, or skipped, as a bad one is.
func TestOpenNMNISTStrayFiles(t *testing.T) {
	dir := completeNMNIST(t)
	write(t, filepath.Join(dir, "Train", "5", "00001 (copy).bin"), []byte("cut"))
	o := DefaultNMNIST()
	o.CacheDir = t.TempDir()
	_, err := OpenNMNIST(context.Background(), dir, Train, o)
	require.ErrorContains(t, err, "00001 (copy).bin")
	o.SkipBad = true
	for range 2 { // read, and from the cache
		set, err := OpenNMNIST(context.Background(), dir, Train, o)
		require.NoError(t, err)
		require.Len(t, set.Bad, 1)
		assert.ErrorContains(t, set.Bad[0], "00001 (copy).bin")
		assert.Equal(t, fullSamples, set.Len())
	}
	require.NotEmpty(t, theCache(t, o.CacheDir))
}

func TestOpenNMNISTManyBadRecordings(t *testing.T) {
	dir := t.TempDir()
	for i := range maxShown + 5 {
		write(t, filepath.Join(dir, "Test", strconv.Itoa(i%10), strconv.Itoa(i)+".bin"), []byte("cut"))
	}
	for _, skip := range []bool{false, true} {
		o := DefaultNMNIST()
		o.NoCache, o.SkipBad = true, skip
		_, err := OpenNMNIST(context.Background(), dir, Test, o)
		require.Error(t, err)
		assert.Equal(t, maxShown, strings.Count(err.Error(), "offset"))
		assert.ErrorContains(t, err, "5 more")
	}
}
