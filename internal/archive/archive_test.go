package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// entry is one of an archive: a file, or a folder if the name ends in a slash,
// or what typ and mode say.
type entry struct {
	name, text string
	typ        byte
	mode       fs.FileMode
}

func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.mode != 0 {
			h.SetMode(e.mode)
		}
		w, err := z.CreateHeader(h)
		require.NoError(t, err)
		if !strings.HasSuffix(e.name, "/") {
			_, err = w.Write([]byte(e.text))
			require.NoError(t, err)
		}
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

func tarOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o777, Size: int64(len(e.text)), Typeflag: e.typ}
		if e.typ == 0 && strings.HasSuffix(e.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if e.typ != 0 && e.typ != tar.TypeReg {
			h.Size, h.Linkname = 0, e.text
		}
		require.NoError(t, w.WriteHeader(h))
		if h.Size > 0 {
			_, err := w.Write([]byte(e.text))
			require.NoError(t, err)
		}
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func gz(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, err := z.Write(b)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return out.Bytes()
}

var wide = Limits{Files: 100, Bytes: 1 << 20}

// extract unpacks an archive in a folder of its own, and returns what became
// of it; on failure it checks that nothing did.
func extract(t *testing.T, name string, b []byte, l Limits) (map[string]string, Summary, error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, b, 0o644))
	out := filepath.Join(dir, "out")
	s, err := Extract(context.Background(), path, out, l, nil)
	if err != nil {
		list, e := os.ReadDir(dir)
		require.NoError(t, e)
		require.Len(t, list, 1, "nothing is left behind")
		return nil, s, err
	}
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		name, err := filepath.Rel(out, path)
		require.NoError(t, err)
		if d.IsDir() {
			files[filepath.ToSlash(name)+"/"] = ""
			return nil
		}
		st, err := d.Info()
		require.NoError(t, err)
		require.True(t, st.Mode().IsRegular())
		require.Zero(t, st.Mode().Perm()&0o111, "nothing becomes executable")
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		files[filepath.ToSlash(name)] = string(text)
		return nil
	}))
	delete(files, "./")
	return files, s, nil
}

func TestExtract(t *testing.T) {
	entries := []entry{{name: "Train/"}, {name: "Train/3/1.bin", text: "one"}, {name: "Train/3/"}, {name: "./Test/2.bin", text: "two"}, {name: "empty"},
		{name: "__MACOSX/Train/._1.bin", text: "x"}, {name: "Train/._1.bin", text: "x"}, {name: ".DS_Store", text: "x"}}
	want := map[string]string{"Train/": "", "Train/3/": "", "Train/3/1.bin": "one", "Test/": "", "Test/2.bin": "two", "empty": ""}
	for name, b := range map[string][]byte{
		"a.zip": zipOf(t, entries...), "a.tar.gz": gz(t, tarOf(t, entries...)), "a.tar": tarOf(t, entries...), "misnamed.zip": gz(t, tarOf(t, entries...)),
	} {
		files, s, err := extract(t, name, b, wide)
		require.NoError(t, err, name)
		assert.Equal(t, want, files, name)
		assert.Equal(t, Summary{Files: 3, Bytes: 6}, s, name)
	}
	files, _, err := extract(t, "labels.gz", gz(t, []byte("text")), wide)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"labels": "text"}, files)
	long := strings.Repeat("long", 300)
	files, _, err = extract(t, "labels.gz", gz(t, []byte(long)), wide)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"labels": long}, files)
}

// TestHostileArchives are refused whole, each for its reason.
func TestHostileArchives(t *testing.T) {
	ok := entry{name: "a", text: "a"}
	for _, c := range []struct {
		name  string
		entry entry
		want  string
	}{
		{"parent", entry{name: "../b", text: "b"}, "leads out of the folder"},
		{"parent inside", entry{name: "x/../../b", text: "b"}, "leads out of the folder"},
		{"parent that stays inside", entry{name: "x/../b", text: "b"}, "leads out of the folder"},
		{"parent folder", entry{name: "../"}, "leads out of the folder"},
		{"absolute", entry{name: "/etc/b", text: "b"}, "leads out of the folder"},
		{"empty", entry{name: "", text: "b"}, ""},
		{"backslash", entry{name: `..\b`, text: "b"}, "a backslash"},
		{"drive", entry{name: "C:b", text: "b"}, "a colon"},
		{"twice", entry{name: "a", text: "b"}, "comes twice"},
		{"below a file", entry{name: "a/b", text: "b"}, "is a file and a folder"},
		{"folder of a file's name", entry{name: "a/"}, "is a file and a folder"},
		{"long", entry{name: strings.Repeat("x/", 600), text: ""}, "too long"},
	} {
		for kind, b := range map[string][]byte{"a.zip": zipOf(t, ok, c.entry), "a.tar.gz": gz(t, tarOf(t, ok, c.entry))} {
			_, _, err := extract(t, kind, b, wide)
			require.Error(t, err, "%s %s", kind, c.name)
			assert.ErrorContains(t, err, c.want, "%s %s", kind, c.name)
		}
	}
	for _, mode := range []fs.FileMode{fs.ModeSymlink | 0o777, fs.ModeNamedPipe, fs.ModeDevice, fs.ModeSocket} {
		_, _, err := extract(t, "a.zip", zipOf(t, ok, entry{name: "b", text: "/etc", mode: mode}), wide)
		assert.ErrorIs(t, err, ErrRefused)
		assert.ErrorContains(t, err, "is no file or folder")
	}
	for _, typ := range []byte{tar.TypeSymlink, tar.TypeLink, tar.TypeFifo, tar.TypeChar, tar.TypeBlock} {
		_, _, err := extract(t, "a.tar.gz", gz(t, tarOf(t, ok, entry{name: "b", text: "a", typ: typ})), wide)
		assert.ErrorIs(t, err, ErrRefused)
		assert.ErrorContains(t, err, "is no file or folder")
	}
	// A link and then a file through it: stopped at the link.
	_, _, err := extract(t, "a.tar.gz", gz(t, tarOf(t, entry{name: "d", text: "/tmp", typ: tar.TypeSymlink}, entry{name: "d/b", text: "b"})), wide)
	assert.ErrorContains(t, err, `entry "d" is no file or folder`)
}

func TestLimits(t *testing.T) {
	bomb := strings.Repeat("\x00", 1<<20)
	for kind, b := range map[string][]byte{
		"a.zip": zipOf(t, entry{name: "a", text: "a"}, entry{name: "b", text: bomb}), "a.tar.gz": gz(t, tarOf(t, entry{name: "a", text: "a"}, entry{name: "b", text: bomb})),
	} {
		_, _, err := extract(t, kind, b, Limits{Files: 2, Bytes: 1<<20 + 1})
		require.NoError(t, err)
		_, _, err = extract(t, kind, b, Limits{Files: 2, Bytes: 1 << 20})
		assert.ErrorIs(t, err, ErrRefused)
		assert.ErrorContains(t, err, "more than 1048576 bytes")
		_, _, err = extract(t, kind, b, Limits{Files: 1, Bytes: 2 << 20})
		assert.ErrorIs(t, err, ErrRefused)
		assert.ErrorContains(t, err, "entries")
	}
	_, _, err := extract(t, "a.gz", gz(t, []byte(bomb)), Limits{Files: 1, Bytes: 100})
	assert.ErrorIs(t, err, ErrRefused)

	// Folders that no entry names count, and lie no deeper than any data set's.
	_, _, err = extract(t, "a.zip", zipOf(t, entry{name: "1/2/3/a", text: "a"}), Limits{Files: 2, Bytes: 100})
	assert.ErrorIs(t, err, ErrRefused)
	assert.ErrorContains(t, err, "more than 2 folders")
	_, _, err = extract(t, "a.zip", zipOf(t, entry{name: strings.Repeat("f/", maxDepth) + "a", text: "a"}), Limits{Files: 200, Bytes: 100})
	assert.ErrorIs(t, err, ErrRefused)
	assert.ErrorContains(t, err, "below 32 folders")

	// A zip directory that lies about sizes: what is unpacked counts.
	b := zipOf(t, entry{name: "b", text: bomb})
	at := bytes.LastIndex(b, []byte("PK\x01\x02"))
	copy(b[at+24:], []byte{1, 0, 0, 0})
	_, _, err = extract(t, "a.zip", b, Limits{Files: 2, Bytes: 100})
	assert.Error(t, err)
}

func TestDamagedArchives(t *testing.T) {
	text := strings.Repeat("some text that is packed ", 500)
	z, g := zipOf(t, entry{name: "a", text: text}), gz(t, tarOf(t, entry{name: "a", text: text}))
	for n := range 12 {
		_, _, err := extract(t, "a.zip", z[:n*len(z)/12], wide)
		assert.Error(t, err)
		_, _, err = extract(t, "a.tar.gz", g[:n*len(g)/12], wide)
		assert.Error(t, err)
	}
	_, _, err := extract(t, "a.tar.gz", g[:len(g)-1], wide)
	assert.Error(t, err, "cut in the checksum at the end")
	plain := tarOf(t, entry{name: "a", text: text}, entry{name: "b", text: "b"})
	_, _, err = extract(t, "a.tar", plain, wide)
	require.NoError(t, err)
	const end = 512 + 12_800 // of the first file, padded
	for _, n := range []int{end, end - 100, end + 512, end + 600, len(plain) - 1024, len(plain) - 600} {
		_, _, err = extract(t, "a.tar", plain[:n], wide)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d of %d bytes", n, len(plain))
	}
	for _, b := range [][]byte{z, g} {
		b = bytes.Clone(b)
		b[60]++
		_, _, err := extract(t, "a", b, wide)
		assert.Error(t, err)
	}
	_, _, err = extract(t, "a.bin", []byte("<html>"), wide)
	assert.ErrorContains(t, err, `it begins with "<htm"`)
	_, _, err = extract(t, "a.zip", zipOf(t), wide)
	assert.ErrorContains(t, err, "holds no file")
}

func TestExtractStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	dir := t.TempDir()
	path := filepath.Join(dir, "a.zip")
	require.NoError(t, os.WriteFile(path, zipOf(t, entry{name: "a", text: "a"}, entry{name: "b", text: "b"}), 0o644))
	_, err := Extract(ctx, path, filepath.Join(dir, "out"), wide, func(s Summary) {
		assert.Equal(t, Summary{Files: 1, Bytes: 1}, s)
		cancel()
	})
	assert.ErrorIs(t, err, context.Canceled)
	_, err = Extract(context.Background(), path, dir, wide, nil)
	assert.ErrorIs(t, err, fs.ErrExist)
	_, err = Extract(context.Background(), filepath.Join(dir, "gone"), filepath.Join(dir, "out"), wide, nil)
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestGzipSHA256(t *testing.T) {
	text := []byte("what is in the file")
	path := filepath.Join(t.TempDir(), "a.gz")
	require.NoError(t, os.WriteFile(path, gz(t, text), 0o644))
	got, err := GzipSHA256(path, int64(len(text)))
	require.NoError(t, err)
	want := sha256.Sum256(text)
	assert.Equal(t, hex.EncodeToString(want[:]), got)
	_, err = GzipSHA256(path, int64(len(text)-1))
	assert.ErrorIs(t, err, ErrRefused)
	require.NoError(t, os.WriteFile(path, text, 0o644))
	_, err = GzipSHA256(path, 100)
	assert.ErrorContains(t, err, "gzip")
	_, err = GzipSHA256(path+"x", 100)
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// FuzzExtract unpacks what it gets: never outside the folder, never more than
// was agreed on.
func FuzzExtract(f *testing.F) {
	f.Add(zipOf(f, entry{name: "a/b", text: "text"}, entry{name: "c/"}))
	f.Add(tarOf(f, entry{name: "a/b", text: "text"}, entry{name: "l", text: "a", typ: tar.TypeSymlink}))
	f.Add(gz(f, tarOf(f, entry{name: "../b", text: "text"})))
	f.Add(gz(f, []byte("text")))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, "in.tar")
		require.NoError(t, os.WriteFile(path, b, 0o644))
		out := filepath.Join(dir, "room", "out")
		s, err := Extract(context.Background(), path, out, Limits{Files: 5, Bytes: 1000}, nil)
		outside, e := os.ReadDir(dir)
		require.NoError(t, e)
		require.Len(t, outside, 2)
		inside, e := os.ReadDir(filepath.Join(dir, "room"))
		require.NoError(t, e)
		if err != nil {
			require.Empty(t, inside)
			return
		}
		require.Len(t, inside, 1)
		require.LessOrEqual(t, s.Bytes, int64(1000))
		n := 0
		require.NoError(t, filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
			require.NoError(t, err)
			require.True(t, d.IsDir() || d.Type().IsRegular())
			if !d.IsDir() {
				n++
			}
			return nil
		}))
		require.Equal(t, s.Files, n)
	})
}
