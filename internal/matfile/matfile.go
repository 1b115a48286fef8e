package matfile

import (
	"encoding/binary"
	"fmt"
	"math"
)

// FormatError says that a file is not what its format asks for.
type FormatError struct {
	Offset    int64 // in bytes; of what was unpacked, if the fault lies there
	Want, Got string
}

// Error names the offset and what was expected and found.
func (e *FormatError) Error() string {
	return fmt.Sprintf("matfile: offset %d: expected %s, got %s", e.Offset, e.Want, e.Got)
}

// Array is a numeric array of two or more dimensions.
type Array struct {
	Name string
	Dims []int
	data []byte
	kind int
	// order is the file's
	order binary.ByteOrder
}

// Len returns the number of elements.
func (a *Array) Len() int {
	n := 1
	for _, d := range a.Dims {
		n *= d
	}
	return n
}

// At returns element i, the first dimension running fastest.
func (a *Array) At(i int) float64 {
	switch a.kind {
	case typeInt8:
		return float64(int8(a.data[i]))
	case typeUint8:
		return float64(a.data[i])
	case typeInt16:
		return float64(int16(a.order.Uint16(a.data[2*i:])))
	case typeUint16:
		return float64(a.order.Uint16(a.data[2*i:]))
	case typeInt32:
		return float64(int32(a.order.Uint32(a.data[4*i:])))
	case typeUint32:
		return float64(a.order.Uint32(a.data[4*i:]))
	case typeSingle:
		return float64(math.Float32frombits(a.order.Uint32(a.data[4*i:])))
	case typeInt64:
		return float64(int64(a.order.Uint64(a.data[8*i:])))
	case typeUint64:
		return float64(a.order.Uint64(a.data[8*i:]))
	}
	return math.Float64frombits(a.order.Uint64(a.data[8*i:]))
}

// sizeOf returns the bytes of a number, 0 for what is none.
func sizeOf(kind int) int {
	switch kind {
	case typeInt8, typeUint8:
		return 1
	case typeInt16, typeUint16:
		return 2
	case typeInt32, typeUint32, typeSingle:
		return 4
	case typeInt64, typeUint64, typeDouble:
		return 8
	}
	return 0
}

const headerBytes = 128

// Parse reads the real, full numeric arrays of a file and leaves out what else is in it. At most so
// many bytes are unpacked.
func Parse(b []byte, most int64) ([]*Array, error) {
	const at = headerBytes - 4 // of version and byte order
	if len(b) < headerBytes {
		return nil, &FormatError{Want: "a header of 128 bytes", Got: fmt.Sprintf("%d bytes", len(b))}
	}
	var order binary.ByteOrder
	switch string(b[at+2 : at+4]) {
	case "IM":
		order = binary.LittleEndian
	case "MI":
		order = binary.BigEndian
	default:
		return nil, &FormatError{Offset: at + 2, Want: "IM or MI", Got: fmt.Sprintf("%q", b[at+2:at+4])}
	}
	if v := order.Uint16(b[at:]); v != 0x0100 {
		return nil, &FormatError{Offset: at, Want: "version 256, MATLAB 5 to 7", Got: fmt.Sprint(v)}
	}
	var list []*Array
	all := elements{order: order, b: b, at: headerBytes}
	for all.at < len(b) {
		begin := all.at
		el, err := all.next()
		if err != nil {
			return nil, err
		}
		if el.kind == typeCompressed {
			var n int64
			if el, n, err = unpack(el.data, order, most); err != nil {
				return nil, &FormatError{Offset: int64(begin), Want: "an element that can be unpacked", Got: err.Error()}
			}
			most -= n
		}
		if el.kind != typeMatrix {
			continue
		}
		a, err := matrix(el.data, order)
		if err != nil {
			return nil, &FormatError{Offset: int64(begin), Want: "an array", Got: err.Error()}
		}
		if a != nil {
			list = append(list, a)
		}
	}
	return list, nil
}

// Classes of arrays that are read: numbers, from double to uint64.
const (
	firstClass = 6
	lastClass  = 15
)

// matrix reads an array: flags, dimensions, name and numbers. It is nil for one of another class.
func matrix(b []byte, order binary.ByteOrder) (*Array, error) {
	in := elements{order: order, b: b}
	flags, err := in.next()
	if err != nil {
		return nil, err
	}
	if flags.kind != typeUint32 || len(flags.data) < 4 {
		return nil, fmt.Errorf("flags of type %d with %d bytes", flags.kind, len(flags.data))
	}
	const complexFlag = 1 << 11
	f := order.Uint32(flags.data)
	if class := f & 0xff; class < firstClass || class > lastClass || f&complexFlag != 0 {
		return nil, nil
	}
	dims, err := in.next()
	if err != nil {
		return nil, err
	}
	if dims.kind != typeInt32 || len(dims.data) < 8 || len(dims.data)%4 != 0 {
		return nil, fmt.Errorf("dimensions of type %d with %d bytes", dims.kind, len(dims.data))
	}
	a := &Array{order: order}
	n := int64(1)
	for i := 0; i < len(dims.data); i += 4 {
		d := int64(int32(order.Uint32(dims.data[i:])))
		if d < 0 || d > 0 && n > int64(len(b))/d {
			return nil, fmt.Errorf("a dimension of %d in %d bytes", d, len(b))
		}
		n *= d
		a.Dims = append(a.Dims, int(d))
	}
	name, err := in.next()
	if err != nil {
		return nil, err
	}
	a.Name = string(name.data)
	values, err := in.next()
	if err != nil {
		return nil, err
	}
	a.kind, a.data = values.kind, values.data
	if size := sizeOf(values.kind); size == 0 || n*int64(size) != int64(len(values.data)) {
		return nil, fmt.Errorf("%d numbers of type %d in %d bytes", n, values.kind, len(values.data))
	}
	return a, nil
}
