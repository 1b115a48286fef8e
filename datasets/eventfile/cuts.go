package eventfile

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/regular"
)

// Cut is a part of a recording that becomes one of its own.
type Cut struct {
	File  string // below the folder of recordings
	Class string // the folder that the part goes to
	// Split is the folder of that, such as Train or Test; empty for none.
	Split      string
	Start, End int // µs; an event at End is outside
}

const (
	maxCutsFile = 64 << 20 // bytes
	maxOverlap  = 4        // how often parts may hold the events of a recording
)

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
		c.Start, c.End = times[0], times[1]
		if err := c.Validate(); err != nil {
			return nil, fault(line, "%v", err)
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
		return fmt.Errorf("file %.80q: expected one below the folder of recordings", c.File)
	case !plainName(c.Class):
		return fmt.Errorf("class %.80q: expected the name of a folder", c.Class)
	case c.Split != "" && !plainName(c.Split):
		return fmt.Errorf("split %.80q: expected the name of a folder", c.Split)
	case c.Start < 0 || c.End <= c.Start:
		return fmt.Errorf("from %d to %d µs: expected a time from 0 on and a later one", c.Start, c.End)
	}
	return nil
}

// plainName reports whether a name is that of one folder that is not hidden.
func plainName(name string) bool {
	return name != "" && filepath.IsLocal(name) && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\`)
}

// CutTree writes parts of recordings below in as recordings of their own, SPLIT/CLASS/NAME, below out, which
// appears when it is complete. NAME is the recording's, with _2 and so on where a class has several parts of one, and with _
// for the folders that it lies in. An event belongs to a part from its start to before its end, and the part's times count from its start. Times of
// recordings are those of their clocks or, with FromZero, count from the first event. TestShare divides the parts of
// each class that have no split, in their order. Faults are as with ConvertTree; a recording with a part without an
// event is a bad one.
func CutTree(ctx context.Context, in, out string, to Format, cuts []Cut, o TreeOptions) (*TreeResult, error) {
	t, err := newConversion(in, out, to, o)
	if err != nil {
		return nil, err
	}
	parts := map[string][]Cut{}
	seen := map[string]int{}
	for i, c := range cuts {
		if err := c.Validate(); err != nil {
			return nil, fmt.Errorf("eventfile: part %d: %w", i+1, err)
		}
		if c.Split == "" && o.TestShare > 0 {
			c.Split = splitOf(seen[c.Class], o.TestShare)
			seen[c.Class]++
		}
		c.File = filepath.Clean(c.File)
		if parts[c.File] == nil {
			t.files = append(t.files, c.File)
		}
		parts[c.File] = append(parts[c.File], c)
	}
	if err := apartWhenFlat(t.files); err != nil {
		return nil, err
	}
	return t.runCuts(ctx, out, func(name, out string) fileResult { return t.cut(name, out, parts[name]) })
}

// runCuts is run for parts of recordings. That some are simulated is said of all.
func (t *conversion) runCuts(ctx context.Context, out string, one func(name, out string) fileResult) (*TreeResult, error) {
	t.moved = true
	if err := t.findNotes(); err != nil {
		return nil, fmt.Errorf("eventfile: %w", err)
	}
	return t.run(ctx, out, one)
}

// apartWhenFlat refuses recordings whose parts would have the same names.
func apartWhenFlat(files []string) error {
	from := map[string]string{}
	for _, name := range files {
		if other, ok := from[flat(name)]; ok {
			return fmt.Errorf("eventfile: parts of %s and %s would have the same names", other, name)
		}
		from[flat(name)] = name
	}
	return nil
}

// flat makes one name of a file's folders and its own, without its extension.
func flat(name string) string {
	return strings.ReplaceAll(strings.TrimSuffix(filepath.ToSlash(name), filepath.Ext(name)), "/", "_")
}

// cut writes the parts of one recording below out, all of them or none.
func (t *conversion) cut(name, out string, cuts []Cut) fileResult {
	from := filepath.Join(t.in, name)
	ev, err := Read(from, t.Options)
	if err != nil {
		return fileResult{err: err}
	}
	r := fileResult{files: len(cuts)}
	files := make([][]byte, len(cuts))
	for i, c := range cuts {
		var part []datasets.Event
		for _, e := range ev {
			if int(e.T) >= c.Start && int(e.T) < c.End {
				e.T -= int32(c.Start)
				part = append(part, e)
			}
		}
		fault := func(want, got string) fileResult {
			return fileResult{err: &datasets.FormatError{Path: from, Offset: -1, Want: fmt.Sprintf("%s from %d to %d µs, %s", want, c.Start, c.End, c.Class), Got: got}}
		}
		if len(part) == 0 {
			return fault("an event", "none")
		}
		if r.events += len(part); r.events > maxOverlap*len(ev) {
			return fault("parts that do not overlap", "others that do")
		}
		if files[i], err = Encode(t.to, part); err != nil {
			return fault("events that "+string(t.to)+" has room for", err.Error())
		}
	}
	seen := map[string]int{}
	for i, c := range cuts {
		stem, folder := flat(name), filepath.Join(c.Split, c.Class)
		if seen[folder]++; seen[folder] > 1 {
			stem += "_" + strconv.Itoa(seen[folder])
		}
		if err := place(filepath.Join(out, folder, stem+"."+string(t.to)), files[i]); err != nil {
			return fileResult{err: err}
		}
	}
	return r
}
