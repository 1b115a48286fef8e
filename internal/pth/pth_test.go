package pth

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// numbers are those that testdata/make.py put into tensor i.
func numbers(i, n int) []float32 {
	out := make([]float32, n)
	for k := range out {
		out[k] = float32(i) + float32(k)/8
	}
	return out
}

func TestReadWhatPyTorchWrote(t *testing.T) {
	for _, name := range []string{"tsslbp.pth", "plain.pth"} {
		ts, err := Read(filepath.Join("testdata", name))
		require.NoError(t, err, name)
		assert.Equal(t, []Tensor{
			{Name: "my_parameters.0", Shape: []int{3, 2, 5, 5, 1}, Data: numbers(0, 150)},
			{Name: "my_parameters.1", Shape: []int{10, 27}, Data: numbers(1, 270)},
		}, ts, name)
	}
	// Optimiser, sets and what else stands beside the weights is passed over.
	ts, err := Read(filepath.Join("testdata", "training.pth"))
	require.NoError(t, err)
	require.Len(t, ts, 2)
	assert.Equal(t, numbers(1, 270), ts[1].Data)
}

func TestKindsOfTensors(t *testing.T) {
	ts, err := Read(filepath.Join("testdata", "kinds.pth"))
	require.NoError(t, err)
	for i, want := range []Tensor{
		{"transposed", []int{2, 3}, []float32{0, .25, .5, .125, .375, .625}},
		{"part", []int{2}, []float32{.75, 1.25}},
		{"scalar", []int{}, []float32{.5}},
		{"empty", []int{0, 3}, []float32{}},
		{"half", []int{5}, numbers(4, 5)},
		{"bfloat16", []int{5}, numbers(5, 5)},
		{"double", []int{5}, numbers(6, 5)},
		{"parameter", []int{2}, numbers(7, 2)},
	} {
		assert.Equal(t, want, ts[i])
	}
}

func TestWhatIsNoStateDict(t *testing.T) {
	for name, want := range map[string]string{
		"legacy.pth":   "before 1.6",
		"module.pth":   `no state dict: the file has the keys "net"`,
		"integers.pth": `tensor "count": it is of LongStorage: expected Float, Double, Half or BFloat16`,
		"gone.pth":     "no such file",
		"make.py":      "no file of torch.save",
	} {
		_, err := Read(filepath.Join("testdata", name))
		assert.ErrorContains(t, err, want, name)
	}
}

func TestHalfPrecision(t *testing.T) {
	for h, want := range map[uint16]float64{
		0: 0, 1: math.Pow(2, -24), 0x03ff: 1023 * math.Pow(2, -24), 0x0400: math.Pow(2, -14), 0x3c00: 1, 0xc000: -2,
		0x7bff: 65504, 0x7c00: math.Inf(1), 0xfc00: math.Inf(-1), 0x3555: 0.333251953125,
	} {
		assert.Equal(t, float32(want), half(h), "%04x", h)
	}
	assert.True(t, math.Signbit(float64(half(0x8000))))
	assert.True(t, math.IsNaN(float64(half(0x7e00))))
}

// The parts of pickles written by hand.
const (
	proto   = "\x80\x02"
	ordered = "ccollections\nOrderedDict\n)R"
	rebuild = "ctorch._utils\n_rebuild_tensor_v2\n"
	float   = "ctorch\nFloatStorage\n"
)

func str(s string) string {
	return "X" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(s)))) + s
}

// store is the persistent id of a storage of n numbers.
func store(key string, n byte) string {
	return "(" + str("storage") + float + str(key) + str("cpu") + "K" + string([]byte{n}) + "tQ"
}

// view is a tensor of a storage: offset, sizes, strides.
func view(storage string, offset byte, sizes, strides string) string {
	dims := func(s string) string {
		out := "("
		for _, d := range []byte(s) {
			out += "K" + string([]byte{d})
		}
		return out + "t"
	}
	return rebuild + "(" + storage + "K" + string([]byte{offset}) + dims(sizes) + dims(strides) + "\x89" + ordered + "tR"
}

// file packs a pickle and storages as torch.save does.
func file(t testing.TB, pickle string, storages map[string][]float32, more map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name string, b []byte) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: "archive/" + name, Method: zip.Store})
		require.NoError(t, err)
		_, err = w.Write(b)
		require.NoError(t, err)
	}
	put("data.pkl", []byte(pickle))
	for key, data := range storages {
		var b []byte
		for _, v := range data {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
		put("data/"+key, b)
	}
	for name, text := range more {
		put(name, []byte(text))
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

func parse(b []byte) ([]Tensor, error) { return Parse(bytes.NewReader(b), int64(len(b))) }

func TestHandMade(t *testing.T) {
	pickle := proto + "}" + "(" + str("a") + view(store("0", 6), 0, "\x02\x03", "\x03\x01") + str("b") + view(store("0", 6), 5, "", "") + "u."
	ts, err := parse(file(t, pickle, map[string][]float32{"0": {1, 2, 3, 4, 5, 6}}, map[string]string{"byteorder": "little", "version": "3\n"}))
	require.NoError(t, err)
	assert.Equal(t, []Tensor{{"a", []int{2, 3}, []float32{1, 2, 3, 4, 5, 6}}, {"b", []int{}, []float32{6}}}, ts)
}

// TestATensorBesideTheStateDict is what training scripts save of their results.
func TestATensorBesideTheStateDict(t *testing.T) {
	one := view(store("0", 1), 0, "\x01", "\x01")
	ts, err := parse(file(t, proto+"}("+str("acc")+one+str("net")+"}("+str("w")+one+"uu.", map[string][]float32{"0": {1}}, nil))
	require.NoError(t, err)
	assert.Equal(t, []Tensor{{"w", []int{1}, []float32{1}}}, ts)
}

// TestNothingIsExecuted loads pickles that would run programs in Python.
func TestNothingIsExecuted(t *testing.T) {
	marker := filepath.Join(t.TempDir(), "executed")
	weights := map[string][]float32{"0": {1}}
	tensor := view(store("0", 1), 0, "\x01", "\x01")
	for _, call := range []string{
		"cposix\nsystem\n(" + str("touch "+marker) + "tR",
		"cbuiltins\neval\n(" + str("open('"+marker+"', 'w')") + "tR",
		"cos\nsystem\n" + str("touch "+marker) + "\x85\x81",
	} {
		ts, err := parse(file(t, proto+"}("+str("evil")+call+str("net")+"}("+str("w")+tensor+"uu.", weights, nil))
		require.NoError(t, err, "what is beside the weights is passed over")
		assert.Equal(t, []Tensor{{"w", []int{1}, []float32{1}}}, ts)
		_, err = parse(file(t, proto+"}("+str("w")+tensor+str("evil")+call+"u.", weights, nil))
		assert.ErrorContains(t, err, `"evil" is no tensor`)
		_, err = parse(file(t, proto+call+".", weights, nil))
		assert.ErrorContains(t, err, "holds no dictionary")
	}
	assert.NoFileExists(t, marker)
	// The instructions that only programs use are refused.
	for _, op := range []string{"i" + "os\nsystem\n", "o", "\x82\x01", "S'text'\n", "P1\n"} {
		_, err := parse(file(t, proto+"("+op+".", weights, nil))
		assert.ErrorContains(t, err, "offset 3: instruction 0x")
	}
}

func TestDamagedPickles(t *testing.T) {
	one := view(store("0", 6), 0, "\x02\x03", "\x03\x01")
	dict := func(tensor string) string { return proto + "}(" + str("w") + tensor + "u." }
	for _, c := range []struct {
		pickle, want string
	}{
		{"", "end of the file"},
		{proto, "end of the file"},
		{"\x80\x06.", "protocol 6"},
		{proto + ".", "an empty stack"},
		{proto + "(.", "a mark where a value"},
		{proto + "t.", "no mark"},
		{proto + "h\x05.", "memo 5 is empty"},
		{proto + "Nr\xff\xff\xff\x7f.", "memo 2147483647"},
		{proto + "}(K\x01u.", "key without a value"},
		{proto + "X\xff\xff\xff\x7fab.", "end of the file within"},
		{proto + "\x8d\xff\xff\xff\xff\xff\xff\xff\xffab.", "end of the file within"},
		{proto + "ctorch\nFloat", "end of the file within a name"},
		{proto + "K\x01K\x02\x93.", "no string"},
		{proto + strings.Repeat("N", maxValues+1), "more than 1048576 values"},
		{proto + "K\x01Q.", "no storage"},
		{proto + "(" + str("storage") + "NNNNtQ.", "unknown form"},
		{proto + "ctorch._utils\n_rebuild_parameter\n)R.", "a parameter that is no tensor"},
		{proto + rebuild + ")R.", "a tensor of 0 arguments"},
		{proto + rebuild + "(NNNNtR.", "without a storage"},
		{dict(strings.Replace(one, "(K\x02K\x03t", "(K\x02K\x04t", 1)), "a tensor of shape [2 4]"},
		{dict(strings.Replace(one, "(K\x03K\x01t", "(K\x04K\x01t", 1)), "strides [4 1]"},
		{dict(strings.Replace(one, "(K\x03K\x01t", "(K\x03t", 1)), "2 extents and 1 strides"},
		{dict(strings.Replace(one, "(K\x02K\x03t", "(K\x02Nt", 1)), "an extent or stride that is no number"},
		{dict(view(store("0", 6), 1, "\x06", "\x01")), "offset 1 in a storage of 6"},
		{dict(view(store("0", 6), 0, "\x07", "\x00")), "a tensor of shape [7]"},
		{dict(view(store("1", 6), 0, "\x01", "\x01")), "the archive has no data/1"},
		{dict(view(store("0", 5), 0, "\x01", "\x01")), "more than 20 bytes"},
		{dict(view(store("0", 7), 0, "\x01", "\x01")), "24 bytes: expected 28"},
		{dict(one + str("x") + "N"), `"x" is no tensor`},
		{proto + "}(K\x01" + one + "u.", "is no tensor with a name"},
		{proto + "}.", "no state dict"},
		{proto + "].", "holds no dictionary"},
	} {
		_, err := parse(file(t, c.pickle, map[string][]float32{"0": {1, 2, 3, 4, 5, 6}}, nil))
		require.Error(t, err, "%q", c.pickle)
		assert.ErrorContains(t, err, c.want, "%q", c.pickle)
	}
	// An offset that wraps around when something is added to it.
	far := strings.Replace(view(store("0", 6), 7, "\x02", "\x01"), "K\x07(", "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f(", 1)
	_, err := parse(file(t, dict(far), map[string][]float32{"0": {1, 2, 3, 4, 5, 6}}, nil))
	assert.ErrorContains(t, err, "offset 9223372036854775807 in a storage of 6")

	_, err = parse(file(t, dict(one), nil, map[string]string{"byteorder": "big"}))
	assert.ErrorContains(t, err, `byte order "big"`)

	// Many views of one storage do not fill the memory.
	many := proto + "}("
	for i := range 200 {
		many += str(string(rune('a'+i))) + view(store("0", 200), 0, "\x32", "\x01")
	}
	_, err = parse(file(t, many+"u.", map[string][]float32{"0": make([]float32, 200)}, nil))
	require.NoError(t, err)
	huge := proto + "}("
	for i := range 200 {
		huge += str(string(rune('a'+i))) + "h\x01"
	}
	huge = strings.Replace(huge, "h\x01", view(store("0", 250), 0, "\xfa", "\x01")+"q\x01", 1)
	_, err = parse(file(t, huge+"u.", map[string][]float32{"0": make([]float32, 250)}, nil))
	assert.ErrorContains(t, err, "more numbers than the file has bytes")
}

// A packed storage may not be many times as large as the file.
func TestStoragesThatUnpackWithoutEnd(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	const n = 1 << 20
	store := strings.Replace(store("0", 6), "K\x06", "J"+string(binary.LittleEndian.AppendUint32(nil, n)), 1)
	for name, data := range map[string][]byte{
		"archive/data.pkl": []byte(proto + "}(" + str("a") + view(store, 0, "\x02", "\x01") + "u."),
		"archive/data/0":   make([]byte, 4*n),
	} {
		w, err := z.Create(name) // deflated
		require.NoError(t, err)
		_, err = w.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	_, err := parse(b.Bytes())
	assert.ErrorContains(t, err, "storages of more than 16 times the file's size")
}

func TestNumbersOfPickles(t *testing.T) {
	for in, want := range map[string]any{
		"K\xff.": int64(255), "M\xff\xff.": int64(65535), "J\xff\xff\xff\xff.": int64(-1), "\x8a\x00.": int64(0), "\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00.": &object{}, "\x8b\x01\x00\x00\x00\x05.": int64(5), "\x8a\x01\x80.": int64(-128),
		"\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80.": int64(math.MinInt64), "G\x3f\xf0\x00\x00\x00\x00\x00\x00.": 1.0,
		"N.": nil, "\x88.": true, "U\x01a.": "a", "\x8c\x02ab.": "ab", "C\x01a.": []byte("a"), "K\x01K\x020.": int64(1),
		"K\x01K\x02\x86.": tuple{int64(1), int64(2)}, "K\x05\x94K\x06h\x00\x86.": tuple{int64(6), int64(5)},
	} {
		got, err := unpickle([]byte(in))
		require.NoError(t, err, "%q", in)
		assert.Equal(t, want, got, "%q", in)
	}
	l, err := unpickle([]byte("](K\x01K\x02eK\x03a."))
	require.NoError(t, err)
	assert.Equal(t, &list{items: []any{int64(1), int64(2), int64(3)}}, l)
}

func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("testdata/*.pth")
	require.NoError(f, err)
	for _, n := range names {
		b, err := os.ReadFile(n)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		ts, err := parse(b)
		if err == nil {
			checkTensors(t, ts, len(b))
		}
	})
}

// FuzzPickle puts any pickle into a sound archive.
func FuzzPickle(f *testing.F) {
	f.Add([]byte(proto + "}(" + str("a") + view(store("0", 6), 0, "\x02\x03", "\x03\x01") + "u."))
	f.Add([]byte(proto + "}(" + str("a") + strings.Replace(view(store("0", 6), 7, "\x02", "\x01"), "K\x07(", "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f(", 1) + "u."))
	f.Add([]byte("\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s."))
	f.Fuzz(func(t *testing.T, b []byte) {
		whole := file(t, string(b), map[string][]float32{"0": {1, 2, 3, 4, 5, 6}}, nil)
		ts, err := parse(whole)
		if err == nil {
			checkTensors(t, ts, len(whole))
		}
	})
}

func checkTensors(t *testing.T, ts []Tensor, size int) {
	total := 0
	for _, x := range ts {
		n := 1
		for _, d := range x.Shape {
			n *= d
		}
		require.Len(t, x.Data, n)
		total += n
	}
	require.LessOrEqual(t, total, size)
}

// A packed program may not be larger than the file.
func TestAPickleThatUnpacksWithoutEnd(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("archive/data.pkl") // deflated
	require.NoError(t, err)
	_, err = w.Write([]byte(proto + strings.Repeat("}", 1<<20)))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	_, err = parse(b.Bytes())
	assert.ErrorContains(t, err, fmt.Sprintf("data.pkl: more than %d bytes", b.Len()))
}
