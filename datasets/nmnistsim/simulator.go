package nmnistsim

import (
	"fmt"
	"slices"
	"sync"

	"github.com/snnsim/snnsim/datasets"
)

// Simulator is one camera in front of its screen. It may be used by several
// goroutines at once.
type Simulator struct {
	params    Params
	seed      uint64
	optics    *optics
	luminance *luminance
	schedule  []step
	sensor    []pixel // at rest, with the thresholds of this seed
	shots     sync.Pool
}

// NewSimulator builds the camera of a seed.
func NewSimulator(p Params, seed uint64) (*Simulator, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	s := &Simulator{
		params:    p,
		seed:      seed,
		optics:    newOptics(p),
		luminance: newLuminance(p.Epsilon),
		schedule:  newSchedule(p),
		sensor:    make([]pixel, width*width),
	}
	drawThresholds(s.sensor, p, newStream(seed, thresholdStream, 0))
	s.shots.New = func() any { return new(shot) }
	return s, nil
}

// drawThresholds gives every pixel its two thresholds.
func drawThresholds(sensor []pixel, p Params, rng *stream) {
	draw := func() float32 {
		return float32(max(p.ThresholdFloor, p.Threshold+float64(p.ThresholdSD*rng.normal())))
	}
	for i := range sensor {
		sensor[i].on = draw()
		sensor[i].off = draw()
	}
}

// Params returns the constants the simulator was built with.
func (s *Simulator) Params() Params { return s.params }

// Seed returns the seed the simulator was built with.
func (s *Simulator) Seed() uint64 { return s.seed }

// Record appends to dst the events that a picture causes, in the order of
// time. The picture has 28×28 bytes, row by row, 255 for the digit's stroke
// as in MNIST; one of another size panics. The sample number selects the
// random numbers of the recording: the same picture under two numbers gives
// two different recordings. Record may be called from several goroutines.
func (s *Simulator) Record(dst []datasets.Event, image []byte, sample uint64) []datasets.Event {
	if len(image) != imageLen {
		panic(fmt.Sprintf("nmnistsim: picture of %d bytes, want %d", len(image), imageLen))
	}
	sh := s.shots.Get().(*shot)
	defer s.shots.Put(sh)
	sh.expose(s, image, sample)
	dst = slices.Grow(dst, len(sh.keys))
	for _, k := range sh.keys {
		dst = append(dst, k.event())
	}
	return dst
}
