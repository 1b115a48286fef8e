package datasets

import (
	"fmt"

	"github.com/snnsim/snnsim/spikes"
)

// Read reads one recording of N-MNIST's camera, of a known class or not, into tr, binned as
// OpenNMNIST bins it, and returns how many events it has and how many of them lie behind the
// last step. The binning must be valid. errors.As finds *FormatError, also for events
// outside the 34×34 pixels and where none lies before the end of the last step.
func (b Binning) Read(files RecordingReader, path string, tr *spikes.Train) (events, late int, err error) {
	ev, err := files.Recording(path)
	if err == nil && len(ev) == 0 {
		err = noEvent(path)
	}
	if err == nil {
		err = checkSensor(ev, path, EventShape)
	}
	if err != nil {
		return 0, 0, err
	}
	end := b.Steps * b.BinMicros
	if b.OffByOne {
		end -= b.BinMicros
	}
	for i, e := range ev {
		if int(e.T) <= end {
			continue
		}
		if b.OffByOne { // the released loader reads no further
			late = len(ev) - i
			break
		}
		late++
	}
	if late == len(ev) {
		return 0, 0, beyond(path, ev, fmt.Sprintf("up to %d µs", end), end)
	}
	b.Bin(ev, tr)
	return len(ev), late, nil
}

func noEvent(path string) error {
	return &FormatError{Path: path, Offset: -1, Want: "an event", Got: "none"}
}

// beyond is the fault of a recording without an event in the time steps, until when they
// are.
func beyond(path string, ev []Event, until string, end int) error {
	first := 0
	for i := range ev {
		if ev[i].T < ev[first].T {
			first = i
		}
	}
	at := ev[first].T
	return &FormatError{
		Path: path, Offset: -1, Want: "an event in the time steps, " + until, Got: fmt.Sprintf("the first at %d µs", at),
		Cause: &TimeError{Event: first, Micros: int64(at), Most: int64(end)},
	}
}

// checkSensor refuses events that no pixel of a sensor has.
func checkSensor(ev []Event, path string, s spikes.Shape) error {
	for i, e := range ev {
		if int(e.X) >= s.W || int(e.Y) >= s.H {
			return &FormatError{
				Path: path, Offset: -1, Got: fmt.Sprintf("(%d, %d) in event %d", e.X, e.Y, i),
				Want: fmt.Sprintf("x from 0 to %d and y from 0 to %d", s.W-1, s.H-1),
			}
		}
	}
	return nil
}
