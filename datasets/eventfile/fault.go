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
