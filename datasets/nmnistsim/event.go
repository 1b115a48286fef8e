package nmnistsim

// Event is one event of a recording, before it is stored.
type Event struct {
	X, Y uint8
	On   bool
	T    uint32
}

func (k key) event() Event {
	return Event{X: uint8(k >> 1 & 63), Y: uint8(k >> 7 & 63), On: k&1 == 1, T: uint32(k >> 13)}
}
