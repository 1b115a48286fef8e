package eventfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/npy"
)

// column is where one quantity of all events stands.
type column struct {
	a           *npy.Array
	field       npy.Field
	first, step int // element of event 0, and from event to event
}

// columns are x, y, t and p.
type columns [4]column

const columnNames = "xytp"

func decodeNPY(b []byte, o Options) ([]datasets.Event, error) {
	a, err := npy.Parse(b)
	if err != nil {
		return nil, err
	}
	return decodeArray(a, o)
}

// decodeArray reads a structured array of one dimension, or a plain array of
// four columns.
func decodeArray(a *npy.Array, o Options) ([]datasets.Event, error) {
	var c columns
	if len(a.Fields) == 1 && a.Fields[0].Name == "" {
		if len(a.Shape) != 2 || a.Shape[1] != len(c) {
			return nil, &datasets.FormatError{Offset: -1, Want: "a structured array, or one of the shape [events 4]", Got: fmt.Sprintf("shape %v", a.Shape)}
		}
		order := o.Columns
		if order == "" {
			order = defaultColumns
		}
		for k, name := range order {
			col := column{a: a, field: a.Fields[0], first: k, step: len(c)}
			if a.Fortran {
				col.first, col.step = k*a.Shape[0], 1
			}
			c[bytes.IndexByte([]byte(columnNames), byte(name))] = col
		}
		return c.events(a.Shape[0], o)
	}
	if len(a.Shape) != 1 {
		return nil, &datasets.FormatError{Offset: -1, Want: "a structured array of one dimension", Got: fmt.Sprintf("shape %v", a.Shape)}
	}
	for k, name := range columnNames {
		f, ok := a.Field(string(name))
		if !ok {
			return nil, &datasets.FormatError{Offset: -1, Want: "the fields x, y, t and p", Got: fmt.Sprintf("none of the name %c", name)}
		}
		c[k] = column{a: a, field: f, step: 1}
	}
	return c.events(a.Shape[0], o)
}

// What an archive may unpack to. Recordings of N-MNIST, and a pixel that fires like a clock,
// pack to an eighth and a thirteenth of their size.
const (
	unpackedFloor = 16 << 20 // bytes
	unpackedRatio = 64       // of the archive's size, on top
)

// decodeNPZ reads the arrays x, y, t and p, or a single one as in an .npy
// file.
func decodeNPZ(b []byte, o Options) ([]datasets.Event, error) {
	list, err := npy.ParseArchive(b, min(maxFile, unpackedFloor+unpackedRatio*int64(len(b))))
	if err != nil {
		return nil, err
	}
	if len(list) == 1 {
		return decodeArray(list[0].Array, o)
	}
	var c columns
	n := -1
	for k, name := range columnNames {
		for _, a := range list {
			if a.Name != string(name) {
				continue
			}
			if len(a.Shape) != 1 || len(a.Fields) != 1 || a.Fields[0].Name != "" || n >= 0 && a.Shape[0] != n {
				return nil, &datasets.FormatError{Offset: -1, Want: "arrays x, y, t and p of one dimension and the same length", Got: fmt.Sprintf("%c of shape %v", name, a.Shape)}
			}
			n = a.Shape[0]
			c[k] = column{a: a.Array, field: a.Fields[0], step: 1}
		}
		if c[k].a == nil {
			return nil, &datasets.FormatError{Offset: -1, Want: "one array, or arrays x, y, t and p", Got: fmt.Sprintf("none of the name %c", name)}
		}
	}
	return c.events(n, o)
}

// events reads n events.
func (c *columns) events(n int, o Options) ([]datasets.Event, error) {
	ev := make([]datasets.Event, n)
	for i := range ev {
		var v [4]int64
		for k := range c {
			var ok bool
			want := "whole numbers"
			if columnNames[k] == 't' {
				v[k], ok = c[k].micros(i, o)
				if want = "whole numbers of µs"; o.TickMicros > 1 {
					want = "times below 2^53 µs"
				}
			} else {
				v[k], ok = c[k].at(i)
			}
			if !ok {
				return nil, &datasets.FormatError{Offset: -1, Want: want, Got: fmt.Sprintf("%c = %v in event %d", columnNames[k], c[k].float(i), i)}
			}
		}
		if o.FromZero && v[2] == before {
			return nil, &datasets.FormatError{Offset: -1, Want: wantFirst, Got: fmt.Sprintf("event %d, before it", i)}
		}
		e, bad := o.event(v[0], v[1], v[2], v[3])
		if bad != "" {
			return nil, &datasets.FormatError{Offset: -1, Want: wantEvent, Got: fmt.Sprintf("%s in event %d", bad, i), Cause: timeFault(i, v[2])}
		}
		ev[i] = e
	}
	return ev, nil
}

// at returns the number of event i.
func (c *column) at(i int) (int64, bool) { return c.a.Int(c.first+i*c.step, c.field) }

func (c *column) float(i int) float64 { return c.a.Float(c.first+i*c.step, c.field) }

// micros returns the time of event i.
func (c *column) micros(i int, o Options) (int64, bool) {
	if o.TickMicros <= 1 {
		v, ok := c.at(i)
		if first, _ := c.at(0); o.FromZero {
			v = o.since(v, first)
		}
		return v, ok
	}
	v := c.float(i)
	if o.FromZero {
		v -= c.float(0)
	}
	if o.FromZero && v < 0 && !o.Sort {
		return before, true
	}
	v = math.Round(v * float64(o.TickMicros))
	return int64(v), math.Abs(v) <= 1<<53
}

// encodeNPY writes a structured array with tonic's types.
func encodeNPY(ev []datasets.Event) []byte {
	a := &npy.Array{Shape: []int{len(ev)}}
	for _, f := range []npy.Field{{Name: "x", Kind: 'i', Size: 2}, {Name: "y", Kind: 'i', Size: 2}, {Name: "t", Kind: 'i', Size: 8}, {Name: "p", Kind: 'b', Size: 1}} {
		f.Offset = a.Size
		a.Fields, a.Size = append(a.Fields, f), a.Size+f.Size
	}
	a.Data = make([]byte, 0, a.Size*len(ev))
	for _, e := range ev {
		a.Data = binary.LittleEndian.AppendUint16(a.Data, e.X)
		a.Data = binary.LittleEndian.AppendUint16(a.Data, e.Y)
		a.Data = binary.LittleEndian.AppendUint64(a.Data, uint64(e.T))
		a.Data = append(a.Data, e.P)
	}
	return npy.Append(nil, a)
}

// encodeNPZ writes the arrays t, x, y and p, as SpikingJelly does.
func encodeNPZ(ev []datasets.Event) ([]byte, error) {
	var t, x, y, p []int64
	for _, e := range ev {
		t, x, y, p = append(t, int64(e.T)), append(x, int64(e.X)), append(y, int64(e.Y)), append(p, int64(e.P))
	}
	var out bytes.Buffer
	err := npy.WriteArchive(&out, []npy.Named{
		{Name: "t", Array: npy.Ints(8, t)}, {Name: "x", Array: npy.Ints(8, x)},
		{Name: "y", Array: npy.Ints(8, y)}, {Name: "p", Array: npy.Ints(8, p)},
	})
	return out.Bytes(), err
}
