package eventfile

import (
	"fmt"
	"math"

	"github.com/snnsim/snnsim/datasets"
)

// event makes an event of whole numbers; what tells the number that does not
// fit.
func event(x, y, t, p int64) (e datasets.Event, what string) {
	switch {
	case x < 0 || x > math.MaxInt16:
		return e, fmt.Sprintf("x %d", x)
	case y < 0 || y > math.MaxInt16:
		return e, fmt.Sprintf("y %d", y)
	case t < 0 || t > math.MaxInt32:
		return e, fmt.Sprintf("time %d µs", t)
	case p < 0 || p > 1:
		return e, fmt.Sprintf("polarity %d", p)
	}
	return datasets.Event{X: uint16(x), Y: uint16(y), T: int32(t), P: uint8(p)}, ""
}

// timeFault is the cause of a fault where it is the time that event does not accept.
func timeFault(i int, t int64) error {
	if t >= 0 && t <= math.MaxInt32 {
		return nil
	}
	return &datasets.TimeError{Event: i, Micros: t, Most: math.MaxInt32}
}

// wantEvent is what event accepts.
const wantEvent = "x and y from 0 to 32767, a time from 0 to 2147483647 µs, a polarity of 0 or 1"

// events collects the events of a file, whose times are counted as the options say.
type events struct {
	fromZero bool
	list     []datasets.Event
	first    int64 // the time of the first event, if fromZero
}

// add appends an event of the file; at is its place there, in bytes, or -1.
func (l *events) add(x, y, micros, polarity int64, at int) error {
	i := len(l.list)
	fault := func(want, got string) *datasets.FormatError {
		return &datasets.FormatError{Offset: int64(at), Want: want, Got: fmt.Sprintf("%s in event %d", got, i)}
	}
	if l.fromZero {
		if i == 0 {
			l.first = micros
		}
		late := since(micros, l.first)
		if late == before {
			return fault(wantFirst, fmt.Sprintf("%d µs after %d µs", micros, l.first))
		}
		micros = late
	}
	e, bad := event(x, y, micros, polarity)
	if bad != "" {
		f := fault(wantEvent, bad)
		f.Cause = timeFault(i, micros)
		return f
	}
	l.list = append(l.list, e)
	return nil
}

// cut says that a file ends where it has to go on.
func cut(b []byte, at int, want string) error {
	return &datasets.FormatError{Offset: int64(at), Want: want, Got: fmt.Sprintf("%d bytes", max(0, len(b)-at))}
}
