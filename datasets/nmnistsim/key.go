package nmnistsim

import "github.com/snnsim/snnsim/datasets"

// key is an event as one number, ordered by time, row, column and polarity.
type key uint64

// newKey packs an event: t in µs, x and y below 64.
func newKey(t int64, x, y int, on bool) key {
	k := key(t)<<13 | key(y)<<7 | key(x)<<1
	if on {
		k |= 1
	}
	return k
}

func (k key) event() datasets.Event {
	return datasets.Event{X: uint16(k >> 1 & 63), Y: uint16(k >> 7 & 63), P: uint8(k & 1), T: int32(k >> 13)}
}
