package eventfile

import "encoding/binary"

// Types of words of EVT 2.0, in their highest four bits. Others, such as triggers,
// are no changes of brightness.
const (
	evt2Off  = 0x0
	evt2On   = 0x1
	evt2Time = 0x8
)

// The time of EVT 2.0: 28 bits in words of their own, 6 in every event.
const (
	evt2HighBits = 28
	evt2LowBits  = 6
)

// evt2Micros is the time of an event with these low bits.
func (w *rawWords) evt2Micros(low int64) int64 {
	return (w.turns<<evt2HighBits+w.high)<<evt2LowBits | low
}

// evt2 reads words of 32 bits: type, 6 bits of time, 11 of x, 11 of y.
func (w *rawWords) evt2(b []byte, at int) error {
	const size = 4
	if rest := (len(b) - at) % size; rest != 0 {
		return truncated(b, len(b)-rest, "a word of 4 bytes")
	}
	for ; at < len(b); at += size {
		v := int64(binary.LittleEndian.Uint32(b[at:]))
		switch kind := v >> 28; kind {
		case evt2Time:
			w.setHigh(v&(1<<evt2HighBits-1), evt2HighBits)
		case evt2Off, evt2On:
			if err := w.addInside(v>>11&0x7ff, v&0x7ff, w.evt2Micros(v>>22&0x3f), kind, at); err != nil {
				return err
			}
		}
	}
	return nil
}
