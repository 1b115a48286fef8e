package nmnistsim

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/spikes"
)

// images are the digits of one split with their labels: pictures of 28×28
// bytes, or embedded digits of 8×8 that are enlarged when they are needed.
type images struct {
	raw    [][]byte
	labels []int
}

// picture returns digit i as 28×28 bytes.
func (s *images) picture(i int) []byte {
	if len(s.raw[i]) == imageLen {
		return s.raw[i]
	}
	return enlarge(s.raw[i])
}

//go:embed digits/digits.csv.gz
var embedded []byte

// everyTest is the share of the embedded digits that are the test split.
const everyTest = 6

// embeddedImages returns one split of the embedded digits: every sixth of
// them is a test digit. They are 1,797 digits that people wrote, 8×8 cells of
// 0 … 16, brought to 28×28 pixels.
func embeddedImages(split string) (*images, error) {
	z, err := gzip.NewReader(bytes.NewReader(embedded))
	if err != nil {
		return nil, fmt.Errorf("nmnistsim: embedded digits: %w", err)
	}
	r := csv.NewReader(z)
	r.FieldsPerRecord = small*small + 1
	set := &images{}
	for i := 0; ; i++ {
		line, err := r.Read()
		if err == io.EOF {
			return set, nil
		}
		if err != nil {
			return nil, fmt.Errorf("nmnistsim: embedded digits: %w", err)
		}
		if (i%everyTest == 0) != (split == datasets.Test) {
			continue
		}
		v := make([]byte, small*small+1)
		for j, f := range line {
			n, err := strconv.ParseUint(f, 10, 8)
			if err != nil || n > full {
				return nil, fmt.Errorf("nmnistsim: embedded digits: line %d: %q: expected 0 to %d", i+1, f, full)
			}
			v[j] = byte(n)
		}
		set.raw = append(set.raw, v[:small*small])
		set.labels = append(set.labels, int(v[small*small]))
	}
}

// mnistImages returns one split of MNIST from its IDX files.
func mnistImages(dir, split string) (*images, error) {
	pixels, labels, shape, err := datasets.ReadMNIST(dir, split)
	if err != nil {
		return nil, err
	}
	if want := (spikes.Shape{H: side, W: side, C: 1}); shape != want {
		return nil, fmt.Errorf("nmnistsim: %s: pictures of %v, expected %v", dir, shape, want)
	}
	set := &images{}
	for i, l := range labels {
		set.raw = append(set.raw, pixels[i*imageLen:(i+1)*imageLen])
		set.labels = append(set.labels, int(l))
	}
	return set, nil
}
