package eventfile

import (
	"fmt"

	"github.com/snnsim/snnsim/datasets"
)

// Sizes of SLAYER's events, bytes.
const (
	bs1Bytes = 5
	bs3Bytes = 7
)

const maxBSTime = 1<<23 - 1 // µs

// decodeBS1 reads events of neurons in a row: 16 bits of the neuron, which becomes x,
// the polarity and 23 bits of time in µs, big-endian.
func decodeBS1(b []byte, o Options) ([]datasets.Event, error) {
	if rest := len(b) % bs1Bytes; rest != 0 {
		return nil, truncated(b, len(b)-rest, "an event of 5 bytes")
	}
	l := events{o: o}
	for at := 0; at < len(b); at += bs1Bytes {
		e := b[at:]
		t := int64(e[2]&0x7f)<<16 | int64(e[3])<<8 | int64(e[4])
		if err := l.add(int64(e[0])<<8|int64(e[1]), 0, t, int64(e[2]>>7), at); err != nil {
			return nil, err
		}
	}
	return l.list, nil
}

func encodeBS1(ev []datasets.Event) ([]byte, error) {
	b := make([]byte, 0, bs1Bytes*len(ev))
	for i, e := range ev {
		if e.Y != 0 {
			return nil, fmt.Errorf("eventfile: event %d: row %d: bs1 holds neurons in a row, y 0", i, e.Y)
		}
		if e.T > maxBSTime {
			return nil, &datasets.TimeError{Event: i, Micros: int64(e.T), Most: maxBSTime}
		}
		b = append(b, byte(e.X>>8), byte(e.X), e.P<<7|byte(e.T>>16), byte(e.T>>8), byte(e.T))
	}
	return b, nil
}

// decodeBS3 reads events of 12 bits of x, 12 of y, 8 of the channel, which is the
// polarity, and 24 of time in µs, big-endian.
func decodeBS3(b []byte, o Options) ([]datasets.Event, error) {
	if rest := len(b) % bs3Bytes; rest != 0 {
		return nil, truncated(b, len(b)-rest, "an event of 7 bytes")
	}
	l := events{o: o}
	for at := 0; at < len(b); at += bs3Bytes {
		e := b[at:]
		t := int64(e[4])<<16 | int64(e[5])<<8 | int64(e[6])
		if err := l.add(int64(e[0])<<4|int64(e[1]>>4), int64(e[1]&0xf)<<8|int64(e[2]), t, int64(e[3]), at); err != nil {
			return nil, err
		}
	}
	return l.list, nil
}
