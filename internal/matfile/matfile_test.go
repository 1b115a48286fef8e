package matfile

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tagged makes an element with its tag and padding.
func tagged(o binary.AppendByteOrder, kind uint32, data []byte) []byte {
	b := o.AppendUint32(o.AppendUint32(nil, kind), uint32(len(data)))
	b = append(b, data...)
	for kind != typeCompressed && len(b)%8 != 0 {
		b = append(b, 0)
	}
	return b
}

func words(o binary.AppendByteOrder, v ...uint32) (b []byte) {
	for _, w := range v {
		b = o.AppendUint32(b, w)
	}
	return b
}

// array makes a matrix with numbers of a type.
func array(o binary.AppendByteOrder, flags uint32, name string, kind uint32, data []byte, dims ...uint32) []byte {
	b := tagged(o, typeUint32, words(o, flags, 0))
	b = append(b, tagged(o, typeInt32, words(o, dims...))...)
	b = append(b, tagged(o, typeInt8, []byte(name))...)
	return tagged(o, typeMatrix, append(b, tagged(o, kind, data)...))
}

func file(o binary.AppendByteOrder, elements ...[]byte) []byte {
	b := o.AppendUint16(make([]byte, 124), 0x100)
	b = append(b, "IM"...)
	if o.String() == binary.BigEndian.String() {
		copy(b[126:], "MI")
	}
	return append(b, bytes.Join(elements, nil)...)
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return tagged(binary.LittleEndian, typeCompressed, out.Bytes())
}

func TestNumbersOfAllTypes(t *testing.T) {
	for _, o := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for kind, data := range map[uint32][]byte{
			typeInt8: {0xfe, 3}, typeInt16: append(o.AppendUint16(nil, 0xfffe), o.AppendUint16(nil, 3)...), typeInt32: words(o, 0xfffffffe, 3),
			typeInt64:  o.AppendUint64(o.AppendUint64(nil, math.MaxUint64-1), 3),
			typeSingle: words(o, math.Float32bits(-2), math.Float32bits(3)), typeDouble: o.AppendUint64(o.AppendUint64(nil, math.Float64bits(-2)), math.Float64bits(3)),
		} {
			list, err := Parse(file(o, array(o, firstClass, "v", kind, data, 1, 2)), 0)
			require.NoError(t, err)
			require.Len(t, list, 1)
			assert.Equal(t, []float64{-2, 3}, []float64{list[0].At(0), list[0].At(1)}, "type %d", kind)
			assert.Equal(t, []int{1, 2}, list[0].Dims)
			assert.Equal(t, 2, list[0].Len())
		}
		for kind, data := range map[uint32][]byte{typeUint8: {0xfe}, typeUint16: o.AppendUint16(nil, 0xfe), typeUint32: words(o, 0xfe), typeUint64: o.AppendUint64(nil, 0xfe)} {
			list, err := Parse(file(o, array(o, lastClass, "v", kind, data, 1, 1)), 0)
			require.NoError(t, err)
			assert.Equal(t, 254.0, list[0].At(0), "type %d", kind)
		}
	}
}

func TestWhatIsLeftOut(t *testing.T) {
	o := binary.LittleEndian
	b := file(o,
		array(o, 4, "text", typeUint16, make([]byte, 4), 1, 2),        // characters
		array(o, firstClass|1<<11, "z", typeDouble, nil, 0, 0),        // complex
		tagged(o, typeInt32, words(o, 1)),                             // no array
		packed(array(o, firstClass, "x", typeUint8, []byte{7}, 1, 1)), // packed
		array(o, firstClass, "empty", typeDouble, nil, 0, 5),
	)
	list, err := Parse(b, 1<<10)
	require.NoError(t, err)
	require.Len(t, list, 2)
	assert.Equal(t, "x", list[0].Name)
	assert.Equal(t, 7.0, list[0].At(0))
	assert.Zero(t, list[1].Len())
}

func TestDamagedFiles(t *testing.T) {
	o := binary.LittleEndian
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"short":     {nil, "expected a header of 128 bytes, got 0 bytes"},
		"order":     {make([]byte, 128), `expected IM or MI, got "\x00\x00"`},
		"tag":       {append(file(o), 1, 2), "offset 128: expected a tag of 8 bytes, got 2 bytes"},
		"size":      {file(o, words(o, typeDouble, 9)), "offset 136: expected 9 bytes, got 0 bytes"},
		"small":     {file(o, words(o, 5<<16|1, 0)), "expected a small element of up to 4 bytes, got 5"},
		"numbers":   {file(o, array(o, firstClass, "x", typeDouble, make([]byte, 8), 1, 2)), "2 numbers of type 9 in 8 bytes"},
		"text":      {file(o, array(o, firstClass, "x", 16, make([]byte, 8), 1, 1)), "1 numbers of type 16 in 8 bytes"},
		"dimension": {file(o, array(o, firstClass, "x", typeDouble, nil, 1<<31-1, 1<<31-1)), "a dimension of 2147483647"},
		"negative":  {file(o, array(o, firstClass, "x", typeDouble, nil, 1<<31, 1)), "a dimension of -2147483648"},
		"one":       {file(o, array(o, firstClass, "x", typeDouble, nil, 1)), "dimensions of type 5 with 4 bytes"},
		"flags":     {file(o, tagged(o, typeMatrix, tagged(o, typeInt8, nil))), "flags of type 1 with 0 bytes"},
		"empty":     {file(o, tagged(o, typeMatrix, nil)), "expected an array"},
		"packed":    {file(o, tagged(o, typeCompressed, []byte("hello"))), "expected an element that can be unpacked"},
		"bomb":      {file(o, packed(make([]byte, 1<<20))), "expected at most 1024 bytes unpacked, got more"},
	} {
		_, err := Parse(c.b, 1<<10)
		assert.ErrorContains(t, err, c.want, name)
		assert.ErrorAs(t, err, new(*FormatError), name)
	}
}

func FuzzParse(f *testing.F) {
	o := binary.LittleEndian
	f.Add(file(o, packed(array(o, firstClass, "x", typeUint8, []byte{7, 8}, 1, 2)), array(o, firstClass, "spiketrain", typeDouble, make([]byte, 16), 2, 1)))
	f.Add(file(binary.BigEndian, array(binary.BigEndian, 4, "t", typeUint16, make([]byte, 4), 1, 2)))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := Parse(b, 1<<16)
		if err != nil {
			require.Nil(t, list)
			return
		}
		for _, a := range list {
			require.GreaterOrEqual(t, a.Len(), 0)
			if n := a.Len(); n > 0 {
				a.At(0)
				a.At(n - 1)
			}
		}
	})
}
