package safetensors

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// What Unmarshal accepts it reads again after Marshal, number by number, and
// no number is read that is not in the file.
func FuzzUnmarshal(f *testing.F) {
	b, err := Marshal(&File{
		Metadata: map[string]string{"a": "b"},
		Tensors:  []Tensor{{Name: "w", Shape: []int{2, 1}, Data: []float32{1, float32(math.Inf(1))}}, {Name: "e", Shape: []int{0}}},
	})
	require.NoError(f, err)
	f.Add(b)
	f.Add(b[:len(b)-1])
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Add([]byte("\x2e\x00\x00\x00\x00\x00\x00\x00{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}    0000"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Unmarshal(b)
		if err != nil {
			return
		}
		numbers := 0
		for _, x := range file.Tensors {
			numbers += len(x.Data)
		}
		require.LessOrEqual(t, 4*numbers, len(b))
		text, err := Marshal(file)
		require.NoError(t, err)
		again, err := Unmarshal(text)
		require.NoError(t, err)
		require.Len(t, again.Metadata, len(file.Metadata))
		for k, v := range file.Metadata {
			require.Equal(t, v, again.Metadata[k])
		}
		require.Equal(t, len(file.Tensors), len(again.Tensors))
		for i, x := range file.Tensors {
			require.Equal(t, x.Name, again.Tensors[i].Name)
			require.True(t, slices.Equal(x.Shape, again.Tensors[i].Shape), "%v", x.Shape)
			require.Equal(t, AppendData(nil, x.Data), AppendData(nil, again.Tensors[i].Data))
		}
	})
}
