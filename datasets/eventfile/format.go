package eventfile

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/regular"
)

// Format is a file format, named as its extension.
type Format string

// The formats.
const (
	Bin Format = "bin"
	BS2 Format = "bs2"
	NPY Format = "npy"
	NPZ Format = "npz"
	CSV Format = "csv"
)

// Formats lists all formats.
func Formats() []Format { return []Format{Bin, BS2, NPY, NPZ, CSV} }

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
	switch f {
	case Bin, BS2:
		return decodeBin(b, o)
	case NPY:
		return decodeNPY(b, o)
	case NPZ:
		return decodeNPZ(b, o)
	case CSV:
		return decodeCSV(b, o)
	}
	return nil, fmt.Errorf("eventfile: format %q: expected one of %v", f, Formats())
}

func decodeBin(b []byte, o Options) ([]datasets.Event, error) {
	ev, err := datasets.DecodeEvents(b)
	if err != nil || len(ev) == 0 || !o.FromZero {
		return ev, err
	}
	first := ev[0].T
	for i := range ev {
		if ev[i].T -= first; ev[i].T < 0 {
			return nil, &datasets.FormatError{Offset: -1, Want: wantFirst, Got: fmt.Sprintf("event %d, %d µs before it", i, -ev[i].T)}
		}
	}
	return ev, nil
}

// Encode writes a recording to memory.
func Encode(f Format, ev []datasets.Event) ([]byte, error) {
	for i, e := range ev {
		if e.T < 0 || e.P > 1 {
			return nil, fmt.Errorf("eventfile: event %d: %d µs, polarity %d: expected a time from 0 on and 0 or 1", i, e.T, e.P)
		}
	}
	switch f {
	case Bin, BS2:
		return datasets.AppendEvents(make([]byte, 0, 5*len(ev)), ev)
	case NPY:
		return encodeNPY(ev), nil
	case NPZ:
		return encodeNPZ(ev)
	case CSV:
		return encodeCSV(ev), nil
	}
	return nil, fmt.Errorf("eventfile: format %q: expected one of %v", f, Formats())
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
	return fmt.Sprintf("eventfile %d columns %q tick %d from zero %v", readVersion, o.Columns, o.TickMicros, o.FromZero)
}

var _ datasets.RecordingReader = Options{}

// Write writes a file, replacing it in one step; its extension says the
// format.
func Write(path string, ev []datasets.Event) error {
	f, ok := FormatOf(path)
	if !ok {
		return fmt.Errorf("eventfile: %s: expected a name that ends in one of %v", path, Formats())
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

// event makes an event of whole numbers; what tells the number that does not
// fit.
func event(x, y, t, p int64) (e datasets.Event, what string) {
	switch {
	case x < 0 || x > math.MaxUint8:
		return e, fmt.Sprintf("x %d", x)
	case y < 0 || y > math.MaxUint8:
		return e, fmt.Sprintf("y %d", y)
	case t < 0 || t > math.MaxInt32:
		return e, fmt.Sprintf("time %d µs", t)
	case p < 0 || p > 1:
		return e, fmt.Sprintf("polarity %d", p)
	}
	return datasets.Event{X: uint8(x), Y: uint8(y), T: int32(t), P: uint8(p)}, ""
}

// timeFault is the cause of a fault where it is the time that event does not accept.
func timeFault(i int, t int64) error {
	if t >= 0 && t <= math.MaxInt32 {
		return nil
	}
	return &datasets.TimeError{Event: i, Micros: t, Most: math.MaxInt32}
}

// wantEvent is what event accepts.
const wantEvent = "x and y from 0 to 255, a time from 0 to 2147483647 µs, a polarity of 0 or 1"
