package datasets

import (
	"errors"
	"fmt"

	"github.com/snnsim/snnsim/internal/regular"
)

// readRegular reads a regular file of at most so many bytes.
func readRegular(path string, most int64) ([]byte, error) {
	b, err := regular.Read(path, most)
	if errors.Is(err, regular.ErrTooLarge) {
		return nil, &FormatError{Path: path, Offset: most, Want: fmt.Sprintf("at most %d bytes", most), Got: "more"}
	}
	return b, err
}
