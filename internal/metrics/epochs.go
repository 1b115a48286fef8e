package metrics

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// SetEpochs makes the first record say that the run is of so many epochs. A file
// that is not there is not made, and one without a start is left as it is.
func SetEpochs(path string, epochs int) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	line, rest, whole := bytes.Cut(b, []byte{'\n'})
	if !whole {
		return nil
	}
	rec, err := parse(line)
	if err != nil || rec.Start == nil || rec.Start.Epochs == epochs {
		return nil
	}
	rec.Start.Epochs = epochs
	first, err := json.Marshal(rec.Start)
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	if err := atomicfile.Write(path, append(append(first, '\n'), rest...)); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}
