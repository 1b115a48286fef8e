package datasets

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/snnsim/snnsim/spikes"
)

// Dataset is a finite set of labelled samples. Its methods may be called from
// several goroutines at once. One that is also a Digester is told apart from others by its
// content where a run is continued, one that is not by its description and labels.
type Dataset interface {
	Info() Info
	Len() int
	// Label returns the class of sample i, 0 … Classes-1, for i from 0 to Len-1.
	Label(i int) int
	// Fill writes sample i, from 0 to Len-1, into s, reusing its memory: Kind, Label,
	// Index, and Train or Values, for s still holds another sample. If aug is not nil
	// the sample is augmented with random numbers drawn from it.
	Fill(i int, s *spikes.Sample, aug *rand.Rand) error
}

// Info describes a data set.
type Info struct {
	Name      string
	Split     string // train or test
	Kind      spikes.Kind
	Shape     spikes.Shape
	Steps     int // time steps of events, 0 for images
	Classes   int
	Names     []string // of the classes, by label; nil where the labels are the names
	Simulated bool
}

// ClassName returns the name of a class, or its label where it has no other.
func (i Info) ClassName(label int) string {
	if label >= 0 && label < len(i.Names) {
		return i.Names[label]
	}
	return strconv.Itoa(label)
}

// The splits.
const (
	Train = "train"
	Test  = "test"
)

func checkSplit(split string) error {
	if split != Train && split != Test {
		return fmt.Errorf("datasets: split %q: expected train or test", split)
	}
	return nil
}
