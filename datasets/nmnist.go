package datasets

import (
	"context"
	"errors"
	"fmt"

	"github.com/snnsim/snnsim/spikes"
)

// SimulatedNote is the file that marks a folder of recordings as simulated.
const SimulatedNote = "SIMULATED.txt"

// NMNISTOptions says how an N-MNIST folder is read.
type NMNISTOptions struct {
	Binning
	// SkipBad leaves bad recordings out instead of refusing the folder, and
	// takes it without recordings of some digits. What is wrong is listed in
	// the set.
	SkipBad bool
	// CacheDir is where binned recordings are kept, so that the many small
	// files are parsed once. Empty means CacheDir().
	CacheDir string
	NoCache  bool
	// Classes is the number of digits that count, from 0 on; a recording of
	// another is refused before any is read. 0, or more than ten, means all.
	Classes int
	// Shift moves every augmented sample by up to so many pixels each way.
	Shift int
	// Flip mirrors an augmented sample left to right with probability ½.
	Flip bool
	// Drop leaves every spike of an augmented sample out with this probability.
	Drop float64
	// Progress is called while recordings are read, from one goroutine at a
	// time. It may be nil.
	Progress func(done, total int)
}

// DefaultNMNIST returns the published preparation: 30 steps of 3 ms,
// stabilised, with the released loader's off-by-one mended.
func DefaultNMNIST() NMNISTOptions {
	return NMNISTOptions{Binning: Binning{Steps: 30, BinMicros: 3000, Stabilize: true}}
}

// Validate reports options that OpenNMNIST refuses.
func (o NMNISTOptions) Validate() error {
	faults := []error{o.Binning.Validate()}
	if o.Classes < 0 {
		faults = append(faults, fmt.Errorf("datasets: %d classes: expected 0 or more", o.Classes))
	}
	return errors.Join(append(faults, checkAugmentation(o.Shift, o.Drop))...)
}

func checkAugmentation(shift int, drop float64) error {
	if shift < 0 || !(drop >= 0 && drop <= 1) {
		return fmt.Errorf("datasets: augmentation: shift of %d pixels, drop of %v: expected 0 or more, and 0 to 1", shift, drop)
	}
	return nil
}

// OpenNMNIST opens one split of an N-MNIST folder, binned, from the cache if it
// is there. errors.Is finds ErrNoSplit, errors.As *MissingError, *LabelError,
// *PathError and *FormatError; bad recordings are joined, twenty at most. Reading
// ends when ctx does.
func OpenNMNIST(ctx context.Context, dir, split string, o NMNISTOptions) (*EventSet, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if o.Classes < 1 || o.Classes > nmnistClasses {
		o.Classes = nmnistClasses
	}
	list, strays, err := listNMNIST(ctx, dir, split)
	if err != nil {
		return nil, err
	}
	if len(strays) > 0 && (!o.SkipBad || len(list) == 0) {
		return nil, joinSome(strays)
	}
	set := &EventSet{Shift: o.Shift, Flip: o.Flip, Drop: o.Drop, info: Info{Name: "N-MNIST", Split: split, Kind: spikes.Events, Shape: EventShape, Steps: o.Steps, Classes: o.Classes}}
	if simulated(dir) {
		set.info.Name, set.info.Simulated = "nmnist-sim", true
	}
	for _, r := range list {
		if r.Label >= o.Classes {
			return nil, &LabelError{Path: r.Path, Label: r.Label, Classes: o.Classes}
		}
	}
	if none := missing(o.Classes, len(list), func(i int) int { return list[i].Label }); len(none) > 0 && !o.SkipBad {
		return nil, &MissingError{Dir: dir, Split: split, Digits: none}
	}
	r := reading{what: "n-mnist folder " + dir, shape: EventShape, steps: o.Steps, skipBad: o.SkipBad, progress: o.Progress}
	r.read = func(path string, tr *spikes.Train) error {
		ev, err := ReadRecording(path)
		if err == nil {
			o.Bin(ev, tr)
		}
		return err
	}
	if set.packed, set.Bad, err = r.collect(ctx, list, o.cache(dir, split, list)); err != nil {
		return nil, err
	}
	set.paths = pathsOf(set.packed, list)
	set.Bad = append(set.Bad, strays...)
	set.Missing = missing(o.Classes, set.Len(), set.Label)
	return set, nil
}

// cache is where a split is kept.
func (o *NMNISTOptions) cache(dir, split string, list []Recording) cacheFile {
	return newCacheFile(cachePlace{o.CacheDir, o.NoCache}, "nmnist", split, folderKey(dir, o), recordingsKey(list, o.Binning, o.SkipBad))
}

const nmnistClasses = 10

// missing returns the classes that none of n labels is.
func missing(classes, n int, label func(i int) int) (none []int) {
	there := make([]bool, classes)
	for i := range n {
		there[label(i)] = true
	}
	for d, ok := range there {
		if !ok {
			none = append(none, d)
		}
	}
	return none
}
