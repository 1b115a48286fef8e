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
)

// MaxClasses is the number of classes that a folder of recordings may have.
const MaxClasses = 1 << 8

// folderClasses returns the names of the class folders of both splits, in the
// order of their labels.
func folderClasses(dir string) ([]string, error) {
	var classes []string
	var none []error
	for _, split := range []string{Train, Test} {
		root, entries, err := splitFolder("folder", dir, split)
		if errors.Is(err, ErrNoSplit) {
			none = append(none, err)
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, d := range entries {
			if !hidden(d.Name()) && isDir(filepath.Join(root, d.Name())) {
				classes = append(classes, d.Name())
			}
		}
	}
	if len(none) == 2 {
		return nil, none[0]
	}
	if len(classes) == 0 {
		return nil, fmt.Errorf("datasets: folder %s: %w: expected Train/<class>/<recording>", dir, ErrNoSplit)
	}
	slices.SortFunc(classes, byNumber(classes))
	classes = slices.Compact(classes)
	if len(classes) > MaxClasses {
		return nil, fmt.Errorf("datasets: folder %s: %d classes: expected at most %d", dir, len(classes), MaxClasses)
	}
	return classes, nil
}

// byNumber compares names by their numbers if all are numbers.
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

// listFolder lists the recordings of a split, class by class.
func listFolder(ctx context.Context, dir, split string, classes []string, files RecordingReader) ([]Recording, error) {
	root, _, err := splitFolder("folder", dir, split)
	if err != nil {
		return nil, err
	}
	var list []Recording
	for label, class := range classes {
		entries, err := os.ReadDir(filepath.Join(root, class))
		if errors.Is(err, os.ErrNotExist) {
			continue // the other split's
		}
		if err != nil {
			return nil, fmt.Errorf("datasets: %w", err)
		}
		for _, f := range entries {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("datasets: folder %s: %w", root, err)
			}
			if f.IsDir() || hidden(f.Name()) || !files.Knows(f.Name()) {
				continue
			}
			path := filepath.Join(root, class, f.Name())
			info, err := os.Stat(path) // of the recording, where f is a link
			if err != nil {
				return nil, fmt.Errorf("datasets: %w", err)
			}
			list = append(list, Recording{Path: path, Label: label, ID: len(list), Size: info.Size(), ModTime: info.ModTime().UnixNano()})
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("datasets: folder %s: %w: expected <class>/<recording>", root, ErrNoSplit)
	}
	return list, nil
}
