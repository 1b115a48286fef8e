// Package safetensors reads and writes the safetensors format: an 8-byte
// little-endian header length, a JSON header that names dtype, shape and byte
// range of every tensor, and the raw little-endian data. Only float32 tensors
// are handled.
package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// Tensor is a named array in C order.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
}

// File is the content of a file: tensors in the order of their data.
type File struct {
	Metadata map[string]string
	Tensors  []Tensor
}

const (
	metadataKey = "__metadata__"
	maxHeader   = 100 << 20 // bytes, the format's own limit
	maxDims     = 16
)

type entry struct {
	DType   string  `json:"dtype"`
	Shape   []int   `json:"shape"`
	Offsets []int64 `json:"data_offsets"`
}

// Marshal writes the file. The header is padded with spaces to a multiple of
// eight bytes, so that the data are aligned.
func Marshal(f *File) ([]byte, error) {
	var head bytes.Buffer
	head.WriteByte('{')
	if len(f.Metadata) > 0 {
		m, err := json.Marshal(f.Metadata)
		if err != nil {
			return nil, fmt.Errorf("safetensors: metadata: %w", err)
		}
		fmt.Fprintf(&head, "%q:%s", metadataKey, m)
	}
	var at int64
	for _, t := range f.Tensors {
		n := int64(4 * len(t.Data))
		e, err := json.Marshal(entry{DType: "F32", Shape: t.Shape, Offsets: []int64{at, at + n}})
		if err != nil {
			return nil, fmt.Errorf("safetensors: tensor %s: %w", t.Name, err)
		}
		name, err := json.Marshal(t.Name)
		if err != nil {
			return nil, fmt.Errorf("safetensors: tensor %s: %w", t.Name, err)
		}
		if head.Len() > 1 {
			head.WriteByte(',')
		}
		head.Write(name)
		head.WriteByte(':')
		head.Write(e)
		at += n
	}
	head.WriteByte('}')
	head.WriteString(strings.Repeat(" ", (8-head.Len()%8)%8))

	out := make([]byte, 0, int64(8+head.Len())+at)
	out = binary.LittleEndian.AppendUint64(out, uint64(head.Len()))
	out = append(out, head.Bytes()...)
	for _, t := range f.Tensors {
		out = AppendData(out, t.Data)
	}
	return out, nil
}

// AppendData appends values as the format stores them.
func AppendData(out []byte, data []float32) []byte {
	for _, v := range data {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return out
}
