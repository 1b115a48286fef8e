package interop

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/snnsim/snnsim/internal/npy"
	"github.com/snnsim/snnsim/internal/safetensors"
	"github.com/snnsim/snnsim/snn"
)

// Weights returns a network's weights in the field's order, with xFirst for a
// network that sees pictures with x as the first axis.
func Weights(net *snn.Network, xFirst bool) ([]snn.Tensor, error) {
	ts := net.FieldTensors()
	if !xFirst {
		return ts, nil
	}
	for i, s := range net.Stages {
		var err error
		if ts[i], err = s.ToXFirst(ts[i]); err != nil {
			return nil, fmt.Errorf("export: %w", err)
		}
	}
	return ts, nil
}

// NPZ writes tensors as NumPy arrays of their names.
func NPZ(ts []snn.Tensor) ([]byte, error) {
	var out bytes.Buffer
	arrays := make([]npy.Named, len(ts))
	for i, t := range ts {
		arrays[i] = npy.Named{Name: t.Name, Array: npy.Float32(t.Shape, t.Data)}
	}
	err := npy.WriteArchive(&out, arrays)
	return out.Bytes(), err
}

// Safetensors writes tensors with metadata.
func Safetensors(ts []snn.Tensor, metadata map[string]string) ([]byte, error) {
	f := &safetensors.File{Metadata: metadata}
	for _, t := range ts {
		f.Tensors = append(f.Tensors, safetensors.Tensor{Name: t.Name, Shape: t.Shape, Data: t.Data})
	}
	return safetensors.Marshal(f)
}

// CSV writes a line for every weight: its tensor, its indices, empty where it
// has none, and its value.
func CSV(ts []snn.Tensor) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write([]string{"tensor", "out", "in", "ky", "kx", "value"}); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	for _, t := range ts {
		row := make([]string, 6)
		row[0] = t.Name
		index := make([]int, len(t.Shape))
		for _, v := range t.Data {
			for k, i := range index {
				row[1+k] = strconv.Itoa(i)
			}
			row[5] = strconv.FormatFloat(float64(v), 'g', -1, 32)
			if err := w.Write(row); err != nil {
				return nil, fmt.Errorf("export: %w", err)
			}
			for k := len(index) - 1; k >= 0; k-- {
				if index[k]++; index[k] < t.Shape[k] {
					break
				}
				index[k] = 0
			}
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}
