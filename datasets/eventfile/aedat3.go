package eventfile

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/snnsim/snnsim/datasets"
)

// The header of a packet of AEDAT 3.1: type and source (16 bits each), then, of 32 bits each,
// the size of an event, where in it the time stands, how often the time overflowed, for how
// many events there is room, how many there are, and how many of these are valid; all
// little-endian.
const (
	aedat3Header   = 28
	aedat3Polarity = 1 // the type of packets with changes of brightness
	aedat3Event    = 8 // the size of one, bytes
)

// aedat3 reads packets of events: in 32 bits whether it is valid, polarity, 15 bits of y and
// 15 of x, then 31 bits of time in µs. Packets of other types are left out.
func (l *events) aedat3(b []byte, at int) error {
	for {
		line, next, ok := hashLine(b, at)
		if !ok {
			return &datasets.FormatError{Offset: int64(at), Want: "lines that begin with #, up to #!END-HEADER", Got: "another one"}
		}
		begin := at
		if at = next; line == "#!END-HEADER" {
			break
		}
		if format, ok := strings.CutPrefix(line, "#Format:"); ok && strings.TrimSpace(format) != "RAW" {
			return &datasets.FormatError{Offset: int64(begin), Want: "the format RAW", Got: fmt.Sprintf("%.40q", line)}
		}
	}
	for at < len(b) {
		if len(b)-at < aedat3Header {
			return truncated(b, at, "the header of a packet, 28 bytes")
		}
		h := b[at:]
		word := func(i int) int64 { return int64(int32(binary.LittleEndian.Uint32(h[i:]))) }
		kind := binary.LittleEndian.Uint16(h)
		size, turns, room, n := word(4), word(12), word(16), word(20)
		if size < 1 || turns < 0 || n < 0 || room < n || kind == aedat3Polarity && size != aedat3Event {
			return &datasets.FormatError{Offset: int64(at), Want: "the header of a packet", Got: fmt.Sprintf("type %d, room for %d events of %d bytes, %d of them there", kind, room, size, n)}
		}
		at += aedat3Header
		if int64(len(b)-at) < room*size {
			return truncated(b, at, fmt.Sprintf("a packet of %d bytes", room*size))
		}
		if kind == aedat3Polarity {
			for i := at; i < at+int(n)*aedat3Event; i += aedat3Event {
				v, t := binary.LittleEndian.Uint32(b[i:]), binary.LittleEndian.Uint32(b[i+4:])
				if v&1 == 0 {
					continue
				}
				if err := l.add(int64(v>>17), int64(v>>2&0x7fff), turns<<31|int64(t&(1<<31-1)), int64(v>>1&1), i); err != nil {
					return err
				}
			}
		}
		at += int(room * size)
	}
	return nil
}
