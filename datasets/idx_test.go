package datasets

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

func TestReadIDX(t *testing.T) {
	file := idx([]uint32{2, 1, 3}, []byte{1, 2, 3, 4, 5, 6})
	for name, content := range map[string][]byte{"plain": file, "packed.gz": gzipped(t, file)} {
		t.Run(name, func(t *testing.T) {
			shape, data, err := ReadIDX(write(t, filepath.Join(t.TempDir(), name), content), 3)
			require.NoError(t, err)
			assert.Equal(t, []int{2, 1, 3}, shape)
			assert.Equal(t, []byte{1, 2, 3, 4, 5, 6}, data)
		})
	}
}

func TestReadIDXFaults(t *testing.T) {
	good := idx([]uint32{2, 3}, make([]byte, 6))
	packed := gzipped(t, good)
	broken := bytes.Clone(packed)
	broken[len(broken)-5] ^= 1 // in the checksum
	tests := []struct {
		name, file string
		content    []byte
		want       []string
	}{
		{"empty", "x", nil, []string{"offset 0", "header of 12 bytes"}},
		{"header cut", "x", good[:7], []string{"offset 7", "header of 12 bytes"}},
		{"signed bytes", "x", append([]byte{0, 0, 9, 2}, good[4:]...), []string{"offset 0", "00000802", "00000902"}},
		{"three dimensions", "x", idx([]uint32{1, 1, 1}, make([]byte, 8)), []string{"offset 0", "00000803"}},
		{"data cut", "x", good[:15], []string{"offset 15", "6 bytes of data, as the header promises", "after 3"}},
		{"one byte more", "x", append(good[:18:18], 0), []string{"offset 18", "more data"}},
		{"dimension of zero", "x", idx([]uint32{2, 0}, nil), []string{"offset 8", "[2 0]"}},
		{"too big", "x", idx([]uint32{1 << 31, 1 << 31}, nil), []string{"offset 8", "2 GiB"}},
		{"not gzip", "x.gz", good, []string{"x.gz", "offset 0", "expected gzip data"}},
		{"gzip cut", "x.gz", packed[:len(packed)-9], []string{"the end of the file"}},
		{"gzip with a wrong checksum", "x.gz", broken, []string{"checksum"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, filepath.Join(t.TempDir(), tt.file), tt.content)
			_, _, err := ReadIDX(path, 2)
			assert.ErrorContains(t, err, path)
			for _, w := range tt.want {
				assert.ErrorContains(t, err, w)
			}
		})
	}
	_, _, err := ReadIDX(filepath.Join(t.TempDir(), "gone"), 1)
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestIDXHeaderAloneAllocatesNothing(t *testing.T) {
	head := idx([]uint32{1 << 15, 1 << 8, 1 << 8}, nil) // promises 2 GiB
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := parseIDX("x", bytes.NewReader(head), 3)
	runtime.ReadMemStats(&after)
	require.ErrorContains(t, err, "2147483648 bytes")
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<16))
}

// smallMNIST makes a folder of a split of two pictures of 2×3 pixels.
func smallMNIST(t testing.TB, labels ...byte) string {
	t.Helper()
	dir := t.TempDir()
	pixels := []byte{0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6}
	write(t, filepath.Join(dir, "t10k-images.idx3-ubyte"), idx([]uint32{2, 2, 3}, pixels))
	write(t, filepath.Join(dir, "t10k-labels-idx1-ubyte.gz"), gzipped(t, idx([]uint32{uint32(len(labels))}, labels)))
	return dir
}

func TestOpenMNIST(t *testing.T) {
	for name, open := range map[string]func(dir, split string) (*ImageSet, error){
		"MNIST": OpenMNIST, "Fashion-MNIST": OpenFashionMNIST,
	} {
		set, err := open(smallMNIST(t, 7, 9), Test)
		require.NoError(t, err)
		want := Info{Name: name, Split: Test, Kind: spikes.Image, Shape: spikes.Shape{H: 2, W: 3, C: 1}, Classes: 10}
		if name == "MNIST" {
			assert.Equal(t, "7", set.Info().ClassName(7))
		} else {
			assert.Equal(t, "Sneaker", set.Info().ClassName(7))
			want.Names = set.Info().Names
			assert.Len(t, want.Names, 10)
		}
		assert.Equal(t, want, set.Info())
		assert.Equal(t, 2, set.Len())
		assert.Equal(t, []int{7, 9}, []int{set.Label(0), set.Label(1)})
		assert.Equal(t, []byte{1, 2, 3, 4, 5, 6}, set.Pixels(1))
	}
}

// TestFoldersOfTheFilesNames have the files inside, as some archives do.
func TestFoldersOfTheFilesNames(t *testing.T) {
	dir := smallMNIST(t, 7, 9)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "t10k-images-idx3-ubyte"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "t10k-labels-idx1-ubyte"), 0o755))
	set, err := OpenMNIST(dir, Test)
	require.NoError(t, err)
	assert.Equal(t, 2, set.Len())
}

func TestOpenMNISTFaults(t *testing.T) {
	tests := []struct {
		name  string
		dir   string
		split string
		want  []string
	}{
		{"label 10", smallMNIST(t, 7, 10), Test, []string{"labels", "offset 9", "label 0 to 9, got 10"}},
		{"one label less", smallMNIST(t, 7), Test, []string{"labels", "2 labels", "got 1"}},
		{"one label more", smallMNIST(t, 7, 8, 9), Test, []string{"labels", "2 labels", "got 3"}},
		{"other split", smallMNIST(t, 7, 9), Train, []string{"expected train-images-idx3-ubyte"}},
		{"unknown split", smallMNIST(t, 7, 9), "t10k", []string{`"t10k"`}},
		{"no folder", filepath.Join(t.TempDir(), "gone"), Test, []string{"image folder", "gone"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := OpenMNIST(tt.dir, tt.split)
			for _, w := range tt.want {
				assert.ErrorContains(t, err, w)
			}
		})
	}
}
