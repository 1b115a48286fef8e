package datasets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/snnsim/snnsim/spikes"
)

// SimulatedNote is the file that marks an N-MNIST folder as simulated.
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
	if o.Shift < 0 || !(o.Drop >= 0 && o.Drop <= 1) {
		faults = append(faults, fmt.Errorf("datasets: augmentation: shift of %d pixels, drop of %v: expected 0 or more, and 0 to 1", o.Shift, o.Drop))
	}
	return errors.Join(faults...)
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
	set := &EventSet{Shift: o.Shift, Drop: o.Drop, info: Info{Name: "N-MNIST", Split: split, Kind: spikes.Events, Shape: EventShape, Steps: o.Steps, Classes: o.Classes}}
	if _, err := os.Stat(filepath.Join(dir, SimulatedNote)); err == nil {
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
	c := newCacheFile(&o, dir, split, list)
	if set.packed, err = c.load(); err == nil {
		for _, note := range set.packed.Notes {
			set.Bad = append(set.Bad, errors.New(note))
		}
		set.Bad = append(set.Bad, strays...)
		set.Missing = missing(o.Classes, set.Len(), set.Label)
		return set, nil
	}
	if set.packed, set.Bad, err = packRecordings(ctx, list, &o); err != nil {
		return nil, fmt.Errorf("datasets: n-mnist folder %s: %w", dir, err)
	}
	if len(set.Bad) > 0 && !o.SkipBad {
		return nil, joinSome(set.Bad)
	}
	if set.packed.Len() == 0 {
		return nil, fmt.Errorf("datasets: n-mnist folder %s: no good recording: %w", dir, joinSome(set.Bad))
	}
	set.Missing = missing(o.Classes, set.Len(), set.Label)
	lasting := true
	for _, err := range set.Bad {
		set.packed.Notes = append(set.packed.Notes, err.Error())
		lasting = lasting && errors.As(err, new(*FormatError))
	}
	if lasting { // what could not be read this time may be read the next
		c.save(set.packed)
	}
	set.Bad = append(set.Bad, strays...)
	return set, nil
}

const nmnistClasses = 10

// missing returns the classes that none of n labels is.
func missing(classes, n int, label func(i int) int) (digits []int) {
	there := make([]bool, classes)
	for i := range n {
		there[label(i)] = true
	}
	for d, ok := range there {
		if !ok {
			digits = append(digits, d)
		}
	}
	return digits
}

// packRecordings reads and bins all recordings, on all processors.
func packRecordings(ctx context.Context, list []Recording, o *NMNISTOptions) (*Packed, []error, error) {
	type result struct {
		code []byte
		err  error
	}
	results := make([]result, len(list))
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var tr spikes.Train
			for i := w; i < len(list) && ctx.Err() == nil; i += n {
				ev, err := ReadRecording(list[i].Path)
				if err != nil {
					results[i].err = err
				} else {
					o.Bin(ev, &tr)
					results[i].code = encodeTrain(nil, &tr)
				}
				if o.Progress != nil {
					mu.Lock()
					done++
					o.Progress(done, len(list))
					mu.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	p := NewPacked(EventShape, o.Steps)
	var bad []error
	for i, r := range results {
		if r.err != nil {
			bad = append(bad, r.err)
			continue
		}
		p.appendCode(list[i].Label, r.code)
	}
	return p, bad, nil
}

const maxShown = 20 // faults listed one by one

func joinSome(errs []error) error {
	if more := len(errs) - maxShown; more > 0 {
		errs = append(slices.Clone(errs[:maxShown]), fmt.Errorf("datasets: and %d more bad recordings", more))
	}
	return errors.Join(errs...)
}
