package datasets

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

// cifarPicture is a record whose planes hold one value each.
func cifarPicture(label, r, g, b byte) []byte {
	rec := []byte{label}
	for _, v := range []byte{r, g, b} {
		rec = append(rec, bytes.Repeat([]byte{v}, cifarPlane)...)
	}
	return rec
}

func TestOpenCIFAR10(t *testing.T) {
	dir := t.TempDir()
	two := append(cifarPicture(3, 255, 0, 51), cifarPicture(9, 1, 2, 3)...)
	// Batches 2 and 4 of five, in the subfolder that the archive has.
	write(t, filepath.Join(dir, "cifar-10-batches-bin", "data_batch_2.bin"), two)
	write(t, filepath.Join(dir, "cifar-10-batches-bin", "data_batch_4.bin"), cifarPicture(0, 4, 5, 6))
	for _, folder := range []string{dir, filepath.Join(dir, "cifar-10-batches-bin")} {
		set, err := OpenCIFAR10(folder, Train)
		require.NoError(t, err)
		info := set.Info()
		assert.Equal(t, []string{"cat", "truck", "airplane", "10"}, []string{info.ClassName(3), info.ClassName(9), info.ClassName(0), info.ClassName(10)})
		assert.Len(t, info.Names, 10)
		info.Names = nil
		assert.Equal(t, Info{Name: "CIFAR-10", Split: Train, Kind: spikes.Image, Shape: cifarShape, Classes: 10}, info)
		require.Equal(t, 3, set.Len())
		assert.Equal(t, []int{3, 9, 0}, []int{set.Label(0), set.Label(1), set.Label(2)})
		assert.Equal(t, []byte{4, 5, 6, 4}, set.Pixels(2)[:4], "channels innermost")

		var s spikes.Sample
		require.NoError(t, set.Fill(0, &s, nil))
		require.Len(t, s.Values, 3*cifarPlane)
		for _, at := range []int{0, 3*cifarPlane - 3} {
			assert.InDelta(t, (1-0.4914)/0.2023, s.Values[at], 1e-6, "red")
			assert.InDelta(t, (0-0.4822)/0.1994, s.Values[at+1], 1e-6, "green")
			assert.InDelta(t, (0.2-0.4465)/0.2010, s.Values[at+2], 1e-6, "blue")
		}
	}
}

func TestCIFAR10RowsStayRows(t *testing.T) {
	rec := cifarPicture(1, 0, 0, 0)
	rec[1+cifarPlane+2*cifarSide+5] = 77 // green, row 2, column 5
	var set ImageSet
	set.info.Shape = cifarShape
	require.NoError(t, set.parseCIFAR("x", rec))
	assert.Equal(t, (2*cifarSide+5)*3+1, bytes.IndexByte(set.Pixels(0), 77))
}

func TestOpenCIFAR10Faults(t *testing.T) {
	one := cifarPicture(5, 1, 2, 3)
	tests := []struct {
		name    string
		content []byte
		want    []string
	}{
		{"empty", nil, []string{"offset 0", "records of 3073 bytes"}},
		{"cut", one[:3000], []string{"offset 0", "3000 bytes at the end of 3000"}},
		{"odd length", append(one[:len(one):len(one)], 1, 2), []string{"offset 3073", "2 bytes at the end of 3075"}},
		{"label 12", append(one[:len(one):len(one)], cifarPicture(12, 0, 0, 0)...), []string{"offset 3073", "label 0 to 9, got 12"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := write(t, filepath.Join(dir, "test_batch.bin"), tt.content)
			_, err := OpenCIFAR10(dir, Test)
			assert.ErrorContains(t, err, path)
			for _, w := range tt.want {
				assert.ErrorContains(t, err, w)
			}
		})
	}
	dir := t.TempDir()
	_, err := OpenCIFAR10(dir, Train)
	assert.ErrorContains(t, err, "expected data_batch_1.bin")
	_, err = OpenCIFAR10(dir, Test)
	assert.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "test_batch.bin")
	_, err = OpenCIFAR10(filepath.Join(dir, "gone"), Test)
	assert.ErrorContains(t, err, "gone")
	_, err = OpenCIFAR10(dir, "validation")
	assert.ErrorContains(t, err, "train or test")
}
