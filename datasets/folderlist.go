package datasets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxClasses is the number of classes that a folder of recordings may have.
const MaxClasses = 1 << 8

// folderTree is what the class folders of a folder of recordings are.
type folderTree struct {
	dir     string
	classes []string // by label
	splits  map[string]splitTree
	none    map[string]error // why a split is not there
	others  int              // files in class folders that are no recordings by their names, and folders
}

// splitTree is the folder of a split.
type splitTree struct {
	root    string
	classes []string // the names of its class folders
}

// findClasses finds the class folders of both splits. Labels are the places in classes,
// or, where that is nil, in the order of numbers or names.
func findClasses(dir string, classes []string) (*folderTree, error) {
	t := &folderTree{dir: dir, splits: map[string]splitTree{}, none: map[string]error{}}
	var found []string
	for _, split := range []string{Test, Train} {
		root, entries, err := splitFolder("folder", dir, split)
		if errors.Is(err, ErrNoSplit) {
			t.none[split] = err
			continue
		}
		if err != nil {
			return nil, err
		}
		s := splitTree{root: root}
		for _, d := range entries {
			path := filepath.Join(root, d.Name())
			if hidden(d.Name()) || !isDir(path) {
				continue
			}
			if !printable(d.Name()) {
				return nil, &PathError{Path: path, What: "class folder", Want: "a name in UTF-8 without control characters"}
			}
			s.classes = append(s.classes, d.Name())
		}
		t.splits[split] = s
		found = append(found, s.classes...)
	}
	if len(t.splits) == 0 {
		return nil, t.none[Train]
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("datasets: folder %s: %w: expected Train/<class>/<recording>", dir, ErrNoSplit)
	}
	if t.classes = classes; classes == nil {
		slices.SortFunc(found, byNumber(found))
		t.classes = slices.Compact(found)
	}
	if len(t.classes) > MaxClasses {
		return nil, fmt.Errorf("datasets: folder %s: %d classes: expected at most %d", dir, len(t.classes), MaxClasses)
	}
	return t, t.checkNames()
}

// checkNames refuses class folders without a label.
func (t *folderTree) checkNames() error {
	for _, split := range []string{Train, Test} {
		s := t.splits[split]
		for _, class := range s.classes {
			if !slices.Contains(t.classes, class) {
				return &PathError{Path: filepath.Join(s.root, class), What: "class folder", Want: "one of " + firstNames(t.classes)}
			}
		}
	}
	return nil
}

// printable reports whether a name can be kept as text and shown in a line.
func printable(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsControl)
}

// sameAsLabels reports whether classes are named by their labels.
func sameAsLabels(classes []string) bool {
	for label, name := range classes {
		if name != strconv.Itoa(label) {
			return false
		}
	}
	return true
}

// byNumber compares names by their numbers if all are numbers, else by their bytes.
func byNumber(names []string) func(a, b string) int {
	for _, n := range names {
		if _, err := strconv.Atoi(n); err != nil {
			return cmp.Compare[string]
		}
	}
	return func(a, b string) int {
		i, _ := strconv.Atoi(a)
		j, _ := strconv.Atoi(b)
		return cmp.Or(cmp.Compare(i, j), cmp.Compare(a, b))
	}
}

// list lists the recordings of a split: the first of every class, the second of every
// class, and so on, so that a part from the front has the classes evenly. faults are files
// that should be recordings and can't be looked at.
func (t *folderTree) list(ctx context.Context, split string, files RecordingReader) (list []Recording, faults []error, err error) {
	s, ok := t.splits[split]
	if !ok {
		return nil, nil, t.none[split]
	}
	for _, class := range s.classes {
		entries, err := os.ReadDir(filepath.Join(s.root, class))
		if err != nil {
			return nil, nil, fmt.Errorf("datasets: %w", err)
		}
		place := 0
		for _, f := range entries {
			if err := ctx.Err(); err != nil {
				return nil, nil, fmt.Errorf("datasets: folder %s: %w", s.root, err)
			}
			if hidden(f.Name()) {
				continue
			}
			if f.IsDir() || !files.Knows(f.Name()) {
				t.others++
				continue
			}
			path := filepath.Join(s.root, class, f.Name())
			info, err := os.Stat(path) // of the recording, where f is a link
			if err != nil {
				faults = append(faults, fmt.Errorf("datasets: %w", err))
				continue
			}
			list = append(list, Recording{Path: path, Label: slices.Index(t.classes, class), ID: place, Size: info.Size(), ModTime: info.ModTime().UnixNano()})
			place++
		}
	}
	if len(list) == 0 && len(faults) == 0 {
		return nil, nil, fmt.Errorf("datasets: folder %s: %w: expected <class>/<recording>", s.root, ErrNoSplit)
	}
	slices.SortStableFunc(list, func(a, b Recording) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Label, b.Label)) })
	return list, faults, nil
}

// simulated reports whether a folder says that its recordings are simulated.
func simulated(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, SimulatedNote))
	return err == nil
}
