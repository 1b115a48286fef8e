package metrics

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// Cut leaves the records up to a position in the file: those of the given
// steps and epochs done. A last line that can't be read is cut off too, for it was torn; one
// with others behind it is an error, and the file stays as it is. A file that is not there is
// not made.
func Cut(path string, steps, epochs int) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	keep := 0
	for line := 1; ; line++ {
		n := bytes.IndexByte(b[keep:], '\n')
		if n < 0 {
			break
		}
		rec, err := parse(b[keep : keep+n])
		if err != nil && bytes.IndexByte(b[keep+n+1:], '\n') >= 0 {
			return fmt.Errorf("metrics: %s:%d: %w: the records behind it would be lost: mend the line, or take it out", path, line, err)
		}
		if err != nil || rec.beyond(steps, epochs) {
			break
		}
		keep += n + 1
	}
	if keep == len(b) {
		return nil
	}
	if err := atomicfile.Write(path, b[:keep]); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

func (r *Record) beyond(steps, epochs int) bool {
	switch {
	case r.Step != nil:
		return r.Step.Step > steps
	case r.Epoch != nil:
		return r.Epoch.Epoch > epochs
	}
	return r.End != nil
}
