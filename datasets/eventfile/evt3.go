package eventfile

import (
	"encoding/binary"
	"math/bits"
)

// Types of words of EVT 3.0, in their highest four bits. Others, such as triggers, are no
// changes of brightness.
const (
	evt3Y        = 0x0 // the row of what follows
	evt3Other    = 0x1 // what follows is of another kind, up to the next row
	evt3X        = 0x2 // an event: polarity and column
	evt3Base     = 0x3 // polarity and first column of vectors
	evt3Vector12 = 0x4 // which of 12 columns fired; the next vector is of those behind
	evt3Vector8  = 0x5 // of 8
	evt3TimeLow  = 0x6 // the low 12 bits of the time
	evt3TimeHigh = 0x8 // the high 12 bits
)

const evt3TimeBits = 12 // of each half

// evt3 reads words of 16 bits, of which each says what differs from those before.
func (w *rawWords) evt3(b []byte, at int) error {
	const size = 2
	if rest := (len(b) - at) % size; rest != 0 {
		return truncated(b, len(b)-rest, "a word of 2 bytes")
	}
	y, base := int64(-1), int64(-1) // none yet
	var polarity, low int64
	for ; at < len(b); at += size {
		v := int64(binary.LittleEndian.Uint16(b[at:]))
		switch v >> 12 {
		case evt3Y:
			y = v & 0x7ff
		case evt3Other:
			y = -1
		case evt3TimeLow:
			low = v & 0xfff
		case evt3TimeHigh:
			if high := v & 0xfff; !w.started || high != w.high {
				w.setHigh(high, evt3TimeBits)
				low = 0 // until its own word comes
			}
		case evt3X:
			if err := w.evt3Add(v&0x7ff, y, low, v>>11&1, at); err != nil {
				return err
			}
		case evt3Base:
			base, polarity = v&0x7ff, v>>11&1
		case evt3Vector12, evt3Vector8:
			n := int64(12)
			if v>>12 == evt3Vector8 {
				n = 8
			}
			if base < 0 {
				continue
			}
			for valid := uint16(v) & (1<<n - 1); valid != 0; valid &= valid - 1 {
				if err := w.evt3Add(base+int64(bits.TrailingZeros16(valid)), y, low, polarity, at); err != nil {
					return err
				}
			}
			base += n
		}
	}
	return nil
}

func (w *rawWords) evt3Add(x, y, low, polarity int64, at int) error {
	if y < 0 {
		return nil
	}
	return w.addInside(x, y, (w.turns<<evt3TimeBits+w.high)<<evt3TimeBits|low, polarity, at)
}
