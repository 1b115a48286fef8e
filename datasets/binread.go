package datasets

import (
	"fmt"

	"github.com/snnsim/snnsim/spikes"
)

// Read reads one recording of N-MNIST's camera, of a known class or not, into tr, binned as
// OpenNMNIST bins it, and returns how many events it has. The binning must be valid.
// errors.As finds *FormatError, also for events outside the 34×34 pixels.
func (b Binning) Read(files RecordingReader, path string, tr *spikes.Train) (events int, err error) {
	ev, err := readOrdered(files, path)
	if err == nil {
		err = checkSensor(ev, path, EventShape)
	}
	if err != nil {
		return 0, err
	}
	b.Bin(ev, tr)
	return len(ev), nil
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
