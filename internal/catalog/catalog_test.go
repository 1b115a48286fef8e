package catalog

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/archive"
	"github.com/snnsim/snnsim/internal/fetch"
)

func TestTheCatalogueIsComplete(t *testing.T) {
	hex64 := regexp.MustCompile(`^[0-9a-f]{64}$`)
	seen := map[string]bool{}
	for _, s := range Sets() {
		got, ok := Find(s.Name)
		assert.True(t, ok)
		assert.Equal(t, s, got)
		assert.NotEmpty(t, s.Title)
		assert.NotEmpty(t, s.Licence)
		assert.True(t, isURL(s.Page))
		for _, f := range s.Files {
			assert.Regexp(t, hex64, f.SHA256, f.Name)
			assert.False(t, seen[f.SHA256], "a checksum twice")
			seen[f.SHA256] = true
			assert.NotEmpty(t, f.URLs, f.Name)
			for _, u := range f.URLs {
				assert.True(t, isURL(u), u)
			}
			assert.LessOrEqual(t, f.Size, f.Max, f.Name)
			assert.Positive(t, f.Limits.Bytes, f.Name)
			assert.Positive(t, f.Limits.Files, f.Name)
		}
	}
	for _, name := range []string{"FashionMNIST", "fashion_mnist", "fashion-mnist"} {
		s, ok := Find(name)
		assert.True(t, ok, name)
		assert.Equal(t, "fashion-mnist", s.Name)
	}
	_, ok := Find("imagenet")
	assert.False(t, ok)
	assert.Equal(t, []string{"mnist", "fashion-mnist", "cifar10", "nmnist"}, Names())
}

// TestPictures tells sets by their labels, under all names that these have.
func TestPictures(t *testing.T) {
	assert.Empty(t, Pictures(t.TempDir()))
	dir := t.TempDir()
	for _, name := range []string{"train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte.gz"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("other labels"), 0o644))
	}
	assert.Empty(t, Pictures(dir))
	for name, content := range map[string]string{"t10k-labels-idx1-ubyte": "one", "t10k-labels.idx1-ubyte": "one", "t10k-labels-idx1-ubyte.gz": string(gzipped(t, "one", gzip.BestSpeed))} {
		f := File{Name: "t10k-labels-idx1-ubyte.gz", Max: 1000, Content: sum([]byte("one")), Limits: archive.Limits{Files: 1, Bytes: 1000}}
		dir := t.TempDir()
		assert.False(t, f.liesIn(dir), name)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644))
		assert.True(t, f.liesIn(dir), name)
		f.Content = sum([]byte("two"))
		assert.False(t, f.liesIn(dir), name)
	}
	for _, name := range []string{"mnist", "fashion-mnist"} {
		from := filepath.Join("..", "..", "..", "shared", "data", name)
		if _, err := os.Stat(from); err != nil {
			t.Skip("no data sets here")
		}
		assert.Equal(t, name, Pictures(from))
	}
}

// TestRealFiles takes the data sets that are here, packed anew or not.
func TestRealFiles(t *testing.T) {
	for _, name := range []string{"mnist", "fashion-mnist"} {
		from := filepath.Join("..", "..", "..", "shared", "data", name)
		if _, err := os.Stat(from); err != nil {
			t.Skip("no data sets here")
		}
		s, _ := Find(name)
		out := t.TempDir()
		require.NoError(t, s.Get(context.Background(), Options{Out: out, From: from}))
		list, err := os.ReadDir(out)
		require.NoError(t, err)
		assert.Len(t, list, 4)
	}
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range files {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

func gzipped(t *testing.T, text string, level int) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, level)
	require.NoError(t, err)
	_, err = z.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return out.Bytes()
}

// small is a data set of an archive and a packed file, and what a server has
// of it.
func small(t *testing.T) (Set, map[string][]byte) {
	files := map[string][]byte{
		"Train.zip": zipped(t, map[string]string{"Train/3/1.bin": "one", "Train/4/2.bin": "two"}),
		"labels.gz": gzipped(t, strings.Repeat("labels", 100), gzip.BestCompression),
	}
	l := archive.Limits{Files: 10, Bytes: 1000}
	return Set{Name: "small", Files: []File{
		{Name: "Train.zip", Others: []string{"nmnist_train.zip"}, SHA256: sum(files["Train.zip"]), Max: 10_000, Folder: "Train", Limits: l},
		{Name: "labels.gz", SHA256: sum(files["labels.gz"]), Max: 10_000, Content: sum([]byte(strings.Repeat("labels", 100))), Limits: l},
	}}, files
}

// serve serves files, and counts what was asked for.
func serve(t *testing.T, files map[string][]byte) (*httptest.Server, *int) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		b, ok := files[strings.TrimPrefix(r.URL.Path, "/d/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, "x", time.Time{}, bytes.NewReader(b))
	}))
	t.Cleanup(s.Close)
	return s, &asked
}

func text(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(b)
}

func TestGetFromAServer(t *testing.T) {
	set, files := small(t)
	s, asked := serve(t, files)
	out := filepath.Join(t.TempDir(), "a", "out")
	var log []string
	o := Options{Out: out, From: s.URL + "/d/", Client: &fetch.Client{}, Log: func(f string, a ...any) { log = append(log, fmt.Sprintf(f, a...)) }}
	require.NoError(t, set.Get(context.Background(), o))
	assert.Equal(t, "one", text(t, out, "Train", "3", "1.bin"))
	assert.Equal(t, string(files["labels.gz"]), text(t, out, "labels.gz"))
	list, err := os.ReadDir(out)
	require.NoError(t, err)
	assert.Len(t, list, 2, "the archive is not kept: %v", list)
	assert.Equal(t, 2, *asked)

	// What is there is not fetched again.
	require.NoError(t, set.Get(context.Background(), o))
	assert.Equal(t, 2, *asked)
	assert.Contains(t, strings.Join(log, "\n"), "is there already")

	// What is there and damaged is not used, and not overwritten.
	require.NoError(t, os.WriteFile(filepath.Join(out, "labels.gz"), []byte("x"), 0o644))
	err = set.Get(context.Background(), o)
	assert.ErrorContains(t, err, "fetch small: ")
	assert.ErrorContains(t, err, "remove it to fetch it again")
}

func TestGetFromAFolder(t *testing.T) {
	set, files := small(t)
	from, out := t.TempDir(), t.TempDir()
	o := Options{Out: out, From: from}
	err := set.Get(context.Background(), o)
	assert.ErrorContains(t, err, "expected a file Train.zip or nmnist_train.zip")
	require.NoError(t, os.WriteFile(filepath.Join(from, "nmnist_train.zip"), files["Train.zip"], 0o644))
	// Packed in another way, but the same inside.
	require.NoError(t, os.WriteFile(filepath.Join(from, "labels.gz"), gzipped(t, strings.Repeat("labels", 100), gzip.BestSpeed), 0o644))
	// A fetch was killed while it unpacked.
	require.NoError(t, os.MkdirAll(filepath.Join(out, ".unpack-Train", "inside"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(out, ".unpack-Train", "inside", "half"), []byte("x"), 0o644))
	old := time.Now().Add(-2 * forgotten)
	require.NoError(t, os.Chtimes(filepath.Join(out, ".unpack-Train"), old, old))
	require.NoError(t, os.MkdirAll(filepath.Join(out, ".unpack123"), 0o755)) // another at this moment
	require.NoError(t, set.Get(context.Background(), o))
	assert.Equal(t, "two", text(t, out, "Train", "4", "2.bin"))
	assert.NoDirExists(t, filepath.Join(out, ".unpack-Train"))
	assert.DirExists(t, filepath.Join(out, ".unpack123"))
	assert.NoFileExists(t, filepath.Join(out, "Train", "half"))
	assert.FileExists(t, filepath.Join(from, "nmnist_train.zip"), "the user's file stays")

	require.NoError(t, os.RemoveAll(out))
	require.NoError(t, os.WriteFile(filepath.Join(from, "labels.gz"), gzipped(t, "other labels", gzip.BestSpeed), 0o644))
	err = set.Get(context.Background(), o)
	var c *fetch.ChecksumError
	require.ErrorAs(t, err, &c)
	assert.Equal(t, set.Files[1].SHA256, c.Want)
	assert.NoFileExists(t, filepath.Join(out, "labels.gz"))

	var log []string
	o.NoVerify, o.Log = true, func(f string, a ...any) { log = append(log, fmt.Sprintf(f, a...)) }
	require.NoError(t, set.Get(context.Background(), o))
	assert.Contains(t, strings.Join(log, "\n"), "labels.gz is not verified: sha256 "+c.Got)

	// A folder of the user's, here behind a link, is not removed.
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Skip(err) // Windows asks for a privilege
	}
	empty := Options{Out: link, From: t.TempDir()}
	require.Error(t, set.Get(context.Background(), empty))
	_, err = os.Lstat(link)
	assert.NoError(t, err)
	empty.Out = filepath.Join(t.TempDir(), "new")
	require.Error(t, set.Get(context.Background(), empty))
	assert.NoDirExists(t, empty.Out)

	_, err = os.Stat(filepath.Join(from, "gone"))
	require.Error(t, err)
	o.From, o.Out = filepath.Join(from, "gone"), t.TempDir()
	assert.ErrorIs(t, set.Get(context.Background(), o), os.ErrNotExist)
}

func TestGetRefuses(t *testing.T) {
	set, files := small(t)
	client := &fetch.Client{Wait: time.Millisecond, Tries: 1}
	try := func(change func()) error {
		change()
		s, _ := serve(t, files)
		out := t.TempDir()
		err := set.Get(context.Background(), Options{Out: out, From: s.URL + "/d", Client: client})
		require.Error(t, err)
		list, e := os.ReadDir(out)
		if !errors.Is(e, os.ErrNotExist) {
			require.NoError(t, e)
		}
		for _, d := range list {
			assert.Contains(t, []string{"Train.zip", "Train.zip.part", "Train.zip.part.json"}, d.Name(), "nothing half unpacked is left")
		}
		return err
	}
	assert.ErrorContains(t, try(func() { files["Train.zip"] = bytes.Clone(files["Train.zip"][:100]) }), "expected "+set.Files[0].SHA256)
	evil := func(name string) func() {
		return func() {
			files["Train.zip"] = zipped(t, map[string]string{name: "x"})
			set.Files[0].SHA256 = sum(files["Train.zip"])
		}
	}
	// The checksum is right, and still nothing gets out of the folder.
	assert.ErrorIs(t, try(evil("../x")), archive.ErrRefused)
	assert.ErrorContains(t, try(evil("Other/x")), "expected a folder Train in the archive")
	assert.ErrorContains(t, try(func() { delete(files, "Train.zip") }), "404")
}

func TestOther(t *testing.T) {
	files := map[string][]byte{"my.zip": zipped(t, map[string]string{"a/b": "one", "c": "two"}), "plain.bin": []byte("plain")}
	s, _ := serve(t, files)
	out := t.TempDir()
	set, err := Other(s.URL+"/d/my.zip?dl=1", sum(files["my.zip"]))
	require.NoError(t, err)
	require.NoError(t, set.Get(context.Background(), Options{Out: out}))
	assert.Equal(t, "two", text(t, out, "my", "c"))
	set, err = Other(s.URL+"/d/plain.bin", "")
	require.NoError(t, err)
	require.NoError(t, set.Get(context.Background(), Options{Out: out}))
	assert.Equal(t, "plain", text(t, out, "plain.bin"))
	for _, address := range []string{"ftp://x/y", "http://", "http://host/", "http://host/..", "http://host/.x", "mnist", "http://host/a%5Cb"} {
		_, err := Other(address, "")
		assert.ErrorContains(t, err, "address", address)
	}
}
