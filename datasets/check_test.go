package datasets

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// badOf returns the report's line on a file.
func badOf(t *testing.T, r *CheckReport, name string) BadFile {
	t.Helper()
	for _, b := range r.Bad {
		if strings.HasSuffix(filepath.ToSlash(b.Path), name) {
			return b
		}
	}
	require.Failf(t, "not reported", "%s among %v", name, r.Bad)
	return BadFile{}
}

func TestCheckNMNIST(t *testing.T) {
	dir := smallNMNIST(t)
	good := encode(t, Event{X: 33, Y: 33, T: 5}, Event{T: 5})
	write(t, filepath.Join(dir, "Test", "9", "00001.bin"), good)
	r, err := Check(context.Background(), dir, nil)
	require.NoError(t, err)
	assert.Equal(t, LayoutNMNIST, r.Layout)
	assert.Empty(t, r.Bad)
	require.Len(t, r.Splits, 2)
	assert.Equal(t, SplitReport{Split: Train, Files: 4, Samples: 4, Labels: [10]int{0: 1, 2: 2, 7: 1}}, r.Splits[0])
	assert.Equal(t, SplitReport{Split: Test, Files: 1, Samples: 1, Labels: [10]int{9: 1}}, r.Splits[1])
	assert.Equal(t, 5, r.Samples())
	require.NotNil(t, r.Events)
	assert.Equal(t, 2.0, r.Events.Events.Mean)

	for name, content := range map[string][]byte{
		"Train/3/00101.bin": good[:8],
		"Train/3/00102.bin": nil,
		"Train/3/00103.bin": encode(t, Event{}, Event{X: 34}),
		"Test/3/00104.bin":  encode(t, Event{T: 9}, Event{T: 9}, Event{T: 8}),
		"Train/3/one.bin":   good,
		"Train/11/1.bin":    good,
	} {
		write(t, filepath.Join(dir, name), content)
	}
	require.NoError(t, os.Symlink("nowhere", filepath.Join(dir, "Train", "3", "00105.bin")))
	r, err = Check(context.Background(), dir, nil)
	require.NoError(t, err)
	assert.Len(t, r.Bad, 7, "every bad file, not the first only")
	for name, want := range map[string]struct {
		offset int64
		reason string
	}{
		"Train/3/00101.bin": {5, "cut in the middle"},
		"Train/3/00102.bin": {0, "empty file"},
		"Train/3/00103.bin": {5, "(34, 0)"},
		"Test/3/00104.bin":  {10, "8 µs after 9 µs"},
		"Train/3/one.bin":   {-1, "a number as its name"},
		"Train/11":          {-1, "a digit 0 to 9"},
		"Train/3/00105.bin": {-1, "no such file"},
	} {
		b := badOf(t, r, name)
		assert.Equal(t, want.offset, b.Offset, name)
		assert.Contains(t, b.Reason, want.reason, name)
		assert.NotContains(t, b.Reason, "datasets:", name)
	}
	assert.Equal(t, 5, r.Samples(), "the good ones are still counted")
}

func TestCheckNMNISTNotes(t *testing.T) {
	dir := t.TempDir()
	for i := range 120 {
		// Many recordings of one event: far from the real ones.
		write(t, filepath.Join(dir, "train", "1", string(rune('0'+i/100))+string(rune('0'+i/10%10))+string(rune('0'+i%10))+".bin"), encode(t, Event{T: 5}))
	}
	write(t, filepath.Join(dir, "train", "2", "7.bin"), encode(t, Event{T: 5}))
	r, err := Check(context.Background(), dir, nil)
	require.NoError(t, err)
	notes := strings.Join(r.Notes, "\n")
	assert.Empty(t, r.Bad)
	assert.Contains(t, notes, "no test split")
	assert.Contains(t, notes, "has the number of")
	assert.Contains(t, notes, "121 of the 60000 published")
	assert.Contains(t, notes, "unlike real N-MNIST: events a recording: mean 1, there 4108")

	write(t, filepath.Join(dir, SimulatedNote), nil)
	r, err = Check(context.Background(), dir, nil)
	require.NoError(t, err)
	assert.True(t, r.Simulated)
	assert.NotContains(t, strings.Join(r.Notes, "\n"), "published")
}

func TestCheckIDX(t *testing.T) {
	dir := t.TempDir()
	px := make([]byte, 2*28*28)
	for i := range px {
		px[i] = 255 * byte(i%2)
	}
	write(t, filepath.Join(dir, "train-images-idx3-ubyte.gz"), gzipped(t, idx([]uint32{2, 28, 28}, px)))
	write(t, filepath.Join(dir, "train-labels-idx1-ubyte"), idx([]uint32{2}, []byte{3, 9}))
	r, err := Check(context.Background(), dir, nil)
	require.NoError(t, err)
	assert.Equal(t, LayoutIDX, r.Layout)
	assert.Empty(t, r.Bad)
	require.Len(t, r.Splits, 1)
	s := r.Splits[0]
	assert.Equal(t, [10]int{3: 1, 9: 1}, s.Labels)
	assert.InDelta(t, 0.5, s.Pixels[0].Mean, 1e-12)
	assert.InDelta(t, 0.5, s.Pixels[0].SD, 1e-12)
	assert.Contains(t, strings.Join(r.Notes, "\n"), "no test split")

	// Both files of a split are read, whatever is wrong with the other.
	write(t, filepath.Join(dir, "train-labels-idx1-ubyte"), idx([]uint32{2}, []byte{3, 10}))
	write(t, filepath.Join(dir, "t10k-labels-idx1-ubyte"), idx([]uint32{2}, []byte{3}))
	r, err = Check(context.Background(), dir, nil)
	require.NoError(t, err)
	require.Len(t, r.Bad, 3)
	b := badOf(t, r, "train-labels-idx1-ubyte")
	assert.EqualValues(t, 9, b.Offset)
	assert.Contains(t, b.Reason, "a label 0 to 9, got 10")
	assert.Contains(t, badOf(t, r, "t10k-images-idx3-ubyte").Reason, "expected t10k-images-idx3-ubyte")
	assert.EqualValues(t, 9, badOf(t, r, "t10k-labels-idx1-ubyte").Offset)

	write(t, filepath.Join(dir, "train-labels-idx1-ubyte"), idx([]uint32{3}, []byte{3, 1, 1}))
	r, err = Check(context.Background(), dir, nil)
	require.NoError(t, err)
	assert.Contains(t, badOf(t, r, "train-labels-idx1-ubyte").Reason, "2 labels, one a picture, got 3")
}

// TestCheckOfNothing has folders that are recognised and hold no sample.
func TestCheckOfNothing(t *testing.T) {
	for name, want := range map[string]string{
		"emnist-letters-train-images-idx3-ubyte": "no train split",
		cifarFolder + "/readme.html":             "data_batch_1.bin is not there",
		"Train/readme.txt":                       "no recording",
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, name), []byte("x"))
		_, err := Check(context.Background(), dir, nil)
		assert.ErrorContains(t, err, want)
		assert.ErrorContains(t, err, dir)
	}
}

// TestCheckOfASplitThatCantBeRead has a file in the place of a split's folder.
func TestCheckOfASplitThatCantBeRead(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Train", "1", "7.bin"), encode(t, Event{T: 5}))
	write(t, filepath.Join(dir, "Test"), []byte("x"))
	r, err := Check(context.Background(), dir, nil)
	require.NoError(t, err)
	require.Len(t, r.Bad, 1)
	assert.Contains(t, r.Bad[0].Path, "Test")
}

func TestCheckCIFAR(t *testing.T) {
	dir := t.TempDir()
	rec := make([]byte, 2*cifarRecord)
	rec[cifarRecord] = 4
	rec[1] = 255 // red
	write(t, filepath.Join(dir, cifarFolder, "data_batch_1.bin"), rec)
	bad := append([]byte{}, rec...)
	bad[cifarRecord] = 10
	write(t, filepath.Join(dir, cifarFolder, "data_batch_2.bin"), bad)
	write(t, filepath.Join(dir, cifarFolder, "data_batch_5.bin"), rec)
	write(t, filepath.Join(dir, cifarFolder, "test_batch.bin"), rec[:17])
	r, err := Check(context.Background(), dir, nil)
	require.NoError(t, err)
	assert.Equal(t, LayoutCIFAR10, r.Layout)
	require.Len(t, r.Bad, 2)
	assert.EqualValues(t, cifarRecord, badOf(t, r, "data_batch_2.bin").Offset)
	assert.Zero(t, badOf(t, r, "test_batch.bin").Offset)
	s := r.Splits[0]
	assert.Equal(t, 3, s.Files)
	assert.Equal(t, 4, s.Samples, "of the two good batches")
	assert.Equal(t, [10]int{0: 2, 4: 2}, s.Labels)
	assert.InDelta(t, 2.0/(4*1024), s.Pixels[0].Mean, 1e-12)
	assert.Zero(t, s.Pixels[1].Mean)
	assert.Contains(t, strings.Join(r.Notes, "\n"), "data_batch_3.bin is not there")
}

func TestCheckOtherFolders(t *testing.T) {
	dir := t.TempDir()
	_, err := Check(context.Background(), dir, nil)
	assert.ErrorContains(t, err, "expected Train/ or Test/")
	_, err = Check(context.Background(), filepath.Join(dir, "gone"), nil)
	assert.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "Train"), 0o755))
	_, err = Check(context.Background(), dir, nil)
	assert.ErrorContains(t, err, "no recording")
	// A name that is a pattern is a name.
	odd := filepath.Join(dir, "[a]*")
	write(t, filepath.Join(odd, "Train", "1", "1.bin"), encode(t, Event{T: 1}))
	r, err := Check(context.Background(), odd, nil)
	require.NoError(t, err)
	assert.Equal(t, 1, r.Samples())
}

func TestCheckStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Check(ctx, smallNMNIST(t), nil)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestCompareIsTheTable(t *testing.T) {
	s, err := CollectEventStats(1, func(int) (int, []Event, error) { return 1, []Event{{T: 5}}, nil })
	require.NoError(t, err)
	c := s.Compare()
	require.Len(t, c, len(ReferenceEvents()))
	assert.InDelta(t, (1.0-4108)/1152, c[0].Distance, 0.005)
	assert.InDelta(t, -100, c[0].Percent, 0.05)
	assert.True(t, math.IsNaN(c[9].Distance), "the reference has no spread")
}
