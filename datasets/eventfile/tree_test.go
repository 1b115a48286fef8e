package eventfile

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

func put(t *testing.T, path string, b []byte) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, b, 0o644))
}

// tree makes a folder of three recordings and other files.
func tree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range []string{"Train/3/00001.bin", "Train/4/00002.bin", "Test/3/00001.bin"} {
		b, err := Encode(Bin, []datasets.Event{{X: uint16(i), T: 5}, {X: 9, T: 6, P: 1}})
		require.NoError(t, err)
		put(t, filepath.Join(dir, name), b)
	}
	put(t, filepath.Join(dir, "README.txt"), []byte("hello"))
	put(t, filepath.Join(dir, ".hidden", "x.bin"), []byte("abc"))
	put(t, filepath.Join(dir, "Train", "3", "._00001.bin"), []byte("abc"))
	return dir
}

func TestConvertTree(t *testing.T) {
	in := tree(t)
	put(t, filepath.Join(in, datasets.SimulatedNote), []byte("simulated"))
	out := filepath.Join(t.TempDir(), "a", "out")
	var seen []int
	r, err := ConvertTree(context.Background(), in, out, NPZ, TreeOptions{Progress: func(done, total int) {
		assert.Equal(t, 3, total)
		seen = append(seen, done)
	}})
	require.NoError(t, err)
	assert.Equal(t, &TreeResult{Files: 3, Events: 6, Others: []string{"README.txt"}}, r)
	assert.Equal(t, []int{1, 2, 3}, seen)
	note, err := os.ReadFile(filepath.Join(out, datasets.SimulatedNote))
	require.NoError(t, err, "what is simulated stays marked")
	assert.Equal(t, "simulated", string(note))

	// There and back again the files are the same, and make the same set.
	back := filepath.Join(t.TempDir(), "back")
	_, err = ConvertTree(context.Background(), out, back, Bin, TreeOptions{})
	require.NoError(t, err)
	for _, name := range []string{"Train/3/00001.bin", "Train/4/00002.bin", "Test/3/00001.bin"} {
		want, err := os.ReadFile(filepath.Join(in, name))
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(back, name))
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	list, err := datasets.ListNMNIST(context.Background(), back, datasets.Train)
	require.NoError(t, err)
	assert.Len(t, list, 2)
}

func TestConvertTreeThroughLinks(t *testing.T) {
	in := tree(t)
	put(t, filepath.Join(in, "Test", datasets.SimulatedNote), []byte("simulated"))
	put(t, filepath.Join(in, "docs", datasets.SimulatedNote), []byte("simulated too"))
	place := t.TempDir()
	if err := os.Symlink(in, filepath.Join(place, "in")); err != nil {
		t.Skip(err) // Windows asks for a privilege
	}
	require.NoError(t, os.Mkdir(filepath.Join(place, "empty"), 0o755))
	require.NoError(t, os.Symlink("empty", filepath.Join(place, "out")))
	r, err := ConvertTree(context.Background(), filepath.Join(place, "in"), filepath.Join(place, "out"), CSV, TreeOptions{})
	require.NoError(t, err)
	assert.Equal(t, 3, r.Files)
	for _, name := range []string{"Train/3/00001.csv", "Test/" + datasets.SimulatedNote, "docs/" + datasets.SimulatedNote} {
		assert.FileExists(t, filepath.Join(place, "empty", name))
	}
	st, err := os.Lstat(filepath.Join(place, "out"))
	require.NoError(t, err)
	assert.Equal(t, os.ModeSymlink, st.Mode().Type(), "the link stays")

	_, err = ConvertTree(context.Background(), filepath.Join(place, "in"), filepath.Join(place, "in", "out"), CSV, TreeOptions{})
	assert.ErrorContains(t, err, "neither to lie in the other")

	// Nor behind a link on the way to what is to be made.
	require.NoError(t, os.Symlink(in, filepath.Join(place, "way")))
	_, err = ConvertTree(context.Background(), in, filepath.Join(place, "way", "new", "out"), CSV, TreeOptions{})
	assert.ErrorContains(t, err, "neither to lie in the other")
	assert.NoDirExists(t, filepath.Join(in, "new"))

	// A folder behind a link would be left out.
	require.NoError(t, os.Symlink(filepath.Join(in, "Train", "3"), filepath.Join(in, "Train", "5")))
	_, err = ConvertTree(context.Background(), in, filepath.Join(place, "other"), CSV, TreeOptions{})
	assert.ErrorContains(t, err, filepath.Join("Train", "5")+" is a link to a folder")
	r, err = ConvertTree(context.Background(), in, filepath.Join(place, "other"), CSV, TreeOptions{SkipBad: true})
	require.NoError(t, err)
	assert.Contains(t, r.Others, filepath.Join("Train", "5"))
}

func TestConvertTreeWithBadRecordings(t *testing.T) {
	in := tree(t)
	put(t, filepath.Join(in, "Train", "5", "00007.bin"), []byte("abc"))
	put(t, filepath.Join(in, "Train", "5", "00008.csv"), []byte("x\n"))
	out := filepath.Join(t.TempDir(), "out")
	r, err := ConvertTree(context.Background(), in, out, CSV, TreeOptions{})
	require.ErrorIs(t, err, ErrBad)
	assert.ErrorContains(t, err, "2 of 5 recordings")
	require.Len(t, r.Bad, 2, "all of them")
	assert.ErrorContains(t, r.Bad[0], "00007.bin: offset 0")
	left, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	assert.Empty(t, left, "all or nothing")

	r, err = ConvertTree(context.Background(), in, out, CSV, TreeOptions{SkipBad: true})
	require.NoError(t, err)
	assert.Equal(t, 3, r.Files)
	assert.Len(t, r.Bad, 2)
}

func TestConvertTreeRefuses(t *testing.T) {
	in := tree(t)
	ctx := context.Background()
	for _, out := range []string{in, filepath.Join(in, "out"), filepath.Dir(in)} {
		_, err := ConvertTree(ctx, in, out, CSV, TreeOptions{})
		assert.ErrorContains(t, err, "neither to lie in the other")
	}
	_, err := ConvertTree(ctx, in, filepath.Join(t.TempDir(), "out"), "NPY", TreeOptions{})
	assert.ErrorContains(t, err, `format "NPY": expected one of`)
	full := tree(t)
	_, err = ConvertTree(ctx, in, full, CSV, TreeOptions{})
	assert.ErrorIs(t, err, ErrNotEmpty)
	file := filepath.Join(t.TempDir(), "backup.zip")
	require.NoError(t, os.WriteFile(file, []byte("mine"), 0o644))
	_, err = ConvertTree(ctx, in, file, CSV, TreeOptions{})
	assert.ErrorContains(t, err, file)
	assert.FileExists(t, file)
	_, err = ConvertTree(ctx, t.TempDir(), filepath.Join(t.TempDir(), "out"), CSV, TreeOptions{})
	assert.ErrorContains(t, err, "no file that ends in")
	_, err = ConvertTree(ctx, filepath.Join(in, "gone"), filepath.Join(t.TempDir(), "out"), CSV, TreeOptions{})
	assert.ErrorIs(t, err, os.ErrNotExist)

	put(t, filepath.Join(in, "Train", "3", "00001.csv"), []byte("x,y,t_us,p\n"))
	_, err = ConvertTree(ctx, in, filepath.Join(t.TempDir(), "out"), NPY, TreeOptions{})
	assert.ErrorContains(t, err, "would both become "+filepath.Join("Train", "3", "00001.npy"))

	// An empty folder may stand where the result goes.
	require.NoError(t, os.Remove(filepath.Join(in, "Train", "3", "00001.csv")))
	_, err = ConvertTree(ctx, in, t.TempDir(), NPY, TreeOptions{})
	assert.NoError(t, err)
}

func TestDivideTree(t *testing.T) {
	in := t.TempDir()
	b, err := Encode(Bin, []datasets.Event{{T: 5}})
	require.NoError(t, err)
	for i := range 20 {
		put(t, filepath.Join(in, "cat", fmt.Sprintf("%02d.bin", i)), b)
		put(t, filepath.Join(in, "dog", fmt.Sprintf("%02d.bin", i)), b)
	}
	put(t, filepath.Join(in, "cat", datasets.SimulatedNote), []byte("simulated"))
	out := filepath.Join(t.TempDir(), "out")
	r, err := ConvertTree(context.Background(), in, out, NPZ, TreeOptions{TestShare: 0.1})
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(out, datasets.SimulatedNote))
	assert.Equal(t, 40, r.Files)
	for _, name := range []string{"Test/cat/09.npz", "Test/dog/19.npz", "Train/cat/00.npz", "Train/dog/18.npz"} {
		assert.FileExists(t, filepath.Join(out, name))
	}
	test, err := filepath.Glob(filepath.Join(out, "Test", "*", "*"))
	require.NoError(t, err)
	assert.Len(t, test, 4)
	train, err := filepath.Glob(filepath.Join(out, "Train", "*", "*"))
	require.NoError(t, err)
	assert.Len(t, train, 36)

	for _, share := range []float64{-0.1, 1, math.NaN()} {
		_, err := ConvertTree(context.Background(), in, out+"2", NPZ, TreeOptions{TestShare: share})
		assert.ErrorContains(t, err, "expected at least 0 and below 1")
	}
	_, err = ConvertTree(context.Background(), in, out+"2", NPZ, TreeOptions{TestShare: 0.04})
	assert.ErrorContains(t, err, "class cat: 20 recordings: a share of 0.04 has none for the test")
	deep := t.TempDir()
	put(t, filepath.Join(deep, "all", "cat", "1.bin"), b)
	_, err = ConvertTree(context.Background(), deep, out+"2", NPZ, TreeOptions{TestShare: 0.5})
	assert.ErrorContains(t, err, "expected recordings in class folders, CLASS/RECORDING")
	_, err = ConvertTree(context.Background(), tree(t), out+"2", NPZ, TreeOptions{TestShare: 0.5})
	assert.ErrorContains(t, err, "Test/3/00001.bin: expected recordings in class folders")
	_, err = ConvertTree(context.Background(), filepath.Join(in, "cat"), out+"2", NPZ, TreeOptions{TestShare: 0.5})
	assert.ErrorContains(t, err, "expected recordings in class folders")
}
