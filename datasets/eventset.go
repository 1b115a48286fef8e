package datasets

import (
	"fmt"
	"math/rand/v2"

	"github.com/snnsim/snnsim/spikes"
)

// EventSet is a data set of binned recordings.
type EventSet struct {
	info   Info
	packed *Packed
	paths  []string // of the samples, nil where they are not known
	// Shift is how many pixels an augmented sample moves at most each way.
	Shift int
	// Flip mirrors an augmented sample left to right with probability ½.
	Flip bool
	// Drop is the probability, 0 to 1, with which a spike of an augmented
	// sample is left out.
	Drop float64
	// Bad lists what was wrong with recordings that were skipped. From a cache
	// it comes as text alone.
	Bad []error
	// Missing lists the labels without a good recording.
	Missing []int
}

var _ Dataset = (*EventSet)(nil)

// NewEventSet makes a data set of a collection, which it keeps and which must not
// change any more. Kind, Shape and Steps of info are set from it; its Classes must be more
// than every label.
func NewEventSet(info Info, p *Packed) (*EventSet, error) {
	for i, l := range p.labels {
		if int(l) >= info.Classes {
			return nil, fmt.Errorf("datasets: recording %d: label %d of %d classes", i, l, info.Classes)
		}
	}
	info.Kind, info.Shape, info.Steps = spikes.Events, p.Shape(), p.Steps()
	return &EventSet{info: info, packed: p}, nil
}

// Info implements Dataset.
func (e *EventSet) Info() Info { return e.info }

// Len implements Dataset.
func (e *EventSet) Len() int { return e.packed.Len() }

// Label implements Dataset.
func (e *EventSet) Label(i int) int { return e.packed.Label(i) }

// Path returns the file of sample i, from 0 to Len-1, empty where the set is not of files.
func (e *EventSet) Path(i int) string {
	if e.paths == nil {
		return ""
	}
	return e.paths[i]
}

// Fill implements Dataset.
func (e *EventSet) Fill(i int, s *spikes.Sample, aug *rand.Rand) error {
	if err := e.packed.Fill(i, s); err != nil {
		return err
	}
	if aug != nil && e.Shift > 0 {
		dy, dx := aug.IntN(2*e.Shift+1)-e.Shift, aug.IntN(2*e.Shift+1)-e.Shift
		shiftTrain(&s.Train, dy, dx)
	}
	if aug != nil && e.Flip && aug.IntN(2) == 1 {
		mirrorTrain(&s.Train)
	}
	if aug != nil && e.Drop > 0 {
		dropSpikes(&s.Train, e.Drop, aug)
	}
	return nil
}
