package eventfile

import (
	"errors"
	"fmt"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/npy"
)

// withPath names the file in an error.
func withPath(path string, err error) error {
	var f *datasets.FormatError
	if errors.As(err, &f) {
		named := *f
		named.Path = path
		return &named
	}
	var n *npy.FormatError
	if errors.As(err, &n) && error(n) == err {
		return &datasets.FormatError{Path: path, Offset: n.Offset, Want: n.Want, Got: n.Got}
	}
	return fmt.Errorf("eventfile: %s: %w", path, err)
}

// damaged says that a file does not hold a recording.
func damaged(path string, format Format, err error) error {
	named := withPath(path, err)
	if errors.As(named, new(*datasets.FormatError)) {
		return named
	}
	return &datasets.FormatError{Path: path, Offset: -1, Want: "a recording in the format " + string(format), Got: err.Error()}
}
