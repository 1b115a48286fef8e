package eventfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"github.com/snnsim/snnsim/datasets"
)

// How packets of AEDAT 4.0 are compressed, by the number in the file's header.
const (
	aedat4None = iota
	aedat4LZ4
	aedat4LZ4High
	aedat4Zstd
	aedat4ZstdHigh
)

const aedat4Event = 16 // bytes: time in µs (64 bits), x, y (16 each), ON (8), 3 of nothing

// aedat4 reads a header, which is a FlatBuffer, and packets: 32 bits of the stream's number and
// of the size each, little-endian, then a FlatBuffer, compressed as the header says. Packets of
// events, EVTS, are read, of one stream; of the others the first packet alone is looked at.
// Times are those of Unix, so that a recording has to be counted from its first event.
func (l *events) aedat4(b []byte, at int) error {
	head, next, err := sizedBuffer(b, at)
	if err != nil {
		return err
	}
	root, ok := head.root()
	compression, table := int64(aedat4None), int64(-1)
	if ok {
		compression, table = root.int32(0, aedat4None), root.int64(1, -1)
	}
	if !ok || compression < aedat4None || compression > aedat4ZstdHigh || table >= 0 && (table < int64(next) || table > int64(len(b))) {
		return &datasets.FormatError{Offset: int64(at), Want: "the header of a file", Got: fmt.Sprintf("compression %d, a table at %d", compression, table)}
	}
	if table >= 0 {
		b = b[:table] // which says where packets are, and nothing else
	}
	stream, others := int64(-1), map[int64]bool{} // the stream of events, and those of frames, motion and the like
	room := min(maxFile, unpackedFloor+unpackedRatio*int64(len(b)))
	for at = next; at < len(b); {
		if len(b)-at < 8 {
			return truncated(b, at, "the header of a packet, 8 bytes")
		}
		id, size := int64(binary.LittleEndian.Uint32(b[at:])), int64(binary.LittleEndian.Uint32(b[at+4:]))
		begin := at + 8
		if int64(len(b)-begin) < size {
			return truncated(b, begin, fmt.Sprintf("a packet of %d bytes", size))
		}
		packed := b[begin : begin+int(size)]
		at = begin + int(size)
		if others[id] {
			continue
		}
		unpacked, err := aedat4Unpack(compression, packed, room, "EVTS")
		if err != nil {
			return &datasets.FormatError{Offset: int64(begin), Want: "a packet that can be unpacked", Got: err.Error()}
		}
		if unpacked == nil {
			others[id] = true
			continue
		}
		room -= int64(len(unpacked))
		packet, _, err := sizedBuffer(unpacked, 0)
		if err != nil {
			return &datasets.FormatError{Offset: int64(begin), Want: "a packet with its size", Got: err.Error()}
		}
		if stream >= 0 && id != stream {
			return &datasets.FormatError{Offset: int64(begin), Want: fmt.Sprintf("one stream of events, %d", stream), Got: fmt.Sprintf("another one, %d", id)}
		}
		stream = id
		if err := l.aedat4Packet(packet, begin); err != nil {
			return err
		}
	}
	return nil
}

// aedat4Packet reads the events of a packet that was found at this place.
func (l *events) aedat4Packet(packet flatBuffer, at int) error {
	root, ok := packet.root()
	var list []byte
	if ok {
		list, ok = root.structs(0, aedat4Event)
	}
	if !ok {
		return &datasets.FormatError{Offset: int64(at), Want: "a packet of events", Got: "a damaged one"}
	}
	for ; len(list) > 0; list = list[aedat4Event:] {
		t := int64(binary.LittleEndian.Uint64(list))
		x, y := int16(binary.LittleEndian.Uint16(list[8:])), int16(binary.LittleEndian.Uint16(list[10:]))
		if err := l.add(int64(x), int64(y), t, int64(min(list[12], 1)), at); err != nil {
			return err
		}
	}
	return nil
}

// maxZstdWindow bounds what a packet may ask a decoder to hold; that of zstd's levels is 8 MiB,
// of its last three 128.
const maxZstdWindow = 128 << 20 // bytes

// aedat4Unpack unpacks a packet into at most so many bytes. It is nil for one of another
// identifier, of which only the first bytes are unpacked: size, root and identifier.
func aedat4Unpack(compression int64, packed []byte, room int64, identifier string) ([]byte, error) {
	var r io.Reader
	switch compression {
	case aedat4None:
		r = bytes.NewReader(packed)
	case aedat4LZ4, aedat4LZ4High:
		r = lz4.NewReader(bytes.NewReader(packed))
	default:
		z, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, err
		}
		defer z.Close()
		r = z
	}
	head := make([]byte, 12)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	if string(head[8:]) != identifier {
		return nil, nil
	}
	rest, err := io.ReadAll(io.LimitReader(r, room+1))
	if err == nil && int64(len(rest)) > room {
		err = fmt.Errorf("more than the %d bytes that are left of what the file may unpack to", room)
	}
	return append(head, rest...), err
}
