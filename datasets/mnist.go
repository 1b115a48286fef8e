package datasets

import (
	"fmt"

	"github.com/snnsim/snnsim/spikes"
)

// OpenMNIST opens one split of MNIST in its IDX files, plain or .gz.
func OpenMNIST(dir, split string) (*ImageSet, error) { return openIDX("MNIST", dir, split, nil) }

// OpenFashionMNIST opens one split of Fashion-MNIST in its IDX files.
func OpenFashionMNIST(dir, split string) (*ImageSet, error) {
	return openIDX("Fashion-MNIST", dir, split, FashionMNISTClasses())
}

// FashionMNISTClasses returns the names of Fashion-MNIST's classes, by label.
func FashionMNISTClasses() []string {
	return []string{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"}
}

func openIDX(name, dir, split string, classes []string) (*ImageSet, error) {
	pixels, labels, shape, err := ReadMNIST(dir, split)
	if err != nil {
		return nil, err
	}
	return &ImageSet{
		info:   Info{Name: name, Split: split, Kind: spikes.Image, Shape: shape, Classes: 10, Names: classes},
		pixels: pixels, labels: labels, norm: MNISTNormalization(),
	}, nil
}

// ReadMNIST returns the pictures and labels of one split, a byte a pixel, row
// by row and picture by picture.
func ReadMNIST(dir, split string) (pixels, labels []byte, shape spikes.Shape, err error) {
	if err := checkSplit(split); err != nil {
		return nil, nil, shape, err
	}
	stem := idxStem(split)
	imagePath, err := FindIDX(dir, stem+imageSuffix)
	if err != nil {
		return nil, nil, shape, err
	}
	labelPath, err := FindIDX(dir, stem+labelSuffix)
	if err != nil {
		return nil, nil, shape, err
	}
	dims, pixels, err := ReadIDX(imagePath, 3)
	if err != nil {
		return nil, nil, shape, err
	}
	count, labels, err := ReadIDX(labelPath, 1)
	if err != nil {
		return nil, nil, shape, err
	}
	if count[0] != dims[0] {
		return nil, nil, shape, countFault(labelPath, dims[0], count[0])
	}
	if err := checkLabels(labelPath, labels); err != nil {
		return nil, nil, shape, err
	}
	return pixels, labels, spikes.Shape{H: dims[1], W: dims[2], C: 1}, nil
}

// The names of the files: a stem for the split, and what they hold.
const (
	imageSuffix = "-images-idx3-ubyte"
	labelSuffix = "-labels-idx1-ubyte"
)

func idxStem(split string) string {
	if split == Test {
		return "t10k"
	}
	return split
}

func countFault(path string, pictures, labels int) error {
	return &FormatError{Path: path, Offset: idxHeader, Want: fmt.Sprintf("%d labels, one a picture", pictures), Got: fmt.Sprint(labels)}
}

func checkLabels(path string, labels []byte) error {
	for i, l := range labels {
		if l > 9 {
			return &FormatError{Path: path, Offset: int64(idxHeader + 4 + i), Want: "a label 0 to 9", Got: fmt.Sprint(l)}
		}
	}
	return nil
}
