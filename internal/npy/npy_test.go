package npy

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The events in the files of testdata, which testdata/make.py wrote with NumPy.
var wantEvents = map[string][]int64{"x": {3, 33, 0}, "y": {7, 0, 33}, "t": {0, 1000, 300000}, "p": {1, 0, 1}}

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return b
}

func ints(t testing.TB, a *Array, f Field) []int64 {
	t.Helper()
	var out []int64
	for i := range a.Len() {
		v, ok := a.Int(i, f)
		require.True(t, ok)
		out = append(out, v)
	}
	return out
}

func TestStructuredArraysOfNumPy(t *testing.T) {
	for _, name := range []string{"structured.npy", "aligned.npy", "bigendian.npy"} {
		a, err := Parse(read(t, name))
		require.NoError(t, err, name)
		assert.Equal(t, []int{3}, a.Shape, name)
		require.Len(t, a.Fields, 4, name)
		for field, want := range wantEvents {
			f, ok := a.Field(field)
			require.True(t, ok, name)
			assert.Equal(t, want, ints(t, a, f), "%s %s", name, field)
		}
	}
}

func TestPlainArraysOfNumPy(t *testing.T) {
	a, err := Parse(read(t, "rows.npy"))
	require.NoError(t, err)
	assert.Equal(t, []int{3, 4}, a.Shape)
	assert.False(t, a.Fortran)
	assert.Equal(t, []int64{3, 7, 0, 1, 33, 0, 1000, 0, 0, 33, 300000, 1}, ints(t, a, a.Fields[0]))

	a, err = Parse(read(t, "columns.npy"))
	require.NoError(t, err)
	assert.True(t, a.Fortran)
	assert.Equal(t, []int64{3, 33, 0, 7, 0, 33, 0, 1000, 300000, 1, 0, 1}, ints(t, a, a.Fields[0]))

	a, err = Parse(read(t, "scalar.npy"))
	require.NoError(t, err)
	assert.Empty(t, a.Shape)
	assert.Equal(t, 2.5, a.Float(0, a.Fields[0]))
	_, ok := a.Int(0, a.Fields[0])
	assert.False(t, ok, "no whole number")
}

func TestArchivesOfNumPy(t *testing.T) {
	for _, name := range []string{"events.npz", "small.npz"} {
		list, err := ParseArchive(read(t, name), 1<<20)
		require.NoError(t, err, name)
		require.Len(t, list, 4, name)
		for _, a := range list {
			assert.Equal(t, wantEvents[a.Name], ints(t, a.Array, a.Fields[0]), "%s %s", name, a.Name)
		}
	}
	_, err := ParseArchive(read(t, "events.npz"), 500)
	assert.ErrorContains(t, err, "bytes that are left")
}

func TestObjectsAreRefused(t *testing.T) {
	_, err := Parse(read(t, "objects.npy"))
	assert.ErrorContains(t, err, `"|O"`)
}

// npy makes a file of a header and data.
func npy(header string, data int) []byte {
	b := append([]byte(magic), 1, 0, byte(len(header)), byte(len(header)>>8))
	return append(append(b, header...), make([]byte, data)...)
}

func TestDamagedFiles(t *testing.T) {
	const good = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }"
	_, err := Parse(npy(good, 8))
	require.NoError(t, err)
	for _, c := range []struct {
		name string
		b    []byte
		want string
	}{
		{"empty", nil, "offset 0: expected the magic string"},
		{"other file", []byte("PK\x03\x04 and so on"), "magic string"},
		{"other version", append([]byte(magic), 9, 0, 0, 0), "offset 6: expected version"},
		{"cut in the header", npy(good, 8)[:30], "offset 8: expected a header of at most 20 bytes, got 57"},
		{"cut in version 2", append([]byte(magic), 2, 0, 1, 0), "the length of the header"},
		{"huge header", append([]byte(magic), 2, 0, 255, 255, 255, 255), "offset 8"},
		{"cut in the data", npy(good, 7), "8 bytes of data for shape [2], got 7"},
		{"more data", npy(good, 9), "got 9"},
		{"no dictionary", npy("(1, 2)", 0), "expected a dictionary"},
		{"a key too many", npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2,), 'x': 1}", 8), "4 keys"},
		{"no order", npy("{'descr': '<i4', 'shape': (2,)}", 8), "fortran_order"},
		{"a key twice", npy("{'descr': '<i4', 'descr': '<i4', 'shape': (2,)}", 8), "offset 34"},
		{"shape no tuple", npy(strings.Replace(good, "(2,)", "2", 1), 8), "shape: a tuple"},
		{"extent negative", npy(strings.Replace(good, "(2,)", "(-2,)", 1), 8), "an extent"},
		{"too large", npy(strings.Replace(good, "(2,)", "(65536, 65536)", 1), 8), "less than 2^31 elements"},
		{"type unknown", npy(strings.Replace(good, "<i4", "<c8", 1), 8), `got "<c8"`},
		{"padding as the type", npy(strings.Replace(good, "<i4", "|V3", 1), 6), `a type of numbers, got "|V3"`},
		{"type of half precision", npy(strings.Replace(good, "<i4", "<f2", 1), 8), `got "<f2"`},
		{"subarrays", npy(strings.Replace(good, "'<i4'", "[('x', '<i4', (2,))]", 1), 8), "a type of one number"},
		{"no field", npy(strings.Replace(good, "'<i4'", "[]", 1), 8), "list of fields"},
		{"padding only", npy(strings.Replace(good, "'<i4'", "[('', '|V4')]", 1), 8), "expected a field"},
		{"a field twice", npy(strings.Replace(good, "'<i4'", "[('x', '<i2'), ('x', '<i2')]", 1), 8), "x twice"},
		{"deep", npy(strings.Repeat("(", 50), 0), "levels"},
		{"string without end", npy("{'descr", 0), "a string with an end"},
		{"rest", npy(good+"x", 8), "the end of the header"},
		{"escape", npy(`{'\x41': 1}`, 0), "without escapes"},
	} {
		_, err := Parse(c.b)
		assert.ErrorContains(t, err, c.want, c.name)
	}
	_, err = ParseArchive([]byte("no zip"), 100)
	assert.ErrorContains(t, err, "zip")
}

// draw makes arrays of all that can be written.
func draw(t *rapid.T) *Array {
	a := &Array{Fortran: rapid.Bool().Draw(t, "fortran")}
	n := 1
	for range rapid.IntRange(0, 3).Draw(t, "dims") {
		d := rapid.IntRange(0, 4).Draw(t, "extent")
		a.Shape, n = append(a.Shape, d), n*d
	}
	plain := rapid.Bool().Draw(t, "plain")
	for i := range rapid.IntRange(1, 5).Draw(t, "fields") {
		f := Field{Name: fmt.Sprintf("f%d", i), Offset: a.Size}
		kind := rapid.SampledFrom([]string{"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8"}).Draw(t, "kind")
		f.Kind, f.Size = kind[0], int(kind[1]-'0')
		f.Big = f.Size > 1 && rapid.Bool().Draw(t, "big")
		if plain {
			f.Name = ""
		}
		a.Fields, a.Size = append(a.Fields, f), a.Size+f.Size
		if plain {
			break
		}
	}
	a.Data = rapid.SliceOfN(rapid.Byte(), n*a.Size, n*a.Size).Draw(t, "data")
	return a
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := draw(t)
		b := Append(nil, a)
		require.Zero(t, (len(b)-len(a.Data))%headerAlign, "the data are aligned")
		got, err := Parse(b)
		require.NoError(t, err)
		require.Equal(t, a.Fields, got.Fields)
		require.Equal(t, len(a.Shape), len(got.Shape))
		require.Equal(t, a.Fortran, got.Fortran)
		require.True(t, bytes.Equal(a.Data, got.Data))

		var z, again bytes.Buffer
		require.NoError(t, WriteArchive(&z, []Named{{"a", a}, {"b/c", a}}))
		require.NoError(t, WriteArchive(&again, []Named{{"a", a}, {"b/c", a}}))
		require.Equal(t, z.Bytes(), again.Bytes(), "the same arrays make the same bytes")
		list, err := ParseArchive(z.Bytes(), int64(2*len(b)))
		require.NoError(t, err)
		require.Equal(t, "b/c", list[1].Name)
		require.True(t, bytes.Equal(a.Data, list[1].Data))
		_, err = ParseArchive(z.Bytes(), int64(2*len(b)-1))
		require.Error(t, err)
	})
}

func TestNumbers(t *testing.T) {
	a := Float32([]int{2}, []float32{-1.5, float32(math.Inf(1))})
	assert.Equal(t, -1.5, a.Float(0, a.Fields[0]))
	assert.True(t, math.IsInf(a.Float(1, a.Fields[0]), 1))
	_, ok := a.Int(1, a.Fields[0])
	assert.False(t, ok)
	for _, size := range []int{1, 2, 4, 8} {
		a := Ints(size, []int64{-3, 100})
		assert.Equal(t, []int64{-3, 100}, ints(t, a, a.Fields[0]))
	}
	u := &Array{Fields: []Field{{Kind: 'u', Size: 8}}, Size: 8, Shape: []int{1}, Data: bytes.Repeat([]byte{255}, 8)}
	_, ok = u.Int(0, u.Fields[0])
	assert.False(t, ok, "beyond 63 bits")
}

func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("testdata/*.npy")
	require.NoError(f, err)
	for _, n := range names {
		f.Add(read(f, filepath.Base(n)))
	}
	f.Add(npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", 8))
	f.Add(npy("{'descr': '|V3', 'fortran_order': False, 'shape': (2,), }", 6))
	f.Add(npy("{'descr': [('a', '<i4'), ('', '|V3')], 'fortran_order': False, 'shape': (2,), }", 14))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := Parse(b)
		if err != nil {
			require.ErrorContains(t, err, "npy: offset ")
			return
		}
		require.Equal(t, a.Len()*a.Size, len(a.Data))
		for i := range min(a.Len(), 10) {
			for _, field := range a.Fields {
				a.Float(i, field)
				a.Int(i, field)
			}
		}
	})
}

func FuzzParseArchive(f *testing.F) {
	f.Add(read(f, "events.npz"))
	f.Add(read(f, "small.npz"))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := ParseArchive(b, 1<<16)
		if err != nil {
			return
		}
		total := 0
		for _, a := range list {
			total += len(a.Data)
		}
		require.LessOrEqual(t, total, 1<<16)
	})
}
