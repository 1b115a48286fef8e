package matfile

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
)

// Types of data elements.
const (
	typeInt8       = 1
	typeUint8      = 2
	typeInt16      = 3
	typeUint16     = 4
	typeInt32      = 5
	typeUint32     = 6
	typeSingle     = 7
	typeDouble     = 9
	typeInt64      = 12
	typeUint64     = 13
	typeMatrix     = 14
	typeCompressed = 15
)

// element is a data element: its type and what is in it.
type element struct {
	kind int
	data []byte
}

// elements are the bytes of elements that follow each other.
type elements struct {
	order binary.ByteOrder
	b     []byte
	at    int // how many bytes were read
}

// next reads an element. Small ones have type and size in two bytes each and their data in the
// next four; what is not compressed is padded to 8 bytes.
func (e *elements) next() (element, error) {
	const tag = 8
	if len(e.b)-e.at < tag {
		return element{}, &FormatError{Offset: int64(e.at), Want: "a tag of 8 bytes", Got: fmt.Sprintf("%d bytes", len(e.b)-e.at)}
	}
	kind, size := int64(e.order.Uint32(e.b[e.at:])), int64(e.order.Uint32(e.b[e.at+4:]))
	if small := kind >> 16; small != 0 {
		if small > 4 {
			return element{}, &FormatError{Offset: int64(e.at), Want: "a small element of up to 4 bytes", Got: fmt.Sprint(small)}
		}
		data := e.b[e.at+4 : e.at+4+int(small)]
		e.at += tag
		return element{int(kind & 0xffff), data}, nil
	}
	e.at += tag
	if size > int64(len(e.b)-e.at) {
		return element{}, &FormatError{Offset: int64(e.at), Want: fmt.Sprintf("%d bytes", size), Got: fmt.Sprintf("%d bytes", len(e.b)-e.at)}
	}
	data := e.b[e.at : e.at+int(size)]
	e.at += int(size)
	if kind != typeCompressed {
		e.at = min(len(e.b), (e.at+7)/8*8)
	}
	return element{int(kind), data}, nil
}

// unpack unpacks an element of at most so many bytes, which holds another.
func unpack(packed []byte, order binary.ByteOrder, most int64) (element, int64, error) {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return element{}, 0, err
	}
	b, err := io.ReadAll(io.LimitReader(z, most+1))
	if err != nil {
		return element{}, 0, err
	}
	if int64(len(b)) > most {
		return element{}, 0, fmt.Errorf("expected at most %d bytes unpacked, got more", most)
	}
	in := elements{order: order, b: b}
	el, err := in.next()
	return el, int64(len(b)), err
}
