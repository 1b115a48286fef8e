package eventfile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
)

// maxOverlap bounds how often the parts of a recording, which are held together, may hold its events.
const maxOverlap = 16

// part is a cut and where it goes to, below the output.
type part struct {
	Cut
	to string
}

// CutTree writes parts of recordings below in as recordings of their own, SPLIT/CLASS/NAME, below
// out, which appears when it is complete. NAME is the recording's, with _ for the folders that it
// lies in, and with _2 and so on where a class has several parts of one.
//
// An event belongs to a part from its start to before its end, and the part's times count from its
// start. Times of recordings are those of their clocks or, with FromZero, count from the first
// event. TestShare divides the parts of each class that have no split, in their order. A note that
// some of the recordings are simulated is for all parts.
//
// Faults are as with ConvertTree; a recording with a part without an event is a bad one. So is one
// whose parts together hold more than 16 times its events.
func CutTree(ctx context.Context, in, out string, to Format, cuts []Cut, o TreeOptions) (*TreeResult, error) {
	t, err := newConversion(in, out, to, o)
	if err != nil {
		return nil, err
	}
	if len(cuts) == 0 {
		return nil, errors.New("eventfile: no parts: expected one or more")
	}
	cuts = slices.Clone(cuts)
	if err := divideCuts(cuts, o.TestShare); err != nil {
		return nil, err
	}
	parts := map[string][]Cut{}
	for i := range cuts {
		c := &cuts[i]
		if err := c.Validate(); err != nil {
			return nil, fmt.Errorf("part %d: %w", i+1, err)
		}
		c.File = filepath.Clean(c.File)
		if parts[c.File] == nil {
			t.files = append(t.files, c.File)
		}
		parts[c.File] = append(parts[c.File], *c)
	}
	places := map[string][]part{}
	taken := map[string]string{}
	for _, name := range t.files {
		places[name] = t.places(name, parts[name])
		for _, p := range places[name] {
			key := strings.ToLower(p.to)
			if other, ok := taken[key]; ok {
				return nil, fmt.Errorf("eventfile: parts of %s and %s would both become %s", other, name, p.to)
			}
			taken[key] = name
		}
	}
	t.findNotes()
	return t.run(ctx, out, func(ctx context.Context, name, out string) fileResult { return t.cut(ctx, name, out, places[name]) })
}

// divideCuts gives a split to those that have none, if there is a share for the test.
func divideCuts(cuts []Cut, testShare float64) error {
	if testShare == 0 {
		return nil
	}
	var d divider
	for _, c := range cuts {
		if c.Split == "" {
			d.count(c.Class)
		}
	}
	if err := d.check(testShare); err != nil {
		return err
	}
	for i := range cuts {
		if cuts[i].Split == "" {
			cuts[i].Split = d.next(cuts[i].Class)
		}
	}
	return nil
}

// places says where the parts of a recording go.
func (t *conversion) places(name string, cuts []Cut) []part {
	stem := strings.ReplaceAll(strings.TrimSuffix(filepath.ToSlash(name), filepath.Ext(name)), "/", "_")
	seen := map[string]int{}
	var parts []part
	for _, c := range cuts {
		folder := filepath.Join(c.Split, c.Class)
		own := stem
		if seen[folder]++; seen[folder] > 1 {
			own += "_" + strconv.Itoa(seen[folder])
		}
		parts = append(parts, part{c, filepath.Join(folder, own+"."+string(t.to))})
	}
	return parts
}

// cut writes the parts of one recording below out, all of them or none.
func (t *conversion) cut(ctx context.Context, name, out string, parts []part) fileResult {
	from := filepath.Join(t.in, name)
	ev, err := Read(from, t.Options)
	if err != nil {
		return fileResult{err: err}
	}
	ordered := slices.IsSortedFunc(ev, func(a, b datasets.Event) int { return cmp.Compare(a.T, b.T) })
	r := fileResult{files: len(parts)}
	files := make([][]byte, len(parts))
	for i, p := range parts {
		if ctx.Err() != nil {
			return fileResult{err: &writeError{ctx.Err()}}
		}
		list := within(ev, ordered, p.Cut)
		fault := func(want, got string, cause error) fileResult {
			return fileResult{err: &datasets.FormatError{
				Path: from, Offset: -1, Want: fmt.Sprintf("%s from %d to %d µs, %s", want, p.StartMicros, p.EndMicros, p.Class), Got: got, Cause: cause,
			}}
		}
		if len(list) == 0 {
			return fault("an event", "none", nil)
		}
		if r.events += len(list); r.events > maxOverlap*len(ev) {
			return fileResult{err: &datasets.FormatError{
				Path: from, Offset: -1, Want: fmt.Sprintf("parts that together hold at most %d times the %d events", maxOverlap, len(ev)), Got: "more",
			}}
		}
		if files[i], err = Encode(t.to, list); err != nil {
			return fault("events that "+string(t.to)+" has room for", strings.TrimPrefix(err.Error(), "eventfile: "), err)
		}
	}
	for i, p := range parts {
		if err := place(filepath.Join(out, p.to), files[i]); err != nil {
			return fileResult{err: err}
		}
	}
	return r
}

// within returns the events of a part, their times from its start.
func within(ev []datasets.Event, ordered bool, c Cut) (list []datasets.Event) {
	if ordered {
		first := sort.Search(len(ev), func(i int) bool { return int(ev[i].T) >= c.StartMicros })
		last := sort.Search(len(ev), func(i int) bool { return int(ev[i].T) >= c.EndMicros })
		ev = ev[first:last]
	}
	for _, e := range ev {
		if int(e.T) >= c.StartMicros && int(e.T) < c.EndMicros {
			e.T -= int32(c.StartMicros)
			list = append(list, e)
		}
	}
	return list
}
