package datasets

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/snnsim/snnsim/spikes"
)

// FolderName is what a folder of recordings is called as a data set.
const FolderName = "events"

// RecordingReader reads recordings of some formats, from several goroutines at
// once. eventfile.Options is one.
type RecordingReader interface {
	// Knows reports whether a file is a recording, by its name.
	Knows(name string) bool
	// Recording reads the events of a file in the order of the file, in which times should not
	// fall: a folder takes no recording in which they do. What is wrong with the file is a
	// *FormatError.
	Recording(path string) ([]Event, error)
	// Identity differs where the same file gives other events: what was read is
	// cached. Empty means that nothing is.
	Identity() string
}

// FolderOptions says how a folder of recordings is read.
type FolderOptions struct {
	Files RecordingReader
	// Shape is the sensor: up to 32,768 rows and columns, and 2 channels, OFF and
	// ON, or 1 for events of either polarity.
	Shape     spikes.Shape
	Steps     int
	BinMicros int // width of a step, µs
	// ByClock has step 0 begin at 0 µs of a recording's clock, not at its first event, so
	// that when something begins is seen. It takes Files that leave times as they are:
	// eventfile.Options without FromZero.
	ByClock bool
	// Classes are the names of the class folders, by label, for a folder whose labels
	// must be those of another. nil means those that are there.
	Classes []string
	// MaxClasses is how many classes the folder may have; one of more is refused
	// before it is read. 0, or more than 256, means 256.
	MaxClasses int
	// SkipBad leaves bad recordings out instead of refusing the folder, and
	// takes it without recordings of some classes.
	SkipBad bool
	// CacheDir is where binned recordings are kept. Empty means CacheDir().
	CacheDir string
	NoCache  bool
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

// FolderSet is one split of a folder of recordings.
type FolderSet struct {
	*EventSet
	Classes []string // the names of the class folders, by label
	Events  int64    // of all good recordings
	Late    int64    // of these, behind the last step and left out
}

// maxSensor is the largest number of rows and columns of a sensor; formats with int16 hold as much.
const maxSensor = 1 << 15

// Validate reports options that OpenFolder refuses.
func (o FolderOptions) Validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf("datasets: "+format, args...)) }
	s := o.Shape
	switch {
	case s.H < 1 || s.H > maxSensor || s.W < 1 || s.W > maxSensor || s.C < 1 || s.C > 2:
		fault("sensor of %d rows, %d columns, %d channels: expected 1 to %d rows and columns, and 1 or 2 channels", s.H, s.W, s.C, maxSensor)
	case s.Words() > maxTrain/64:
		fault("sensor of %d rows, %d columns, %d channels: %d pixels, rows padded to 64: expected at most %d", s.H, s.W, s.C, 64*s.Words(), maxTrain)
	case o.Steps < 1 || o.Steps > maxTrain/64/s.Words():
		fault("%d steps of %d rows, %d columns, %d channels: expected 1 to %d", o.Steps, s.H, s.W, s.C, maxTrain/64/s.Words())
	}
	if o.BinMicros < 1 {
		fault("steps of %d µs: expected 1 or more", o.BinMicros)
	}
	if o.Files == nil {
		fault("no reader of recordings")
	}
	if o.MaxClasses < 0 {
		fault("%d classes: expected 0 or more", o.MaxClasses)
	}
	return errors.Join(append(faults, checkAugmentation(o.Shift, o.Drop))...)
}

// OpenFolder opens one split of a folder of recordings, Train/<class>/<file> and
// Test/<class>/<file>, binned, from the cache if it is there.
//
// Without Classes, labels are the places of both splits' class folders, by number where
// all names are numbers, else by the names' bytes. Step k has the events from k to k+1 times
// BinMicros behind a recording's first one (see ByClock), at most one spike a pixel, channel and step.
//
// errors.Is finds ErrNoSplit, errors.As *EmptyClassError, *LabelError, *PathError and
// *FormatError; bad recordings are joined, twenty at most. Reading ends when ctx does.
func OpenFolder(ctx context.Context, dir, split string, o FolderOptions) (*FolderSet, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if err := checkSplit(split); err != nil {
		return nil, err
	}
	tree, err := findClasses(dir, o.Classes)
	if err != nil {
		return nil, err
	}
	if n := len(tree.classes); o.MaxClasses > 0 && n > o.MaxClasses {
		return nil, &LabelError{Path: dir, Label: n - 1, Classes: o.MaxClasses}
	}
	list, strays, err := tree.list(ctx, split, o.Files)
	if err != nil {
		return nil, err
	}
	if len(strays) > 0 && (!o.SkipBad || len(list) == 0) {
		return nil, joinSome(strays)
	}
	set := &FolderSet{Classes: tree.classes}
	if none := missing(len(set.Classes), len(list), func(i int) int { return list[i].Label }); len(none) > 0 && !o.SkipBad {
		return nil, &EmptyClassError{Dir: dir, Split: split, Classes: set.Names(none)}
	}
	var n lateEvents
	r := reading{what: "folder " + dir, shape: o.Shape, steps: o.Steps, skipBad: o.SkipBad, progress: o.Progress, remark: n.String, recall: n.parse}
	r.read = func(path string, tr *spikes.Train) error {
		events, late, err := o.Read(path, tr)
		n.add(events, late)
		return err
	}
	packed, bad, err := r.collect(ctx, list, o.cache(dir, split, list))
	if err != nil {
		return nil, err
	}
	info := Info{Name: FolderName, Split: split, Classes: len(set.Classes), Simulated: simulated(dir)}
	if !sameAsLabels(set.Classes) {
		info.Names = slices.Clone(set.Classes)
	}
	if set.EventSet, err = NewEventSet(info, packed); err != nil {
		return nil, err
	}
	set.paths = pathsOf(packed, list)
	set.Shift, set.Flip, set.Drop, set.Bad = o.Shift, o.Flip, o.Drop, append(bad, strays...)
	set.Missing = missing(len(set.Classes), set.Len(), set.Label)
	set.Events, set.Late = n.events.Load(), n.late.Load()
	return set, nil
}

// Names returns the names of classes by their labels.
func (s *FolderSet) Names(labels []int) (names []string) {
	for _, l := range labels {
		names = append(names, s.Classes[l])
	}
	return names
}

// Read reads one recording, of a known class or not, into tr, binned as OpenFolder
// bins it, and returns how many events it has and how many of them lie behind the last step.
// The options must be valid; those of folders, classes, caches and augmentation do nothing.
// errors.As finds *FormatError, also for events outside the sensor and where none lies
// before the end of the last step.
func (o FolderOptions) Read(path string, tr *spikes.Train) (events, late int, err error) {
	ev, err := readOrdered(o.Files, path)
	if err == nil {
		err = checkSensor(ev, path, o.Shape)
	}
	if err != nil {
		return 0, 0, err
	}
	if late = o.Bin(ev, tr); late == len(ev) {
		end := o.Steps * o.BinMicros
		return 0, 0, beyond(path, ev, fmt.Sprintf("before %d µs", end), end-1)
	}
	return len(ev), late, nil
}

// Bin writes events into tr, which becomes Steps steps of Shape, and returns how many of
// them lie behind the last step. Step k has the events from k to k+1 times BinMicros behind
// the first one or, with ByClock, behind 0 µs. The options must be valid, the events in the
// order of time, and every one within the sensor.
func (o FolderOptions) Bin(ev []Event, tr *spikes.Train) (late int) {
	tr.Resize(o.Shape, o.Steps)
	start := 0
	if len(ev) > 0 && !o.ByClock {
		start = int(ev[0].T)
	}
	for _, e := range ev {
		step := max(0, (int(e.T)-start)/o.BinMicros)
		if step >= o.Steps {
			late++
			continue
		}
		tr.Set(step, int(e.Y), int(e.X), int(e.P)&(o.Shape.C-1))
	}
	return late
}
