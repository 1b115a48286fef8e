package datasets

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/snnsim/snnsim/spikes"
)

// CIFAR-10, binary version: records of a label and 32×32 pixels, a plane each
// for red, green and blue.
const (
	cifarSide   = 32
	cifarPlane  = cifarSide * cifarSide
	cifarRecord = 1 + 3*cifarPlane
	cifarCrop   = 4      // pixels that the augmentation moves at most
	cifarBatch  = 10_000 // records of a published file
	cifarFolder = "cifar-10-batches-bin"
	maxCIFAR    = 1 << 30 // bytes
)

var cifarShape = spikes.Shape{H: cifarSide, W: cifarSide, C: 3}

// CIFAR10Classes returns the names of CIFAR-10's classes, by label.
func CIFAR10Classes() []string {
	return []string{"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}
}

// OpenCIFAR10 opens one split of CIFAR-10, binary version: the batches
// data_batch_1.bin to data_batch_5.bin that are there, or test_batch.bin, in
// dir or in its subfolder cifar-10-batches-bin. Augmentation is a random crop
// from the picture padded by 4 pixels, and a random flip. Batches that are not
// there are listed in the set.
func OpenCIFAR10(dir, split string) (*ImageSet, error) {
	if err := checkSplit(split); err != nil {
		return nil, err
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("datasets: cifar-10 folder: %w", err)
	}
	dir = cifarDir(dir)
	names := cifarNames(split)
	set := &ImageSet{
		info: Info{
			Name: "CIFAR-10", Split: split, Kind: spikes.Image, Shape: cifarShape, Classes: 10,
			Names: CIFAR10Classes(),
		},
		norm: CIFAR10Normalization(), Shift: cifarCrop, Flip: true,
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); os.IsNotExist(err) && split == Train {
			set.Missing = append(set.Missing, name)
			continue
		}
		if err := set.addCIFAR(path); err != nil {
			return nil, err
		}
	}
	if set.Len() == 0 {
		return nil, fmt.Errorf("datasets: cifar-10 folder %s: expected %s", dir, names[0])
	}
	return set, nil
}

// cifarDir returns the folder that holds the batches.
func cifarDir(dir string) string {
	if sub := filepath.Join(dir, cifarFolder); isDir(sub) {
		return sub
	}
	return dir
}

// cifarNames returns the files of a split.
func cifarNames(split string) []string {
	if split == Test {
		return []string{"test_batch.bin"}
	}
	var names []string
	for i := range 5 {
		names = append(names, fmt.Sprintf("data_batch_%d.bin", i+1))
	}
	return names
}

func isDir(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}

// addCIFAR appends the records of one batch.
func (s *ImageSet) addCIFAR(path string) error {
	b, err := readRegular(path, maxCIFAR)
	if err != nil {
		return fmt.Errorf("datasets: cifar-10: %w", err)
	}
	return s.parseCIFAR(path, b)
}

func (s *ImageSet) parseCIFAR(path string, b []byte) error {
	if cut := len(b) % cifarRecord; cut != 0 || len(b) == 0 {
		return &FormatError{Path: path, Offset: int64(len(b) - cut), Want: fmt.Sprintf("records of %d bytes", cifarRecord), Got: fmt.Sprintf("%d bytes at the end of %d", cut, len(b))}
	}
	s.pixels = slices.Grow(s.pixels, len(b))
	for at := 0; at < len(b); at += cifarRecord {
		if b[at] > 9 {
			return &FormatError{Path: path, Offset: int64(at), Want: "a label 0 to 9", Got: fmt.Sprint(b[at])}
		}
		s.labels = append(s.labels, b[at])
		planes := b[at+1 : at+cifarRecord]
		for i := range cifarPlane {
			s.pixels = append(s.pixels, planes[i], planes[cifarPlane+i], planes[2*cifarPlane+i])
		}
	}
	return nil
}
