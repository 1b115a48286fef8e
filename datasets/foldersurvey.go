package datasets

import (
	"context"
	"errors"
	"fmt"
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
}

// FolderSplit counts one split's good recordings.
type FolderSplit struct {
	Split      string // train or test
	Recordings []int  // one count a class
}

// SurveyFolder reads all recordings of a folder, as OpenFolder finds them, and
// tells what OpenFolder has to be told of them. The error is for a folder without
// recordings, good or bad. progress may be nil.
func SurveyFolder(ctx context.Context, dir string, files RecordingReader, progress func(done, total int)) (*FolderSurvey, error) {
	tree, err := findClasses(dir, nil)
	if err != nil {
		return nil, err
	}
	s := &FolderSurvey{Dir: dir, Simulated: simulated(dir), Classes: tree.classes}
	var lists [][]Recording
	total := 0
	for _, split := range []string{Train, Test} {
		list, faults, err := tree.list(ctx, split, files)
		if errors.Is(err, ErrNoSplit) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, f := range faults {
			s.Bad = append(s.Bad, badFile(tree.splits[split].root, f))
		}
		s.Splits = append(s.Splits, FolderSplit{Split: split, Recordings: make([]int, len(s.Classes))})
		lists = append(lists, list)
		total += len(list)
	}
	done := 0
	for i, list := range lists {
		for _, r := range list {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("datasets: folder %s: %w", dir, err)
			}
			if err := s.add(r.Path, files); err != nil {
				s.Bad = append(s.Bad, badFile(r.Path, err))
			} else {
				s.Splits[i].Recordings[r.Label]++
			}
			if done++; progress != nil {
				progress(done, total)
			}
		}
	}
	if s.Events == 0 && len(s.Bad) == 0 {
		return nil, fmt.Errorf("datasets: folder %s: %w: expected Train/<class>/<recording>", dir, ErrNoSplit)
	}
	return s, nil
}

// add reads a recording.
func (s *FolderSurvey) add(path string, files RecordingReader) error {
	ev, err := readOrdered(files, path)
	if err != nil {
		return err
	}
	for _, e := range ev {
		s.Rows, s.Columns = max(s.Rows, int(e.Y)+1), max(s.Columns, int(e.X)+1)
	}
	s.Events += int64(len(ev))
	s.Longest = max(s.Longest, int(ev[len(ev)-1].T)-int(ev[0].T))
	return nil
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

// readOrdered reads a recording and refuses one without an event, as copies are that failed, and
// one that runs backwards in time, as it does where a clock overflows.
func readOrdered(files RecordingReader, path string) ([]Event, error) {
	ev, err := files.Recording(path)
	if err != nil {
		return nil, err
	}
	if len(ev) == 0 {
		return nil, &FormatError{Path: path, Offset: -1, Want: "an event", Got: "none"}
	}
	for i := 1; i < len(ev); i++ {
		if ev[i].T < ev[i-1].T {
			return nil, &FormatError{Path: path, Offset: -1, Want: "events in the order of time", Got: fmt.Sprintf("%d µs after %d µs in event %d", ev[i].T, ev[i-1].T, i)}
		}
	}
	return ev, nil
}
