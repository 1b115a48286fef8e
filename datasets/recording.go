package datasets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Recording is one file of a folder of recordings.
type Recording struct {
	Path      string
	Label, ID int   // ID is an N-MNIST recording's number, another's place in its class
	Size      int64 // bytes
	ModTime   int64 // ns
}

// ListNMNIST lists the recordings of a split, Train/<digit>/<id>.bin or
// Test/<digit>/<id>.bin, by their id. A folder with faults is refused with
// twenty of them and the number of the others. It looks at every file, so it ends when ctx does.
func ListNMNIST(ctx context.Context, dir, split string) ([]Recording, error) {
	list, faults, err := listNMNIST(ctx, dir, split)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, joinSome(faults)
	}
	return list, nil
}

// listNMNIST lists what is a recording, and what should be one and is not.
func listNMNIST(ctx context.Context, dir, split string) (list []Recording, faults []error, err error) {
	root, folders, err := splitFolder("n-mnist folder", dir, split)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range folders {
		if hidden(d.Name()) || !isDir(filepath.Join(root, d.Name())) {
			continue
		}
		label, err := strconv.Atoi(d.Name())
		if err != nil || label < 0 || label > 9 || d.Name() != strconv.Itoa(label) {
			faults = append(faults, &PathError{Path: filepath.Join(root, d.Name()), What: "label folder", Want: "a digit 0 to 9"})
			continue
		}
		files, err := os.ReadDir(filepath.Join(root, d.Name()))
		if err != nil {
			return nil, nil, fmt.Errorf("datasets: %w", err)
		}
		for _, f := range files {
			stem, ok := strings.CutSuffix(f.Name(), recordingExt)
			if !ok || f.IsDir() || hidden(f.Name()) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, nil, fmt.Errorf("datasets: n-mnist folder %s: %w", root, err)
			}
			path := filepath.Join(root, d.Name(), f.Name())
			id, err := strconv.Atoi(stem)
			if err != nil {
				faults = append(faults, &PathError{Path: path, What: "recording", Want: "a number as its name"})
				continue
			}
			info, err := os.Stat(path) // of the recording, where f is a link
			if err != nil {
				faults = append(faults, fmt.Errorf("datasets: %w", err))
				continue
			}
			list = append(list, Recording{Path: path, Label: label, ID: id, Size: info.Size(), ModTime: info.ModTime().UnixNano()})
		}
	}
	if len(list) == 0 && len(faults) == 0 {
		return nil, nil, fmt.Errorf("datasets: n-mnist folder %s: %w: expected <digit>/<id>.bin", root, ErrNoSplit)
	}
	slices.SortFunc(list, func(a, b Recording) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Label, b.Label), cmp.Compare(a.Path, b.Path))
	})
	return list, faults, nil
}

const recordingExt = ".bin"

// ErrNoSplit is returned, wrapped, for a folder without the split that is asked
// for, or without a recording in it.
var ErrNoSplit = errors.New("no recordings of the split")

// splitFolder finds the folder of a split, Train or train, and what it holds.
// what names the folder's kind in errors.
func splitFolder(what, dir, split string) (root string, entries []os.DirEntry, err error) {
	if err := checkSplit(split); err != nil {
		return "", nil, err
	}
	if _, err := os.Stat(dir); err != nil {
		return "", nil, fmt.Errorf("datasets: %s: %w", what, err)
	}
	name := strings.ToUpper(split[:1]) + split[1:]
	root = filepath.Join(dir, name)
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		root = filepath.Join(dir, split)
	}
	entries, err = os.ReadDir(root)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w: %w", ErrNoSplit, err)
	}
	if err != nil {
		return "", nil, fmt.Errorf("datasets: %s %s: expected a folder %s: %w", what, dir, name, err)
	}
	return root, entries, nil
}

// hidden names what file managers and archivers leave behind.
func hidden(name string) bool { return strings.HasPrefix(name, ".") || name == "__MACOSX" }

// maxRecording bounds a recording, in bytes; real ones have up to 40 kB.
const maxRecording = 1 << 28

// ReadRecording reads the events of one file. A recording without an event is
// a fault: cameras have noise, copies that failed have nothing.
func ReadRecording(path string) ([]Event, error) {
	b, err := readRegular(path, maxRecording)
	if err != nil {
		return nil, fmt.Errorf("datasets: recording: %w", err)
	}
	if len(b) == 0 {
		return nil, &FormatError{Path: path, Want: "an event of 5 bytes", Got: "an empty file"}
	}
	ev, err := DecodeEvents(b)
	if err != nil {
		var f *FormatError
		if errors.As(err, &f) {
			f.Path = path
		}
		return nil, err
	}
	for i, e := range ev {
		if e.X >= Side || e.Y >= Side {
			return nil, &FormatError{Path: path, Offset: int64(i * eventBytes), Want: "x and y from 0 to 33", Got: fmt.Sprintf("(%d, %d)", e.X, e.Y)}
		}
	}
	return ev, nil
}
