package npy

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// headerAlign is what the start of the data is a multiple of.
const headerAlign = 64

// Append appends an .npy file of version 1 to dst. The elements must have no
// space between fields. It panics if the data do not fit the shape, or the
// header the version.
func Append(dst []byte, a *Array) []byte {
	if len(a.Data) != a.Len()*a.Size {
		panic("npy: data do not fit the shape")
	}
	order := "False"
	if a.Fortran {
		order = "True"
	}
	text := fmt.Sprintf("{'descr': %s, 'fortran_order': %s, 'shape': %s, }", a.descr(), order, tuple(a.Shape))
	n := len(magic) + 4 + len(text) + 1
	text += strings.Repeat(" ", (headerAlign-n%headerAlign)%headerAlign) + "\n"
	if len(text) > math.MaxUint16 {
		panic("npy: header too long")
	}
	dst = append(dst, magic...)
	dst = append(dst, 1, 0)
	dst = binary.LittleEndian.AppendUint16(dst, uint16(len(text)))
	dst = append(dst, text...)
	return append(dst, a.Data...)
}

// descr writes the type as NumPy does.
func (a *Array) descr() string {
	if len(a.Fields) == 1 && a.Fields[0].Name == "" {
		return "'" + a.Fields[0].typeName() + "'"
	}
	parts := make([]string, len(a.Fields))
	for i, f := range a.Fields {
		parts[i] = fmt.Sprintf("('%s', '%s')", f.Name, f.typeName())
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (f Field) typeName() string {
	order := "<"
	switch {
	case f.Size == 1:
		order = "|"
	case f.Big:
		order = ">"
	}
	return fmt.Sprintf("%s%c%d", order, f.Kind, f.Size)
}

func tuple(shape []int) string {
	if len(shape) == 1 {
		return fmt.Sprintf("(%d,)", shape[0])
	}
	parts := make([]string, len(shape))
	for i, d := range shape {
		parts[i] = fmt.Sprint(d)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// Float32 makes an array of little-endian float32, in C order.
func Float32(shape []int, data []float32) *Array {
	a := &Array{Fields: []Field{{Kind: 'f', Size: 4}}, Size: 4, Shape: shape}
	for _, v := range data {
		a.Data = binary.LittleEndian.AppendUint32(a.Data, math.Float32bits(v))
	}
	return a
}

// Ints makes an array of one dimension of little-endian integers of 8, 4, 2 or
// 1 bytes.
func Ints(size int, data []int64) *Array {
	a := &Array{Fields: []Field{{Kind: 'i', Size: size}}, Size: size, Shape: []int{len(data)}}
	for _, v := range data {
		for k := range size {
			a.Data = append(a.Data, byte(v>>(8*k)))
		}
	}
	return a
}
