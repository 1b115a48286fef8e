package datasets

import "fmt"

// Event is one change of brightness at a pixel of an event camera.
type Event struct {
	X, Y uint16 // pixel, from 0
	P    uint8  // polarity: 1 = ON, brighter; 0 = OFF
	T    int32  // time, µs
}

// eventBytes is the size of an event of N-MNIST's 40-bit format: x, y, and 24
// bits of which the first is the polarity and 23 are the time, big-endian.
const (
	eventBytes = 5
	maxTime    = 1<<23 - 1 // µs
	maxByte    = 1<<8 - 1  // the largest x and y
)

// DecodeEvents reads events of the 40-bit format, 5 bytes each. A cut one is a
// FormatError. Pixels may be 0 to 255.
func DecodeEvents(b []byte) ([]Event, error) {
	if cut := len(b) % eventBytes; cut != 0 {
		return nil, &FormatError{Offset: int64(len(b) - cut), Want: "an event of 5 bytes", Got: fmt.Sprintf("%d bytes: the recording is cut in the middle of an event", cut)}
	}
	ev := make([]Event, len(b)/eventBytes)
	for i := range ev {
		e := b[i*eventBytes:]
		ev[i] = Event{X: uint16(e[0]), Y: uint16(e[1]), P: e[2] >> 7, T: int32(e[2]&0x7f)<<16 | int32(e[3])<<8 | int32(e[4])}
	}
	return ev, nil
}

// AppendEvents appends events in the 40-bit format. Times beyond its 23 bits, pixels
// beyond 255 and polarities other than 0 and 1 are an error; the result then ends before
// that event.
func AppendEvents(b []byte, ev []Event) ([]byte, error) {
	for i, e := range ev {
		if e.P <= 1 && (e.T < 0 || e.T > maxTime) {
			return b, &TimeError{Event: i, Micros: int64(e.T), Most: maxTime}
		}
		if e.P > 1 {
			return b, fmt.Errorf("datasets: event %d: time %d µs, polarity %d: expected 0 to %d µs and 0 or 1", i, e.T, e.P, maxTime)
		}
		if e.X > maxByte || e.Y > maxByte {
			return b, fmt.Errorf("datasets: event %d: (%d, %d): the format has room for x and y from 0 to %d", i, e.X, e.Y, maxByte)
		}
		b = append(b, byte(e.X), byte(e.Y), e.P<<7|byte(e.T>>16), byte(e.T>>8), byte(e.T))
	}
	return b, nil
}
