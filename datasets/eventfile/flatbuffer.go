package eventfile

import (
	"encoding/binary"
	"fmt"

	"github.com/snnsim/snnsim/datasets"
)

// flatBuffer is a FlatBuffer: the offset of its root table, four bytes that say what it is,
// then tables and vectors that point to each other. Offsets beyond it are never followed.
// Source: flatbuffers.dev, "FlatBuffers internals".
type flatBuffer []byte

// flatTable is a table of a FlatBuffer.
type flatTable struct {
	b      flatBuffer
	at     int    // of the table
	fields []byte // for each field, in 16 bits, where it stands behind at; 0 if it is left out
}

// sizedBuffer returns the FlatBuffer at a place, whose size stands before it, and what comes behind it.
func sizedBuffer(b []byte, at int) (flatBuffer, int, error) {
	if len(b)-at < 4 {
		return nil, 0, truncated(b, at, "a size of 4 bytes")
	}
	size := int64(binary.LittleEndian.Uint32(b[at:]))
	at += 4
	if size < 8 {
		return nil, 0, &datasets.FormatError{Offset: int64(at - 4), Want: "a size of 8 bytes or more", Got: fmt.Sprint(size)}
	}
	if int64(len(b)-at) < size {
		return nil, 0, truncated(b, at, fmt.Sprintf("%d bytes", size))
	}
	return b[at : at+int(size)], at + int(size), nil
}

// is reports whether a buffer has this identifier, of four bytes.
func (b flatBuffer) is(identifier string) bool {
	return len(b) >= 8 && string(b[4:8]) == identifier
}

// uint32 reads a number inside the buffer.
func (b flatBuffer) uint32(at int) (int, bool) {
	if at < 0 || at > len(b)-4 {
		return 0, false
	}
	v := binary.LittleEndian.Uint32(b[at:])
	return int(v), int64(v) < 1<<31
}

// root returns the first table.
func (b flatBuffer) root() (flatTable, bool) {
	at, ok := b.uint32(0)
	if !ok || at > len(b)-4 {
		return flatTable{}, false
	}
	// The list of its fields lies so many bytes before the table, or behind it.
	v := at - int(int32(binary.LittleEndian.Uint32(b[at:])))
	if v < 0 || v > len(b)-4 {
		return flatTable{}, false
	}
	n := int(binary.LittleEndian.Uint16(b[v:]))
	if n < 4 || v+n > len(b) {
		return flatTable{}, false
	}
	return flatTable{b, at, b[v+4 : v+n]}, true
}

// field returns where a field of so many bytes stands. It is false where the table has
// none, and where it is not inside the buffer.
func (t flatTable) field(i, size int) (at int, ok bool) {
	if len(t.fields) < 2*i+2 {
		return 0, false
	}
	off := int(binary.LittleEndian.Uint16(t.fields[2*i:]))
	at = t.at + off
	return at, off != 0 && at <= len(t.b)-size
}

// int32 reads a field, which is this if it is left out.
func (t flatTable) int32(i int, none int64) int64 {
	at, ok := t.field(i, 4)
	if !ok {
		return none
	}
	return int64(int32(binary.LittleEndian.Uint32(t.b[at:])))
}

// int64 reads a field, which is this if it is left out.
func (t flatTable) int64(i int, none int64) int64 {
	at, ok := t.field(i, 8)
	if !ok {
		return none
	}
	return int64(binary.LittleEndian.Uint64(t.b[at:]))
}

// structs returns the bytes of a vector of structures of so many bytes; a field that is left out
// is an empty one.
func (t flatTable) structs(i, size int) ([]byte, bool) {
	at, ok := t.field(i, 4)
	if !ok {
		return nil, len(t.fields) < 2*i+2 || binary.LittleEndian.Uint16(t.fields[2*i:]) == 0
	}
	off, ok := t.b.uint32(at)
	if !ok {
		return nil, false
	}
	n, ok := t.b.uint32(at + off)
	begin := at + off + 4
	if !ok || int64(n)*int64(size) > int64(len(t.b)-begin) {
		return nil, false
	}
	return t.b[begin : begin+n*size], true
}
