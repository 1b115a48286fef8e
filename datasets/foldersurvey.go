package datasets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// FolderSurvey is what the recordings of a folder are like.
type FolderSurvey struct {
	Dir       string
	Simulated bool // the folder says that its recordings are simulated
	Classes   []string
	Splits    []FolderSplit
	// Rows and Columns are the smallest sensor that has all events.
	Rows, Columns int
	Events        int64
	Longest       int       // µs from the first event of a recording to its last
	Bad           []BadFile // every recording that can't be used, with the reason
}

// FolderSplit counts one split's good recordings.
type FolderSplit struct {
	Split      string // train or test
	Recordings []int  // a class
}

// SurveyFolder reads all recordings of a folder, as OpenFolder finds them, and
// tells what OpenFolder has to be told of them. The error is for a folder without
// recordings, or without a good one. progress may be nil.
func SurveyFolder(ctx context.Context, dir string, files RecordingReader, progress func(done, total int)) (*FolderSurvey, error) {
	classes, err := folderClasses(dir)
	if err != nil {
		return nil, err
	}
	s := &FolderSurvey{Dir: dir, Classes: classes}
	if _, err := os.Stat(filepath.Join(dir, SimulatedNote)); err == nil {
		s.Simulated = true
	}
	var lists [][]Recording
	total := 0
	for _, split := range []string{Train, Test} {
		list, err := listFolder(ctx, dir, split, classes, files)
		if errors.Is(err, ErrNoSplit) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s.Splits = append(s.Splits, FolderSplit{Split: split, Recordings: make([]int, len(classes))})
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
	ev, err := files.Recording(path)
	if err != nil {
		return err
	}
	if len(ev) == 0 {
		return noEvent(path)
	}
	first, last := ev[0].T, ev[0].T
	for _, e := range ev {
		s.Rows, s.Columns = max(s.Rows, int(e.Y)+1), max(s.Columns, int(e.X)+1)
		first, last = min(first, e.T), max(last, e.T)
	}
	s.Events += int64(len(ev))
	s.Longest = max(s.Longest, int(last)-int(first))
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

// noEvent is what a recording without an event is: cameras have noise, copies
// that failed have nothing.
func noEvent(path string) error {
	return &FormatError{Path: path, Offset: -1, Want: "an event", Got: "none"}
}
