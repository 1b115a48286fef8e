package eventfile

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/regular"
)

// Format is a file format, named as its extension.
type Format string

// The formats. BS3 and those from AEDAT on are read only.
const (
	Bin    Format = "bin"
	BS1    Format = "bs1"
	BS2    Format = "bs2"
	BS3    Format = "bs3"
	NPY    Format = "npy"
	NPZ    Format = "npz"
	CSV    Format = "csv"
	AEDAT  Format = "aedat"
	AEDAT2 Format = "aedat2"
	AEDAT4 Format = "aedat4"
	DAT    Format = "dat"
	Raw    Format = "raw"
	MAT    Format = "mat"
)

// Formats lists all formats, which are read.
func Formats() []Format { return append(Written(), BS3, AEDAT, AEDAT2, AEDAT4, DAT, Raw, MAT) }

// Written lists those that are written, too.
func Written() []Format { return []Format{Bin, BS1, BS2, NPY, NPZ, CSV} }

// FormatOf finds the format of a file by its extension.
func FormatOf(path string) (Format, bool) {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	for _, f := range Formats() {
		if string(f) == ext {
			return f, true
		}
	}
	return "", false
}

// Options says how files that do not say it themselves are read.
type Options struct {
	// Columns is the order of the columns of plain NumPy arrays; "xytp" if
	// empty.
	Columns string
	// TickMicros is how many µs a unit of time in NumPy arrays stands for; 1
	// if 0. Times are rounded to whole µs if it is more than 1.
	TickMicros int
	// FromZero counts the times of a recording from its first event. Without it they
	// stand as they are, and those beyond 2147 s don't fit.
	FromZero bool
	// Sort puts events that are up to a second out of order into the order of time, those of one
	// time as they stand; the first, from which times may count, is then the earliest. More is
	// refused: a clock that overflows or begins anew is not repaired.
	Sort bool
}

const defaultColumns = "xytp"

// Validate reports what is wrong with the options.
func (o Options) Validate() error {
	if o.Columns != "" {
		if len(o.Columns) != 4 || !strings.Contains(o.Columns, "x") || !strings.Contains(o.Columns, "y") ||
			!strings.Contains(o.Columns, "t") || !strings.Contains(o.Columns, "p") {
			return fmt.Errorf("eventfile: columns %q: expected x, y, t and p in some order", o.Columns)
		}
	}
	if o.TickMicros < 0 {
		return fmt.Errorf("eventfile: %d µs a tick: expected 1 or more", o.TickMicros)
	}
	return nil
}

// Decode reads a recording from memory.
func Decode(f Format, b []byte, o Options) ([]datasets.Event, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	ev, err := decode(f, b, o)
	if err != nil {
		return nil, err
	}
	return o.sorted(ev)
}

// decode reads a recording in the order of the file.
func decode(f Format, b []byte, o Options) ([]datasets.Event, error) {
	switch f {
	case Bin, BS2:
		return decodeBin(b, o)
	case BS1:
		return decodeBS1(b, o)
	case BS3:
		return decodeBS3(b, o)
	case NPY:
		return decodeNPY(b, o)
	case NPZ:
		return decodeNPZ(b, o)
	case CSV:
		return decodeCSV(b, o)
	case AEDAT, AEDAT2, AEDAT4:
		return decodeAEDAT(b, o)
	case DAT:
		return decodeDAT(b, o)
	case Raw:
		return decodeRaw(b, o)
	case MAT:
		return decodeMAT(b, o)
	}
	return nil, fmt.Errorf("eventfile: format %q: expected one of %v", f, Formats())
}

// Encode writes a recording to memory.
func Encode(f Format, ev []datasets.Event) ([]byte, error) {
	for i, e := range ev {
		if _, bad := (Options{}).event(int64(e.X), int64(e.Y), int64(e.T), int64(e.P)); bad != "" {
			return nil, fmt.Errorf("eventfile: event %d: %s: expected %s", i, bad, wantEvent)
		}
	}
	switch f {
	case Bin, BS2:
		return datasets.AppendEvents(make([]byte, 0, 5*len(ev)), ev)
	case BS1:
		return encodeBS1(ev)
	case NPY:
		return encodeNPY(ev), nil
	case NPZ:
		return encodeNPZ(ev)
	case CSV:
		return encodeCSV(ev), nil
	}
	return nil, fmt.Errorf("eventfile: format %q is not written: expected one of %v", f, Written())
}

// maxFile is the size of the largest file that is read, bytes.
const maxFile = 1 << 30

// Read reads a file; its extension says the format. A file that does not hold a
// recording is a *datasets.FormatError.
func Read(path string, o Options) ([]datasets.Event, error) {
	f, ok := FormatOf(path)
	if !ok {
		return nil, fmt.Errorf("eventfile: %s: expected a name that ends in one of %v", path, Formats())
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	b, err := regular.Read(path, maxFile)
	if err != nil {
		return nil, fmt.Errorf("eventfile: %w", err)
	}
	ev, err := Decode(f, b, o)
	if err != nil {
		return nil, damaged(path, f, err)
	}
	return ev, nil
}

// Knows implements datasets.RecordingReader: it finds files by their extension.
func (o Options) Knows(name string) bool {
	_, ok := FormatOf(name)
	return ok
}

// Recording implements datasets.RecordingReader.
func (o Options) Recording(path string) ([]datasets.Event, error) { return Read(path, o) }

// readVersion changes whenever the same file and options give other events.
const readVersion = 1

// Identity implements datasets.RecordingReader.
func (o Options) Identity() string {
	id := fmt.Sprintf("eventfile %d columns %q tick %d from zero %v", readVersion, o.Columns, o.TickMicros, o.FromZero)
	if o.Sort {
		id += " sorted"
	}
	return id
}

var _ datasets.RecordingReader = Options{}

// Write writes a file, replacing it in one step; its extension says the
// format, one of Written.
func Write(path string, ev []datasets.Event) error {
	f, ok := FormatOf(path)
	if !ok {
		return fmt.Errorf("eventfile: %s: expected a name that ends in one of %v", path, Written())
	}
	b, err := Encode(f, ev)
	if err != nil {
		return withPath(path, err)
	}
	if err := atomicfile.Write(path, b); err != nil {
		return fmt.Errorf("eventfile: %w", err)
	}
	return nil
}
