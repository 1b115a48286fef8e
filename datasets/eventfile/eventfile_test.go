package eventfile

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/npy"
)

// numPy are the events that NumPy wrote into the files of internal/npy.
var numPy = []datasets.Event{{X: 3, Y: 7, T: 0, P: 1}, {X: 33, Y: 0, T: 1000, P: 0}, {X: 0, Y: 33, T: 300000, P: 1}}

func TestReadWhatNumPyWrote(t *testing.T) {
	dir := filepath.Join("..", "..", "internal", "npy", "testdata")
	for _, name := range []string{"structured.npy", "aligned.npy", "bigendian.npy", "rows.npy", "columns.npy", "events.npz", "small.npz"} {
		ev, err := Read(filepath.Join(dir, name), Options{})
		require.NoError(t, err, name)
		assert.Equal(t, numPy, ev, name)
	}
	_, err := Read(filepath.Join(dir, "scalar.npy"), Options{})
	assert.ErrorContains(t, err, "scalar.npy: expected a structured array, or one of the shape [events 4], got shape []")
}

func draw(t *rapid.T) []datasets.Event {
	return rapid.SliceOf(rapid.Custom(func(t *rapid.T) datasets.Event {
		return datasets.Event{
			X: rapid.Uint16Range(0, math.MaxUint8).Draw(t, "x"), Y: rapid.Uint16Range(0, math.MaxUint8).Draw(t, "y"), P: rapid.Uint8Range(0, 1).Draw(t, "p"),
			T: rapid.Int32Range(0, 1<<23-1).Draw(t, "t"),
		}
	})).Draw(t, "events")
}

// cameraFormats are those that are written and have rows.
func cameraFormats() []Format {
	return slices.DeleteFunc(Written(), func(f Format) bool { return f == BS1 })
}

// TestRoundTrip goes from every format to every other and back.
func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		ev := draw(t)
		path := filepath.Join(dir, "a."+string(rapid.SampledFrom(cameraFormats()).Draw(t, "first")))
		require.NoError(t, Write(path, ev))
		got, err := Read(path, Options{})
		require.NoError(t, err)
		second := rapid.SampledFrom(cameraFormats()).Draw(t, "second")
		b, err := Encode(second, got)
		require.NoError(t, err)
		got, err = Decode(second, b, Options{})
		require.NoError(t, err)
		require.Len(t, got, len(ev))
		for i := range ev {
			require.Equal(t, ev[i], got[i])
		}
		again, err := Encode(second, got)
		require.NoError(t, err)
		require.Equal(t, b, again, "the same events make the same bytes")
	})
}

func TestColumnsAndTicks(t *testing.T) {
	a := npy.Ints(4, []int64{5, 6, 1, 20, 7, 8, 0, 21})
	a.Shape = []int{2, 4}
	ev, err := Decode(NPY, npy.Append(nil, a), Options{Columns: "xypt", TickMicros: 1000})
	require.NoError(t, err)
	assert.Equal(t, []datasets.Event{{X: 5, Y: 6, P: 1, T: 20_000}, {X: 7, Y: 8, P: 0, T: 21_000}}, ev)

	f := npy.Float32([]int{1, 4}, []float32{1, 2, 0.0125, 1})
	ev, err = Decode(NPY, npy.Append(nil, f), Options{TickMicros: 1_000_000})
	require.NoError(t, err)
	assert.Equal(t, []datasets.Event{{X: 1, Y: 2, T: 12_500, P: 1}}, ev)
	_, err = Decode(NPY, npy.Append(nil, f), Options{})
	assert.ErrorContains(t, err, "expected whole numbers of µs, got t = 0.0125")

	for _, o := range []Options{{Columns: "xyt"}, {Columns: "xytt"}, {TickMicros: -1}} {
		_, err := Decode(NPY, nil, o)
		assert.ErrorContains(t, err, "eventfile: ")
	}
}

// Clocks of cameras begin anywhere, and only the times since the first event count.
func TestFromZero(t *testing.T) {
	const far = 1_600_000_000_000_000 // µs
	want := []datasets.Event{{X: 1, Y: 2, P: 1}, {X: 3, Y: 4, T: 250}}
	ints := func(times ...int64) []byte {
		a := npy.Ints(8, []int64{1, 2, times[0], 1, 3, 4, times[1], 0})
		a.Shape = []int{2, 4}
		return npy.Append(nil, a)
	}
	o := Options{FromZero: true}
	late, err := Encode(Bin, []datasets.Event{{X: 1, Y: 2, P: 1, T: 8_000_000}, {X: 3, Y: 4, T: 8_000_250}})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		f Format
		b []byte
		o Options
	}{
		"npy":      {NPY, ints(far, far+250), o},
		"negative": {NPY, ints(-100, 150), o},
		"csv":      {CSV, fmt.Appendf(nil, "x,y,t_us,p\n1,2,%d,1\n3,4,%d,0\n", far, far+250), o},
		"bin":      {Bin, late, o},
	} {
		ev, err := Decode(c.f, c.b, c.o)
		require.NoError(t, err, name)
		assert.Equal(t, want, ev, name)
	}
	ev, err := Decode(NPY, ints(far, far+2), Options{FromZero: true, TickMicros: 1000})
	require.NoError(t, err)
	assert.EqualValues(t, 2000, ev[1].T)
	_, err = Decode(NPY, ints(far, far+250), Options{})
	assert.ErrorContains(t, err, "got time 1600000000000000 µs in event 0")
	_, err = Decode(NPY, ints(far, far+250), Options{TickMicros: 1000})
	assert.ErrorContains(t, err, "expected times below 2^53 µs")
	early, err := Encode(Bin, []datasets.Event{{T: 9}, {T: 8}})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		f    Format
		b    []byte
		want string
	}{
		"far earlier": {NPY, ints(math.MaxInt64, math.MinInt64), "event 1, before it"},
		"far later":   {NPY, ints(math.MinInt64, math.MaxInt64), "expected x and y from 0 to 32767"},
		"csv":         {CSV, []byte("x,y,t_us,p\n1,2,9,1\n3,4,8,0\n"), "an earlier one in line 3"},
		"bin":         {Bin, early, "event 1, 1 µs before it"},
	} {
		_, err := Decode(c.f, c.b, o)
		assert.ErrorContains(t, err, c.want, name)
	}
}

func TestWhatAFormatCantHoldIsRefused(t *testing.T) {
	late := []datasets.Event{{T: 1 << 23}}
	for f, want := range map[Format]string{Bin: "8388608 µs", BS2: "8388608 µs"} {
		_, err := Encode(f, late)
		assert.ErrorContains(t, err, want)
	}
	for _, f := range []Format{NPY, NPZ, CSV} {
		b, err := Encode(f, late)
		require.NoError(t, err)
		ev, err := Decode(f, b, Options{})
		require.NoError(t, err)
		assert.Equal(t, late, ev)
	}
	for _, e := range []datasets.Event{{T: -1}, {P: 2}, {X: 1 << 15}, {Y: 1 << 15}} {
		_, err := Encode(CSV, []datasets.Event{e})
		assert.ErrorContains(t, err, "event 0")
	}
	for _, e := range []datasets.Event{{X: 256}, {Y: 256}} {
		for _, f := range []Format{Bin, BS2} {
			_, err := Encode(f, []datasets.Event{e})
			assert.ErrorContains(t, err, "x and y from 0 to 255")
		}
		b, err := Encode(NPY, []datasets.Event{e})
		require.NoError(t, err)
		ev, err := Decode(NPY, b, Options{})
		require.NoError(t, err)
		assert.Equal(t, []datasets.Event{e}, ev)
	}
	for _, f := range []Format{"xyz", BS3, AEDAT, AEDAT2, AEDAT4, DAT, Raw, MAT} {
		_, err := Encode(f, nil)
		assert.ErrorContains(t, err, "is not written: expected one of [bin bs1 bs2 npy npz csv]", f)
	}
	_, err := Decode("xyz", nil, Options{})
	assert.ErrorContains(t, err, "expected one of")
}

func TestCSV(t *testing.T) {
	ev, err := Decode(CSV, []byte("p, t_us,x,y\r\n1, 5,2,3\r\n0,6,4,5"), Options{})
	require.NoError(t, err)
	assert.Equal(t, []datasets.Event{{X: 2, Y: 3, T: 5, P: 1}, {X: 4, Y: 5, T: 6, P: 0}}, ev)
	for text, want := range map[string]string{
		"":                                "offset 0: expected the header x,y,t_us,p, got an empty file",
		"1,2,3,4\n":                       "the header x,y,t_us,p",
		"x,y,t_us,x\n":                    "the header",
		"x,y,t_us,p\n1,2,3\n":             `offset 11: expected 4 whole numbers with commas between, got "1,2,3" in line 2`,
		"x,y,t_us,p\n1,2,3,4.5\n":         "whole numbers",
		"x,y,t_us,p\n1,2,3,1\n\n":         `got "" in line 3`,
		"x,y,t_us,p\n1,32768,3,1\n":       "y 32768 in line 2",
		"x,y,t_us,p\n-1,2,3,1\n":          "x -1",
		"x,y,t_us,p\n1,2,3,2\n":           "polarity 2",
		"x,y,t_us,p\n1,2,-3,1\n":          "time -3",
		"x,y,t_us,p\n1,2,99999999999,1\n": "time 99999999999",
		"x,y,t_us,p\n" + string(make([]byte, maxCSVLine+1)) + "\n": "101 characters",
	} {
		_, err := Decode(CSV, []byte(text), Options{})
		assert.ErrorContains(t, err, want, "%q", text)
	}
}

func TestArraysOfOtherShapes(t *testing.T) {
	named := func(n string, a *npy.Array) npy.Named { return npy.Named{Name: n, Array: a} }
	one, two := npy.Ints(8, []int64{1}), npy.Ints(8, []int64{1, 1})
	for _, c := range []struct {
		list []npy.Named
		want string
	}{
		{[]npy.Named{named("x", one), named("y", one)}, "none of the name t"},
		{[]npy.Named{named("x", one), named("y", one), named("t", two), named("p", one)}, "t of shape [2]"},
		{[]npy.Named{named("frames", npy.Float32([]int{2, 2}, make([]float32, 4)))}, "shape [2 2]"},
		{nil, "none of the name x"},
	} {
		path := filepath.Join(t.TempDir(), "a.npz")
		f, err := os.Create(path)
		require.NoError(t, err)
		require.NoError(t, npy.WriteArchive(f, c.list))
		require.NoError(t, f.Close())
		_, err = Read(path, Options{})
		assert.ErrorContains(t, err, c.want)
		assert.ErrorContains(t, err, path)
	}
	s := &npy.Array{Fields: []npy.Field{{Name: "x", Kind: 'i', Size: 1}, {Name: "y", Kind: 'i', Size: 1, Offset: 1}}, Size: 2, Shape: []int{0}}
	_, err := Decode(NPY, npy.Append(nil, s), Options{})
	assert.ErrorContains(t, err, "none of the name t")
	s.Shape = []int{0, 2}
	_, err = Decode(NPY, npy.Append(nil, s), Options{})
	assert.ErrorContains(t, err, "of one dimension")
}

func TestReadAndWriteFaults(t *testing.T) {
	dir := t.TempDir()
	_, err := Read(filepath.Join(dir, "gone.bin"), Options{})
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = Read(filepath.Join(dir, "a.xyz"), Options{})
	assert.ErrorContains(t, err, "expected a name that ends in")
	assert.ErrorContains(t, Write(filepath.Join(dir, "a.xyz"), nil), "expected a name that ends in")
	assert.ErrorContains(t, Write(filepath.Join(dir, "a.bin"), []datasets.Event{{T: 1 << 23}}), "a.bin")
	assert.Error(t, Write(filepath.Join(dir, "no", "a.bin"), nil))
	path := filepath.Join(dir, "cut.bin")
	require.NoError(t, os.WriteFile(path, []byte("abc"), 0o644))
	_, err = Read(path, Options{})
	var f *datasets.FormatError
	require.ErrorAs(t, err, &f)
	assert.Equal(t, path, f.Path)
}

// TestRealRecordings reads recordings of other tools, where they are.
func TestRealRecordings(t *testing.T) {
	extras := filepath.Join("..", "..", "..", "shared", "data", "extras")
	if _, err := os.Stat(extras); err != nil {
		t.Skip("no recordings of other tools here")
	}
	for name, n := range map[string]int{"dvs128-gesture-slayer/1.bs2": 63471, "tonic-samples/sample_nmnist.bin": 4325} {
		ev, err := Read(filepath.Join(extras, name), Options{})
		require.NoError(t, err)
		require.Len(t, ev, n)
		for _, f := range cameraFormats() {
			b, err := Encode(f, ev)
			require.NoError(t, err)
			got, err := Decode(f, b, Options{})
			require.NoError(t, err)
			require.Equal(t, ev, got, f)
		}
	}
}

func TestFormatOf(t *testing.T) {
	f, ok := FormatOf("a/B.NPZ")
	assert.True(t, ok)
	assert.Equal(t, NPZ, f)
	for _, name := range []string{"bin", "a.gz", "a.bin.gz", ""} {
		_, ok := FormatOf(name)
		assert.False(t, ok, name)
	}
}

func TestConvertTreeStops(t *testing.T) {
	in := tree(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	out := filepath.Join(t.TempDir(), "out")
	_, err := ConvertTree(ctx, in, out, CSV, TreeOptions{})
	assert.ErrorIs(t, err, context.Canceled)
	left, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	assert.Empty(t, left, "nothing is left behind")
}

// Whatever the format, events in any order come out as those of a recording in order.
func TestSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ev := draw(t)
		for i := range ev {
			ev[i].T %= maxDisorder + 1
		}
		want := slices.Clone(ev)
		slices.SortStableFunc(want, func(a, b datasets.Event) int { return cmp.Compare(a.T, b.T) })
		o := Options{Sort: true, FromZero: rapid.Bool().Draw(t, "from zero")}
		if o.FromZero && len(want) > 0 {
			first := want[0].T
			for i := range want {
				want[i].T -= first
			}
		}
		f := rapid.SampledFrom(Written()).Draw(t, "format")
		if f == BS1 {
			for i := range ev {
				ev[i].Y, want[i].Y = 0, 0
			}
		}
		b, err := Encode(f, ev)
		require.NoError(t, err)
		got, err := Decode(f, b, o)
		require.NoError(t, err)
		require.Equal(t, len(want), len(got))
		for i := range want {
			require.Equal(t, want[i], got[i])
		}
	})
	a := npy.Float32([]int{2, 4}, []float32{1, 2, 0.0125, 1, 3, 4, 0.01, 0})
	ev, err := Decode(NPY, npy.Append(nil, a), Options{TickMicros: 1_000_000, Sort: true, FromZero: true})
	require.NoError(t, err)
	assert.Equal(t, []datasets.Event{{X: 3, Y: 4}, {X: 1, Y: 2, T: 2500, P: 1}}, ev)
}
