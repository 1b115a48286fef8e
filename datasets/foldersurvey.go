package datasets

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// FolderSurvey is what the recordings of a folder are like.
type FolderSurvey struct {
	Dir       string
	Simulated bool          // the folder says that its recordings are simulated
	Classes   []string      // by label
	Splits    []FolderSplit // those that are there
	// Rows and Columns are the smallest sensor that has all events.
	Rows, Columns int
	Events        int64
	Longest       int       // µs from the first event of a recording to its last
	Bad           []BadFile // every recording that can't be used, with the reason
	Others        int       // files in class folders that are no recordings by their names, and folders
}

// FolderSplit counts one split's good recordings.
type FolderSplit struct {
	Split      string // train or test
	Recordings []int  // one count a class
}

// SurveyFolder reads all recordings of a folder, as OpenFolder finds them, and
// tells what OpenFolder has to be told of them. The error is for a folder without
// recordings, good or bad. progress may be nil; it is called from one goroutine at a
// time.
func SurveyFolder(ctx context.Context, dir string, files RecordingReader, progress func(done, total int)) (*FolderSurvey, error) {
	tree, err := findClasses(dir, nil)
	if err != nil {
		return nil, err
	}
	s := &FolderSurvey{Dir: dir, Simulated: simulated(dir), Classes: tree.classes}
	var list []Recording
	var counts [][]int // where a recording is counted
	for _, split := range []string{Train, Test} {
		part, faults, err := tree.list(ctx, split, files)
		if errors.Is(err, ErrNoSplit) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, f := range faults {
			s.Bad = append(s.Bad, badFile(tree.splits[split].root, f))
		}
		n := make([]int, len(s.Classes))
		s.Splits = append(s.Splits, FolderSplit{Split: split, Recordings: n})
		for range part {
			counts = append(counts, n)
		}
		list = append(list, part...)
	}
	s.Others = tree.others
	extents := make([]extent, len(list))
	err = eachRecording(ctx, len(list), runtime.GOMAXPROCS(0), progress, func(i, _ int) { extents[i] = extentOf(files, list[i].Path) })
	if err != nil {
		return nil, fmt.Errorf("datasets: folder %s: %w", dir, err)
	}
	for i, x := range extents {
		if x.err != nil {
			s.Bad = append(s.Bad, badFile(list[i].Path, x.err))
			continue
		}
		counts[i][list[i].Label]++
		s.Rows, s.Columns, s.Longest = max(s.Rows, x.rows), max(s.Columns, x.columns), max(s.Longest, x.micros)
		s.Events += int64(x.events)
	}
	if s.Events == 0 && len(s.Bad) == 0 {
		return nil, fmt.Errorf("datasets: folder %s: %w: expected Train/<class>/<recording>", dir, ErrNoSplit)
	}
	return s, nil
}

// Recordings counts the good recordings of all splits.
func (s *FolderSurvey) Recordings() (n int) {
	for _, p := range s.Splits {
		for _, k := range p.Recordings {
			n += k
		}
	}
	return n
}

// extent is how far a recording reaches.
type extent struct {
	events, rows, columns int
	micros                int // from the first event to the last
	err                   error
}

func extentOf(files RecordingReader, path string) extent {
	ev, err := readOrdered(files, path)
	if err != nil {
		return extent{err: err}
	}
	x := extent{events: len(ev), micros: int(ev[len(ev)-1].T) - int(ev[0].T)}
	for _, e := range ev {
		x.rows, x.columns = max(x.rows, int(e.Y)+1), max(x.columns, int(e.X)+1)
	}
	return x
}

// readOrdered reads a recording. It refuses one without an event, as copies are that
// failed, and one that runs backwards in time, as it does where a clock overflows.
func readOrdered(files RecordingReader, path string) ([]Event, error) {
	ev, err := files.Recording(path)
	if err != nil {
		return nil, err
	}
	bad := func(want, format string, args ...any) error {
		return &FormatError{Path: path, Offset: -1, Want: want, Got: fmt.Sprintf(format, args...)}
	}
	if len(ev) == 0 {
		return nil, noEvent(path)
	}
	for i, e := range ev {
		if e.P > 1 {
			return nil, bad("a polarity of 0 or 1", "%d in event %d", e.P, i)
		}
		if i > 0 && e.T < ev[i-1].T {
			return nil, bad("events in the order of time", "%d µs after %d µs in event %d", e.T, ev[i-1].T, i)
		}
	}
	return ev, nil
}
