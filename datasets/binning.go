package datasets

import (
	"fmt"
	"math"

	"github.com/snnsim/snnsim/spikes"
)

// Side is the number of rows and columns of an N-MNIST recording.
const Side = 34

// EventShape is the shape of a binned recording: channel 0 holds OFF events,
// channel 1 ON events.
var EventShape = spikes.Shape{H: Side, W: Side, C: 2}

// Binning says how a recording becomes spikes in time steps: at most one spike
// a pixel, polarity and step.
type Binning struct {
	Steps     int
	BinMicros int  // width of a step, µs
	Stabilize bool // take the nominal saccades out, as the released code does
	// OffByOne reproduces the released loader: the last step gets no ordinary
	// event, and an event at 0 µs goes there.
	OffByOne bool
	// Transpose puts x in rows and y in columns, as the released loader does.
	Transpose bool
}

// Validate reports a binning that makes no spikes or more than memory holds.
func (b Binning) Validate() error {
	if most := maxTrain / 64 / EventShape.Words(); b.Steps < 1 || b.Steps > most {
		return fmt.Errorf("datasets: binning: %d steps: expected 1 to %d", b.Steps, most)
	}
	if b.BinMicros < 1 || b.BinMicros > maxTime {
		return fmt.Errorf("datasets: binning: steps of %d µs: expected 1 to %d µs", b.BinMicros, maxTime)
	}
	return nil
}

// Bin writes the recording into tr, which becomes Steps steps of EventShape; of
// another sensor set the spikes of a train of its shape (spikes.Train.Set). Step k has
// the events of k·w < t ≤ (k+1)·w, w being BinMicros, and step 0 those up to 0 µs. Later events, and those
// outside the array after stabilisation, are dropped. OffByOne does otherwise,
// and needs events in the order of time. The binning must be valid: Bin does not
// check it.
func (b Binning) Bin(ev []Event, tr *spikes.Train) {
	tr.Resize(EventShape, b.Steps)
	for _, e := range ev {
		step := (int(e.T)+b.BinMicros-1)/b.BinMicros - 1
		switch {
		case b.OffByOne && step+1 >= b.Steps:
			// The released loader stops here: recordings ascend in time.
			return
		case b.OffByOne && step < 0:
			step = b.Steps - 1
		case step < 0:
			step = 0
		case step >= b.Steps:
			continue
		}
		x, y := int(e.X), int(e.Y)
		if b.Stabilize {
			x, y = stabilize(x, y, int(e.T))
		}
		if b.Transpose {
			x, y = y, x
		}
		if x >= 0 && x < Side && y >= 0 && y < Side {
			tr.Set(step, y, x, int(e.P&1))
		}
	}
}

// The nominal saccades: three moves of 105 ms, 3.5 pixels in x and 7 in y.
const (
	saccade      = 105_000 // µs
	driftX       = 3.5     // pixels a saccade
	driftY       = 7.0
	matlabOrigin = 1 // the released code counts pixels from 1
)

// stabilize takes the drift of the nominal saccades out of a position, rounds
// half away from zero, and returns it counted from 0. Source: preprocessing of
// the released code.
func stabilize(x, y, t int) (int, int) {
	fx, fy := float64(x+matlabOrigin), float64(y+matlabOrigin)
	switch {
	case t <= saccade:
		fx -= driftX * float64(t) / saccade
		fy -= driftY * float64(t) / saccade
	case t <= 2*saccade:
		u := float64(t - saccade)
		fx -= driftX + driftX*u/saccade
		fy -= driftY - driftY*u/saccade
	default:
		u := float64(t - 2*saccade)
		fx -= 2*driftX - 2*driftX*u/saccade
	}
	return int(math.Round(fx)) - matlabOrigin, int(math.Round(fy)) - matlabOrigin
}
