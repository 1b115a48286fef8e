package safetensors

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func file(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

func TestRoundTrip(t *testing.T) {
	f := &File{
		Metadata: map[string]string{"a": "b\n\"c\""},
		Tensors: []Tensor{
			{Name: "z", Shape: []int{2, 2}, Data: []float32{1, 2, 3, 4}},
			{Name: "a", Shape: []int{0}, Data: []float32{}},
			{Name: "scalar", Shape: []int{}, Data: []float32{-5}},
		},
	}
	b, err := Marshal(f)
	require.NoError(t, err)
	assert.Zero(t, (binary.LittleEndian.Uint64(b)+8)%8, "data are aligned")
	got, err := Unmarshal(b)
	require.NoError(t, err)
	assert.Equal(t, f, got)
}

// TestFilesOfOthers reads what the format allows and other programs write.
func TestFilesOfOthers(t *testing.T) {
	f, err := Unmarshal(file(`{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}   `, 8))
	require.NoError(t, err)
	assert.Equal(t, "a", f.Tensors[0].Name)
	assert.Empty(t, f.Metadata)
	for _, shape := range []string{"[10,0]", "[0,10]", "[2,0,3]"} {
		_, err := Unmarshal(file(`{"a":{"dtype":"F32","shape":`+shape+`,"data_offsets":[0,0]}}`, 0))
		assert.NoError(t, err, shape)
	}
}

func TestDamagedFiles(t *testing.T) {
	for _, c := range []struct {
		name string
		b    []byte
		want string
	}{
		{"empty", nil, "8-byte header length"},
		{"header longer than the file", file(`{}`, 0)[:9], "header of 2 bytes in a file of 9"},
		{"huge header", binary.LittleEndian.AppendUint64(nil, 1<<62), "header of"},
		{"no JSON", file(`{"a"`, 0), "offset 8: header: "},
		{"null", file(`null`, 0), "begins with {"},
		{"blanks first", file(` {}`, 0), "begins with {"},
		{"two objects", file(`{}{}`, 0), "more than one object"},
		{"no end", file(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`, 0), "offset 8: header: "},
		{"a name twice", file(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`, 0), "a comes twice"},
		{"three offsets", file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,9]}}`, 4), "expected two numbers"},
		{"no offsets", file(`{"a":{"dtype":"F32","shape":[0]}}`, 0), "expected two numbers"},
		{"other dtype", file(`{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}`, 8), `dtype "F64"`},
		{"shape too large", file(`{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}`, 4), "does not fit"},
		{"shape too small", file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}`, 8), "needs 4 bytes"},
		{"negative", file(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4), "does not fit"},
		{"beyond the data", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 4), "data_offsets"},
		{"gap", file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8), "expected 0"},
		{"overlap", file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), "expected 4"},
		{"data without tensor", file(`{}`, 4), "4 bytes of data"},
		{"metadata of another type", file(`{"__metadata__":[1]}`, 0), "metadata"},
	} {
		_, err := Unmarshal(c.b)
		assert.ErrorContains(t, err, c.want, c.name)
	}
}
