package eventfile

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
)

const datBytes = 8 // an event: time, then x, y and polarity

// datBits says where an address has x, from bit 0 on, y and the polarity.
type datBits struct{ x, y, p uint }

// decodeDAT reads Prophesee's decoded events: lines that begin with %, a byte of the
// events' type and one of their size, then 32 bits of time in µs and 32 of the address,
// little-endian. Before version 2 the address is another. Source:
// docs.prophesee.ai, "DAT file format", and the readers of N-Cars.
func decodeDAT(b []byte, o Options) ([]datasets.Event, error) {
	lines, at := percentHeader(b)
	if at == 0 {
		return nil, &datasets.FormatError{Want: "lines that begin with %", Got: fmt.Sprintf("%.8q", b)}
	}
	version := 0
	for _, line := range lines {
		if v, ok := strings.CutPrefix(line, "Version "); ok {
			v, _, _ = strings.Cut(strings.TrimSpace(v), ".")
			n, err := strconv.Atoi(v)
			if err != nil {
				return nil, &datasets.FormatError{Offset: -1, Want: "a version", Got: strconv.Quote(line)}
			}
			version = n
		}
	}
	bits := datBits{x: 14, y: 14, p: 28}
	if version < 2 {
		bits = datBits{x: 9, y: 8, p: 17}
	}
	if len(b) < at+2 {
		return nil, truncated(b, at, "the type and size of events")
	}
	kind, size := b[at], b[at+1]
	const (
		event2D = 0x00
		eventCD = 0x0c
	)
	if kind != event2D && kind != eventCD || size != datBytes {
		return nil, &datasets.FormatError{Offset: int64(at), Want: "events of type 0 or 12 with 8 bytes", Got: fmt.Sprintf("type %d with %d bytes", kind, size)}
	}
	at += 2
	if rest := (len(b) - at) % datBytes; rest != 0 {
		return nil, truncated(b, len(b)-rest, "an event of 8 bytes")
	}
	l := events{o: o}
	for ; at < len(b); at += datBytes {
		t, a := binary.LittleEndian.Uint32(b[at:]), binary.LittleEndian.Uint32(b[at+4:])
		x, y, p := a&(1<<bits.x-1), a>>bits.x&(1<<bits.y-1), a>>bits.p&1
		if err := l.add(int64(x), int64(y), int64(t), int64(p), at); err != nil {
			return nil, err
		}
	}
	return l.list, nil
}
