package eventfile

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/snnsim/snnsim/datasets"
)

// event makes an event of whole numbers; what tells the number that does not
// fit. Times may be below 0 where they are to be sorted and counted anew.
func (o Options) event(x, y, t, p int64) (e datasets.Event, what string) {
	least := int64(0)
	if o.Sort && o.FromZero {
		least = math.MinInt32
	}
	switch {
	case x < 0 || x > math.MaxInt16:
		return e, fmt.Sprintf("x %d", x)
	case y < 0 || y > math.MaxInt16:
		return e, fmt.Sprintf("y %d", y)
	case t < least || t > math.MaxInt32:
		return e, fmt.Sprintf("time %d µs", t)
	case p < 0 || p > 1:
		return e, fmt.Sprintf("polarity %d", p)
	}
	return datasets.Event{X: uint16(x), Y: uint16(y), T: int32(t), P: uint8(p)}, ""
}

// since returns a time v counted from the first event's: before, if it is earlier and not to be sorted.
func (o Options) since(v, first int64) int64 {
	if v < first && !o.Sort {
		return before
	}
	if d := v - first; (d < 0) == (v < first) {
		return d
	}
	return math.MaxInt64 // what overflows is no time
}

// sorted puts events into the order of time, those of one time as they stand, and counts
// from the first if the options say so.
func (o Options) sorted(ev []datasets.Event) ([]datasets.Event, error) {
	if !o.Sort || len(ev) == 0 {
		return ev, nil
	}
	latest := ev[0].T
	for i, e := range ev {
		if d := int64(latest) - int64(e.T); d > maxDisorder {
			return nil, &datasets.FormatError{
				Offset: -1, Want: fmt.Sprintf("events at most %d µs out of order", maxDisorder), Got: fmt.Sprintf("one %d µs before an earlier one, event %d: a clock that began anew?", d, i),
			}
		}
		latest = max(latest, e.T)
	}
	slices.SortStableFunc(ev, func(a, b datasets.Event) int { return cmp.Compare(a.T, b.T) })
	first, last := int64(ev[0].T), int64(ev[len(ev)-1].T)
	if !o.FromZero {
		return ev, nil
	}
	if last-first > math.MaxInt32 {
		return nil, &datasets.FormatError{Offset: -1, Want: fmt.Sprintf("a recording of at most %d µs", math.MaxInt32), Got: fmt.Sprintf("one of %d", last-first), Cause: timeFault(len(ev)-1, last-first)}
	}
	for i := range ev {
		ev[i].T = int32(int64(ev[i].T) - first)
	}
	return ev, nil
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

// maxDisorder is how far events may be out of order to be sorted.
const maxDisorder = 1_000_000 // µs

// before stands for times before the first event, from which times count.
const (
	before    = math.MinInt64
	wantFirst = "no event before the first"
)

// maxEvents bounds the events of a file: encodings of some cameras pack a dozen into two bytes.
const maxEvents = 1 << 27

// events collects the events of a file, whose times are counted as the options say.
type events struct {
	o     Options
	list  []datasets.Event
	first int64 // the time of the first event, if they count from it
}

// add appends an event of the file; at is its place there, in bytes, or -1.
func (l *events) add(x, y, micros, polarity int64, at int) error {
	i := len(l.list)
	fault := func(want, got string) *datasets.FormatError {
		return &datasets.FormatError{Offset: int64(at), Want: want, Got: fmt.Sprintf("%s in event %d", got, i)}
	}
	if i == maxEvents {
		return &datasets.FormatError{Offset: int64(at), Want: fmt.Sprintf("at most %d events", maxEvents), Got: "more"}
	}
	if l.o.FromZero {
		if i == 0 {
			l.first = micros
		}
		late := l.o.since(micros, l.first)
		if late == before {
			return fault(wantFirst, fmt.Sprintf("%d µs after %d µs", micros, l.first))
		}
		micros = late
	}
	e, bad := l.o.event(x, y, micros, polarity)
	if bad != "" {
		f := fault(wantEvent, bad)
		f.Cause = timeFault(i, micros)
		return f
	}
	l.list = append(l.list, e)
	return nil
}

// truncated says that a file ends where it has to go on.
func truncated(b []byte, at int, want string) error {
	return &datasets.FormatError{Offset: int64(at), Want: want, Got: fmt.Sprintf("%d bytes", max(0, len(b)-at))}
}
