package eventfile

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/internal/regular"
)

// Cut is a part of a recording that becomes one of its own.
type Cut struct {
	File  string // below the folder of recordings
	Class string // the folder that the part goes to
	// Split is the folder of that, such as Train or Test; empty for none.
	Split                  string
	StartMicros, EndMicros int // an event at EndMicros is outside
}

const maxCutsFile = 64 << 20 // bytes

// ReadCuts reads cuts from a CSV file with the columns file, class, start_us and end_us, in any
// order, and split, if there is one.
func ReadCuts(path string) ([]Cut, error) {
	b, err := regular.Read(path, maxCutsFile)
	if err != nil {
		return nil, fmt.Errorf("eventfile: %w", err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff")))
	fault := func(line int, format string, args ...any) error {
		return fmt.Errorf("eventfile: %s:%d: %s", path, line, fmt.Sprintf(format, args...))
	}
	const columns = "expected the columns file, class, start_us, end_us and, if wanted, split"
	head, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("eventfile: %s: %w", path, err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.TrimSpace(name)] = i
	}
	for _, name := range []string{"file", "class", "start_us", "end_us"} {
		if _, ok := at[name]; !ok {
			return nil, fault(1, "%s, got none of the name %s", columns, name)
		}
	}
	split, hasSplit := at["split"]
	if n := len(at); n != len(head) || n > 5 || n == 5 && !hasSplit {
		return nil, fault(1, "%s, got %q", columns, strings.Join(head, ","))
	}
	var list []Cut
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("eventfile: %s: %w", path, err)
		}
		line, _ := r.FieldPos(0)
		field := func(i int) string { return strings.TrimSpace(row[i]) }
		c := Cut{File: field(at["file"]), Class: field(at["class"])}
		if hasSplit {
			c.Split = field(split)
		}
		var times [2]int
		for i, name := range []string{"start_us", "end_us"} {
			v, err := strconv.ParseInt(field(at[name]), 10, 32)
			if err != nil {
				return nil, fault(line, "%s: expected a whole number of µs from 0 to %d, got %.40q", name, math.MaxInt32, field(at[name]))
			}
			times[i] = int(v)
		}
		c.StartMicros, c.EndMicros = times[0], times[1]
		if err := c.Validate(); err != nil {
			return nil, fault(line, "%s", strings.TrimPrefix(err.Error(), "eventfile: "))
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("eventfile: %s: expected a line for every part, got none", path)
	}
	return list, nil
}

// Validate reports names that are no files and folders, and times in the wrong order.
func (c Cut) Validate() error {
	switch {
	case !filepath.IsLocal(c.File):
		return fmt.Errorf("eventfile: file %.80q: expected one below the folder of recordings", c.File)
	case !plainName(c.Class):
		return fmt.Errorf("eventfile: class %.80q: expected the name of a folder", c.Class)
	case c.Split != "" && !plainName(c.Split):
		return fmt.Errorf("eventfile: split %.80q: expected the name of a folder", c.Split)
	case c.StartMicros < 0 || c.EndMicros <= c.StartMicros:
		return fmt.Errorf("eventfile: from %d to %d µs: expected a time from 0 on and a later one", c.StartMicros, c.EndMicros)
	}
	return nil
}

// plainName reports whether a name is that of one folder that is not hidden.
func plainName(name string) bool {
	return name != "" && filepath.IsLocal(name) && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\`)
}
