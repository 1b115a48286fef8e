package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/eventfile"
	"github.com/snnsim/snnsim/internal/catalog"
)

// eventSetOf returns the N-MNIST that a folder can serve: the simulated one
// from MNIST's files, or the real one; otherwise what was asked for.
func eventSetOf(dir, otherwise string) string {
	holds := func(pattern string) bool {
		m, err := fs.Glob(os.DirFS(dir), pattern)
		return err == nil && len(m) > 0
	}
	switch {
	case holds("t*-images*idx3-ubyte*"):
		return "nmnist-sim"
	case holds("[Tt]rain/[0-9]") || holds("[Tt]est/[0-9]"):
		return "NMNIST"
	}
	return otherwise
}

// errPictures marks files of MNIST's format with other content.
var errPictures = errors.New("pictures that are neither MNIST nor Fashion-MNIST")

// folderSet tells by its files which data set a folder holds.
func folderSet(dir string) (string, error) {
	if _, err := os.Stat(dir); err != nil {
		return "", dataError{fmt.Errorf("data folder: %w", err)}
	}
	switch eventSetOf(dir, "") {
	case "NMNIST":
		if holdsRecordings(dir, isBin) || !holdsRecordings(dir, recordingFiles().Knows) {
			return "NMNIST", nil
		}
		return datasets.FolderName, nil // whose classes are digits
	case "nmnist-sim": // MNIST's files or their like
		if name := catalog.Pictures(dir); name != "" {
			return name, nil
		}
		return "", usagef("%s: %w, by their labels: --dataset says which they are to be taken for, or nmnist-sim for recordings simulated from them", dir, errPictures)
	}
	if holdsCIFAR(dir) {
		return "CIFAR10", nil
	}
	if holdsRecordings(dir, recordingFiles().Knows) {
		return datasets.FolderName, nil
	}
	if err := uncut(dir); err != nil {
		return "", err
	}
	return "", dataError{fmt.Errorf("%s: holds neither recordings nor MNIST nor CIFAR-10: expected Train/ and Test/ with class folders of %v files, *-images-idx3-ubyte or test_batch.bin", dir, eventfile.Formats())}
}

// uncut says what makes class folders of DVS128 Gesture as published; nil for other folders.
func uncut(dir string) error {
	if !eventfile.IsGestures(dir) {
		return nil
	}
	return usagef("%s: DVS128 Gesture, with several gestures in a file: snnsim data convert %s OUT --to npz --gestures cuts it into class folders", dir, dir)
}

// holdsCIFAR reports whether a folder, or the folder of the archive in it, holds
// CIFAR-10.
func holdsCIFAR(dir string) bool {
	for _, name := range []string{"test_batch.bin", filepath.Join("cifar-10-batches-bin", "test_batch.bin")} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// classFolders returns the folders in those of the splits.
func classFolders(dir string) (paths []string) {
	for _, split := range []string{"Train", "train", "Test", "test"} {
		classes, err := os.ReadDir(filepath.Join(dir, split))
		if err != nil {
			continue
		}
		for _, c := range classes {
			path := filepath.Join(dir, split, c.Name())
			if st, err := os.Stat(path); err == nil && st.IsDir() && !strings.HasPrefix(c.Name(), ".") {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// holdsRecordings reports whether a folder has recordings in class folders, by
// the names of its files.
func holdsRecordings(dir string, knows func(name string) bool) bool {
	return slices.ContainsFunc(classFolders(dir), func(path string) bool { return hasFile(path, knows) })
}

// hasClasses reports whether a folder has class folders with other names than numbers.
func hasClasses(dir string) bool {
	return slices.ContainsFunc(classFolders(dir), func(path string) bool {
		_, err := strconv.Atoi(filepath.Base(path))
		return err != nil
	})
}

// hasFile looks through a folder, which may be large, up to the first file that is known.
func hasFile(dir string, knows func(name string) bool) bool {
	d, err := os.Open(dir)
	if err != nil {
		return false
	}
	defer d.Close()
	for {
		entries, err := d.ReadDir(64)
		for _, e := range entries {
			if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && knows(e.Name()) {
				return true
			}
		}
		if err != nil {
			return false
		}
	}
}

func isBin(name string) bool {
	f, ok := eventfile.FormatOf(name)
	return ok && f == eventfile.Bin
}
