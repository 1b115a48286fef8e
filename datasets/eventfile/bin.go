package eventfile

import (
	"fmt"

	"github.com/snnsim/snnsim/datasets"
)

// decodeBin reads the 40-bit format.
func decodeBin(b []byte, o Options) ([]datasets.Event, error) {
	ev, err := datasets.DecodeEvents(b)
	if err != nil || len(ev) == 0 || !o.FromZero {
		return ev, err
	}
	first := ev[0].T
	for i := range ev {
		if ev[i].T -= first; ev[i].T < 0 && !o.Sort {
			return nil, &datasets.FormatError{Offset: -1, Want: wantFirst, Got: fmt.Sprintf("event %d, %d µs before it", i, -ev[i].T)}
		}
	}
	return ev, nil
}
