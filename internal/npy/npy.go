// Package npy reads and writes NumPy's arrays: .npy, a header in the notation
// of Python and raw data, and .npz, a zip archive of them. Elements are
// numbers, or records of numbers (structured arrays). Nothing in a file is
// executed; arrays of objects are refused.
//
// Format: numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
package npy

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Field is a number in an element.
type Field struct {
	Name   string // empty in an array that is not structured
	Kind   byte   // b truth, i integer, u unsigned integer, f floating point
	Size   int    // bytes
	Big    bool   // big-endian
	Offset int    // in the element, bytes
}

// Array is an array as it stands in a file.
type Array struct {
	Fields  []Field
	Size    int // of an element, bytes
	Shape   []int
	Fortran bool   // the first index runs fastest
	Data    []byte // Len times Size bytes
}

const magic = "\x93NUMPY"

// Limits of what is read.
const (
	maxHeader = 1 << 20 // bytes
	maxDims   = 32      // NumPy's own limit
	maxFields = 1000
)

// FormatError says where a file is not what the format asks for.
type FormatError struct {
	Offset    int64 // bytes from the start of the array
	Want, Got string
}

// Error names the offset, and what was expected and found.
func (e *FormatError) Error() string {
	return fmt.Sprintf("npy: offset %d: expected %s, got %s", e.Offset, e.Want, e.Got)
}

// Parse reads an .npy file.
func Parse(b []byte) (*Array, error) {
	a, at, err := parseHeader(b)
	if err != nil {
		return nil, err
	}
	size := int64(a.Size)
	for _, d := range a.Shape {
		if d > 0 && size > math.MaxInt32*int64(a.Size)/int64(d) {
			return nil, &FormatError{Offset: 0, Want: "less than 2^31 elements", Got: fmt.Sprintf("shape %v", a.Shape)}
		}
		size *= int64(d)
	}
	if rest := int64(len(b) - at); rest != size {
		return nil, &FormatError{Offset: int64(at), Want: fmt.Sprintf("%d bytes of data for shape %v", size, a.Shape), Got: fmt.Sprint(rest)}
	}
	a.Data = b[at:]
	return a, nil
}

// parseHeader reads what stands before the data, and where they begin.
func parseHeader(b []byte) (*Array, int, error) {
	if len(b) < len(magic)+4 || string(b[:len(magic)]) != magic {
		return nil, 0, &FormatError{Want: fmt.Sprintf("the magic string %q and a version", magic), Got: fmt.Sprintf("%q", b[:min(len(b), 10)])}
	}
	at, n := 10, 0
	switch b[6] {
	case 1:
		n = int(binary.LittleEndian.Uint16(b[8:]))
	case 2, 3:
		if at = 12; len(b) < at {
			return nil, 0, &FormatError{Offset: 8, Want: "the length of the header", Got: "the end of the file"}
		}
		n = int(min(binary.LittleEndian.Uint32(b[8:]), maxHeader+1))
	default:
		return nil, 0, &FormatError{Offset: 6, Want: "version 1, 2 or 3", Got: fmt.Sprint(b[6])}
	}
	if n > maxHeader || n > len(b)-at {
		return nil, 0, &FormatError{Offset: 8, Want: fmt.Sprintf("a header of at most %d bytes", min(maxHeader, len(b)-at)), Got: fmt.Sprint(n)}
	}
	a, err := decodeHeader(string(b[at : at+n]))
	if err != nil {
		err.Offset += int64(at)
		return nil, 0, err
	}
	return a, at + n, nil
}

// Len counts the elements.
func (a *Array) Len() int {
	n := 1
	for _, d := range a.Shape {
		n *= d
	}
	return n
}

// Field finds a field by name.
func (a *Array) Field(name string) (Field, bool) {
	for _, f := range a.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Float returns a field of element i, in the order of the data.
func (a *Array) Float(i int, f Field) float64 {
	u := f.bits(a.Data[i*a.Size+f.Offset:])
	switch f.Kind {
	case 'f':
		if f.Size == 4 {
			return float64(math.Float32frombits(uint32(u)))
		}
		return math.Float64frombits(u)
	case 'i':
		return float64(f.signed(u))
	}
	return float64(u)
}

// Int returns a field of element i, in the order of the data; false if it is
// no whole number of 64 bits.
func (a *Array) Int(i int, f Field) (int64, bool) {
	u := f.bits(a.Data[i*a.Size+f.Offset:])
	switch f.Kind {
	case 'f':
		v := a.Float(i, f)
		if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
			return 0, false
		}
		return int64(v), true
	case 'i':
		return f.signed(u), true
	}
	return int64(u), u <= math.MaxInt64
}

// bits returns the bytes of a field as a number without sign.
func (f Field) bits(b []byte) uint64 {
	var order binary.ByteOrder = binary.LittleEndian
	if f.Big {
		order = binary.BigEndian
	}
	switch f.Size {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(order.Uint16(b))
	case 4:
		return uint64(order.Uint32(b))
	}
	return order.Uint64(b)
}

// signed extends the sign of a number of Size bytes.
func (f Field) signed(u uint64) int64 {
	shift := 64 - 8*f.Size
	return int64(u<<shift) >> shift
}
