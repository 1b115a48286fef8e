package datasets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/snnsim/snnsim/spikes"
)

// RecordingReader reads recordings of some formats, from several goroutines at
// once. eventfile.Options is one.
type RecordingReader interface {
	// Knows reports whether a file is a recording, by its name.
	Knows(name string) bool
	// Recording reads the events of a file.
	Recording(path string) ([]Event, error)
}

// FolderOptions says how a folder of recordings is read.
type FolderOptions struct {
	Files RecordingReader
	// Shape is the sensor: up to 256 rows and columns, and 2 channels, OFF and
	// ON, or 1 for events of either polarity.
	Shape     spikes.Shape
	Steps     int
	BinMicros int // width of a step, µs
	// SkipBad leaves bad recordings out instead of refusing the folder, and
	// takes it without recordings of some classes.
	SkipBad bool
	// CacheDir is where binned recordings are kept. Empty means CacheDir().
	CacheDir string
	NoCache  bool
	// Shift moves every augmented sample by up to so many pixels each way.
	Shift int
	// Drop leaves every spike of an augmented sample out with this probability.
	Drop float64
	// Progress is called while recordings are read, from one goroutine at a
	// time. It may be nil.
	Progress func(done, total int)
}

// FolderSet is one split of a folder of recordings.
type FolderSet struct {
	*EventSet
	// Classes are the names of the class folders, by label.
	Classes []string
	// Events counts those of all good recordings, Late those behind the last
	// step, which are left out.
	Events, Late int64
}

// maxSensor is the number of rows and columns that an Event can name.
const maxSensor = 1 << 8

// Validate reports options that OpenFolder refuses.
func (o FolderOptions) Validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf("datasets: "+format, args...)) }
	s := o.Shape
	switch {
	case s.H < 1 || s.H > maxSensor || s.W < 1 || s.W > maxSensor || s.C < 1 || s.C > 2:
		fault("sensor of %d rows, %d columns, %d channels: expected 1 to %d rows and columns, and 1 or 2 channels", s.H, s.W, s.C, maxSensor)
	case o.Steps < 1 || o.Steps > maxTrain/64/s.Words():
		fault("%d steps: expected 1 to %d", o.Steps, maxTrain/64/s.Words())
	}
	if o.BinMicros < 1 {
		fault("steps of %d µs: expected 1 or more", o.BinMicros)
	}
	if o.Files == nil {
		fault("no reader of recordings")
	}
	return errors.Join(append(faults, checkAugmentation(o.Shift, o.Drop))...)
}

// OpenFolder opens one split of a folder of recordings, Train/<class>/<file> and
// Test/<class>/<file>, binned, from the cache if it is there. Labels are the places of
// the classes: of both splits' class folders, by number where all are numbers, else by
// name. Step k has the events from k to k+1 times BinMicros behind a recording's first
// one, at most one spike a pixel, channel and step. errors.Is finds ErrNoSplit,
// errors.As *EmptyClassError and *FormatError; bad recordings are joined, twenty at
// most. Reading ends when ctx does.
func OpenFolder(ctx context.Context, dir, split string, o FolderOptions) (*FolderSet, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	classes, err := folderClasses(dir)
	if err != nil {
		return nil, err
	}
	list, err := listFolder(ctx, dir, split, classes, o.Files)
	if err != nil {
		return nil, err
	}
	set := &FolderSet{Classes: classes}
	if none := missing(len(classes), len(list), func(i int) int { return list[i].Label }); len(none) > 0 && !o.SkipBad {
		return nil, &EmptyClassError{Dir: dir, Split: split, Classes: set.names(none)}
	}
	var events, late atomic.Int64
	r := reading{
		what: "folder " + dir, shape: o.Shape, steps: o.Steps, skipBad: o.SkipBad, progress: o.Progress,
		read: func(path string, tr *spikes.Train) error {
			ev, err := o.recording(path)
			if err == nil {
				events.Add(int64(len(ev)))
				late.Add(int64(o.bin(ev, tr)))
			}
			return err
		},
		remark: func() string { return fmt.Sprintf(lateRemark, late.Load(), events.Load()) },
	}
	packed, bad, err := r.collect(ctx, list, o.cache(dir, split, list))
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Sscanf(packed.Notes[0], lateRemark, &set.Late, &set.Events); err != nil {
		return nil, fmt.Errorf("datasets: folder %s: its cache: %w", dir, err)
	}
	_, err = os.Stat(filepath.Join(dir, SimulatedNote))
	set.EventSet = NewEventSet(Info{Name: FolderName, Split: split, Classes: len(classes), Simulated: err == nil}, packed)
	set.Shift, set.Drop, set.Bad = o.Shift, o.Drop, bad
	set.Missing = missing(len(classes), set.Len(), set.Label)
	return set, nil
}

// FolderName is what a folder of recordings is called as a data set.
const FolderName = "events"

// lateRemark is how the numbers of late and of all events are kept.
const lateRemark = "late %d of %d"

// names returns the names of labels.
func (s *FolderSet) names(labels []int) (names []string) {
	for _, l := range labels {
		names = append(names, s.Classes[l])
	}
	return names
}

// recording reads a recording and refuses events that the sensor does not have.
func (o *FolderOptions) recording(path string) ([]Event, error) {
	ev, err := o.Files.Recording(path)
	if err != nil {
		return nil, err
	}
	if len(ev) == 0 {
		return nil, noEvent(path)
	}
	for i, e := range ev {
		if int(e.X) >= o.Shape.W || int(e.Y) >= o.Shape.H {
			return nil, &FormatError{
				Path: path, Offset: -1, Got: fmt.Sprintf("(%d, %d) in event %d", e.X, e.Y, i),
				Want: fmt.Sprintf("x from 0 to %d and y from 0 to %d", o.Shape.W-1, o.Shape.H-1),
			}
		}
	}
	return ev, nil
}

// bin writes a recording into a train and returns how many events lie behind its
// last step.
func (o *FolderOptions) bin(ev []Event, tr *spikes.Train) (late int) {
	tr.Resize(o.Shape, o.Steps)
	first := ev[0].T
	for _, e := range ev {
		first = min(first, e.T)
	}
	for _, e := range ev {
		step := (int(e.T) - int(first)) / o.BinMicros
		if step >= o.Steps {
			late++
			continue
		}
		tr.Set(step, int(e.Y), int(e.X), int(e.P)&(o.Shape.C-1))
	}
	return late
}
