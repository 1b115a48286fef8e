package eventfile

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/datasets"
)

// joined makes a file of text and of numbers in a byte order.
func joined(order binary.AppendByteOrder, parts ...any) (b []byte) {
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			b = append(b, v...)
		case byte:
			b = append(b, v)
		case []byte:
			b = append(b, v...)
		case uint16:
			b = order.AppendUint16(b, v)
		case uint32:
			b = order.AppendUint32(b, v)
		case uint64:
			b = order.AppendUint64(b, v)
		default:
			panic(fmt.Sprintf("%T", p))
		}
	}
	return b
}

func little(parts ...any) []byte { return joined(binary.LittleEndian, parts...) }
func big(parts ...any) []byte    { return joined(binary.BigEndian, parts...) }

// cameraFile is a file of a camera and what is in it.
type cameraFile struct {
	name string
	f    Format
	b    []byte
	o    Options
	want []datasets.Event
}

const (
	aedat2Head  = "#!AER-DAT2.0\r\n# This is a raw AE data file\r\n"
	davis346    = aedat2Head + "# AEChip: eu.seebetter.ini.chips.davis.Davis346blue\r\n"
	aedat3Head  = "#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n"
	aedat4Head  = "#!AER-DAT4.0\r\n"
	datHead     = "% Data file containing CD events\n% Version 2\n% Width 640\n"
	evt2Head    = "% camera_integrator_name Prophesee\n% evt 2.0\n"
	evt3Head    = "% evt 3.0\n% format EVT3;height=720;width=1280\n% end\n"
	unixSeconds = 1_700_000_000
)

func cameraFiles() []cameraFile {
	zero := Options{FromZero: true}
	packet := func(kind uint16, turns, room, n uint32, body ...any) []byte {
		return append(little(kind, uint16(1), uint32(8), uint32(4), turns, room, n, n), little(body...)...)
	}
	want4 := []datasets.Event{{X: 345, Y: 259, P: 1}, {X: 2, Y: 1, T: 4}}
	events4 := flatEvents("EVTS", []datasets.Event{{X: 345, Y: 259, T: 5, P: 1}, {X: 2, Y: 1, T: 9}})
	// Frames and motion are of other streams, which are not unpacked after their first packet.
	motion := aedat4File(aedat4LZ4, lz4Packed, flatEvents("IMUS", nil))
	motion = motion[:len(motion)-len("a table")]
	packed := lz4Packed(events4)
	motion = append(motion, little(uint32(0), uint32(3), "bad", uint32(1), uint32(len(packed)), packed)...)
	binary.LittleEndian.PutUint64(motion[len(aedat4Head)+4+28:], math.MaxUint64) // no table
	// Two columns of 100 places and a time.
	spiketrain := make([]float64, 2*101)
	spiketrain[99], spiketrain[100], spiketrain[101+10], spiketrain[101+100] = 1, 0.196626, -1, 0.199902
	touches := matArray("spiketrain", 6, 101, spiketrain...)
	return []cameraFile{
		// Bits 14–8 y, 7–1 x, 0 polarity; an external signal between.
		{"aedat 2, DVS128", AEDAT, big(aedat2Head, uint32(0), uint32(3), uint32(1<<15), uint32(4), uint32(3<<8|2<<1|1), uint32(7)), Options{},
			[]datasets.Event{{X: 127, Y: 127, T: 3, P: 1}, {X: 125, Y: 124, T: 7}}},
		{"aedat 2, bit 31", AEDAT2, big(aedat2Head, uint32(1<<31|5), uint32(3), uint32(1), uint32(7)), zero, []datasets.Event{{X: 127, Y: 127}}},
		// The line that ends a header says where data begin, whatever is in the lines before.
		{"aedat 2, preferences", AEDAT, big(davis346, "# <node name=\"\x01\"/>\r\n#\r#\n#End Of ASCII Header\r\n", uint32('#'<<24), uint32(8)), Options{},
			[]datasets.Event{{X: 345, Y: 259 - '#'<<2, T: 8}}},
		{"aedat 2, converted", AEDAT2, big("#!AER-DAT2.0\r\n# AEChip: DAVI346\r\n# End of ASCII Header\r\n", uint32(0), uint32(8)), Options{}, []datasets.Event{{X: 345, Y: 259, T: 8}}},
		// Bits 30–22 y, 21–12 x, 11 polarity; a frame, an external signal, and data that begin like a line.
		{"aedat 2, DAVIS", AEDAT, big(davis346, uint32('#'<<24), uint32(8), uint32(1<<31|5<<22), uint32(8), uint32(1<<10), uint32(8), uint32(9<<22|10<<12|1<<11), uint32(9)), Options{},
			[]datasets.Event{{X: 345, Y: 259 - '#'<<2, T: 8}, {X: 335, Y: 250, T: 9, P: 1}}},
		// Bits 31–17 x, 16–2 y, 1 polarity, 0 valid; another packet, an invalid event, room for one more, an overflow.
		{"aedat 3.1", AEDAT, little(aedat3Head, packet(1, 0, 2, 1, uint32(127<<17|3<<2|2|1), uint32(1<<31-1), uint64(0)),
			packet(3, 0, 1, 1, uint64(0)), packet(1, 1, 2, 2, uint32(5<<17|1<<2), uint32(0), uint32(6<<17|1<<2|1), uint32(2))), zero,
			[]datasets.Event{{X: 127, Y: 3, P: 1}, {X: 6, Y: 1, T: 3}}},
		{"aedat 4, plain", AEDAT4, aedat4File(aedat4None, nil, events4, events4), zero, slices.Concat(want4, want4)},
		{"aedat 4, lz4", AEDAT4, aedat4File(aedat4LZ4, lz4Packed, events4), zero, want4},
		{"aedat 4, zstd", AEDAT, aedat4File(aedat4ZstdHigh, zstdPacked, events4), zero, want4},
		{"aedat 4, motion", AEDAT4, motion, zero, want4},
		// 14 bits of x, 14 of y, then the polarity.
		{"dat", DAT, little(datHead, byte(12), byte(8), uint32(17), uint32(1<<28|479<<14|639)), Options{}, []datasets.Event{{X: 639, Y: 479, T: 17, P: 1}}},
		{"dat, version 1", DAT, little("% Version 1\n", byte(0), byte(8), uint32(17), uint32(1<<17|239<<9|303), uint32(18), uint32(1)), Options{},
			[]datasets.Event{{X: 303, Y: 239, T: 17, P: 1}, {X: 1, T: 18}}},
		// Type, 6 bits of time, 11 of x, 11 of y; before the first word of time and a trigger.
		{"raw, EVT 2.0", Raw, little(evt2Head, uint32(1<<28|7), uint32(8<<28|3), uint32(1<<28|5<<22|639<<11|479), uint32(10<<28|5<<22), uint32(8<<28|4), uint32(1<<11)), Options{},
			[]datasets.Event{{X: 639, Y: 479, T: 3<<6 | 5, P: 1}, {X: 1, T: 4 << 6}}},
		{"raw, EVT 3.0", Raw, little(evt3Head,
			uint16(2<<12|9),                                                         // before the first word of time
			uint16(8<<12|1), uint16(6<<12|2), uint16(719), uint16(2<<12|1<<11|1279), // one event
			uint16(3<<12|1<<11|100), uint16(4<<12|1<<11|1), uint16(5<<12|1<<7), // 12 columns, then 8
			uint16(10<<12|1), uint16(15<<12|1), uint16(7<<12|1), // a trigger, continued
			uint16(8<<12|1), uint16(2<<12|3), // the same time again
			uint16(8<<12|2), uint16(1<<11|5), uint16(2<<12|4), // a new one, without its low bits; a row of the other camera
		), Options{}, []datasets.Event{
			{X: 1279, Y: 719, T: 4098, P: 1}, {X: 100, Y: 719, T: 4098, P: 1}, {X: 111, Y: 719, T: 4098, P: 1}, {X: 119, Y: 719, T: 4098, P: 1},
			{X: 3, Y: 719, T: 4098}, {X: 4, Y: 5, T: 8192},
		}},
		{"raw, time begins anew", Raw, little(evt3Head, uint16(0), uint16(8<<12|4095), uint16(6<<12|4095), uint16(2<<12), uint16(8<<12), uint16(2<<12|1)), zero,
			[]datasets.Event{{}, {X: 1, T: 1}}},
		{"raw, outside the sensor", Raw, little("% geometry 640x480\n% evt 3.0\n", uint16(8<<12), uint16(2<<12), uint16(4<<12|1), // no row yet
			uint16(1), uint16(4<<12|1), // no base yet
			uint16(2<<12|640), uint16(480), uint16(2<<12|1), // outside
			uint16(3), uint16(1<<12|9), uint16(2<<12|4), // another kind of event
			uint16(4), uint16(3<<12|636), uint16(4<<12|0xfff)), Options{},
			[]datasets.Event{{X: 636, Y: 4}, {X: 637, Y: 4}, {X: 638, Y: 4}, {X: 639, Y: 4}}},
		{"raw, data that begin with a %", Raw, little("% evt 2.0\n", uint32(8<<28|'%'), uint32(1<<28)), Options{}, []datasets.Event{{T: '%' << 6, P: 1}}},
		{"mat, ASL-DVS", MAT, matFile(matArray("ts", 6, 2, 5, 9), matArray("x", 6, 2, 3, 239), matArray("note", 1, 2, 0, 0), matArray("y", 6, 2, 4, 179), matArray("pol", 6, 2, 1, 0)), Options{},
			[]datasets.Event{{X: 3, Y: 4, T: 5, P: 1}, {X: 239, Y: 179, T: 9}}},
		{"mat, ST-MNIST", MAT, matFile(zlibPacked(touches)), Options{}, []datasets.Event{{X: 9, Y: 9, T: 196_626, P: 1}, {Y: 1, T: 199_902}}},
		{"sorted", DAT, little(datHead, byte(12), byte(8), uint32(9), uint32(1), uint32(7), uint32(2), uint32(9), uint32(3)), Options{Sort: true},
			[]datasets.Event{{X: 2, T: 7}, {X: 1, T: 9}, {X: 3, T: 9}}},
		{"sorted, from zero", DAT, little(datHead, byte(12), byte(8), uint32(9), uint32(1), uint32(7), uint32(2), uint32(math.MaxInt32), uint32(3)), Options{Sort: true, FromZero: true},
			[]datasets.Event{{X: 2}, {X: 1, T: 2}, {X: 3, T: math.MaxInt32 - 7}}},
		{"bs1", BS1, []byte{1, 2, 0x80, 1, 3}, Options{}, []datasets.Event{{X: 258, T: 259, P: 1}}},
		{"bs3", BS3, []byte{0x12, 0x34, 0x56, 1, 0x01, 0x02, 0x03}, Options{}, []datasets.Event{{X: 0x123, Y: 0x456, T: 0x10203, P: 1}}},
	}
}

// flatEvents makes a packet of events from unixSeconds on, with its size: the offset of the
// table, the identifier, the table's list of fields, the table, the vector.
func flatEvents(identifier string, ev []datasets.Event) []byte {
	b := little(uint32(16), identifier, uint16(6), uint16(8), uint16(4), uint16(0), // fields at 8
		uint32(8), uint32(8), // the table: its fields 8 bytes before it, the vector 8 behind this
		uint32(0), uint32(len(ev)))
	for _, e := range ev {
		b = append(b, little(uint64(unixSeconds*1_000_000+int64(e.T)), e.X, e.Y, e.P, byte(0), uint16(0))...)
	}
	return append(little(uint32(len(b))), b...)
}

// aedat4File makes a file of packets of the stream 0, with a table behind them that says nothing.
func aedat4File(compression uint32, pack func([]byte) []byte, packets ...[]byte) []byte {
	head := func(table int) []byte {
		b := little(uint32(20), "IOHE", uint16(8), uint16(16), uint16(4), uint16(8), uint32(0), // fields at 8
			uint32(12), compression, uint64(table))
		return append(little(aedat4Head, uint32(len(b))), b...)
	}
	var body []byte
	for _, p := range packets {
		if pack != nil {
			p = pack(p)
		}
		body = append(append(body, little(uint32(0), uint32(len(p)))...), p...)
	}
	return append(append(head(len(head(0))+len(body)), body...), "a table"...)
}

// matArray makes an array of doubles with so many rows, of a class of MATLAB's.
func matArray(name string, class uint32, rows int, values ...float64) []byte {
	b := little(uint32(6), uint32(8), class, uint32(0), uint32(5), uint32(8), uint32(rows), uint32(len(values)/rows))
	if len(name) <= 4 {
		b = append(b, little(uint16(1), uint16(len(name)), name, make([]byte, 4-len(name)))...)
	} else {
		b = append(b, little(uint32(1), uint32(len(name)), name, make([]byte, (8-len(name)%8)%8))...)
	}
	b = append(b, little(uint32(9), uint32(8*len(values)))...)
	for _, v := range values {
		b = append(b, little(math.Float64bits(v))...)
	}
	return append(little(uint32(14), uint32(len(b))), b...)
}

func matFile(elements ...[]byte) []byte {
	return append(little(make([]byte, 124), uint16(0x100), "IM"), slices.Concat(elements...)...)
}

func zlibPacked(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return append(little(uint32(15), uint32(out.Len())), out.Bytes()...)
}

func lz4Packed(b []byte) []byte {
	var out bytes.Buffer
	w := lz4.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func zstdPacked(b []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return w.EncodeAll(b, nil)
}

func TestCameras(t *testing.T) {
	for _, c := range cameraFiles() {
		ev, err := Decode(c.f, c.b, c.o)
		require.NoError(t, err, c.name)
		assert.Equal(t, c.want, ev, c.name)
	}
}

// A file that was cut anywhere is read up to there, or refused; never more is read than there is.
func TestCutCameraFiles(t *testing.T) {
	for _, c := range cameraFiles() {
		if c.o.Sort {
			continue // what is first may come last
		}
		whole, err := Decode(c.f, c.b, c.o)
		require.NoError(t, err, c.name)
		for n := range c.b {
			ev, err := Decode(c.f, c.b[:n], c.o)
			if err != nil {
				assert.Empty(t, ev, c.name)
				assert.ErrorAs(t, err, new(*datasets.FormatError), "%s, %d bytes", c.name, n)
				continue
			}
			require.Equal(t, whole[:len(ev)], append([]datasets.Event{}, ev...), "%s, %d bytes", c.name, n)
		}
	}
}

func TestBadCameraFiles(t *testing.T) {
	four := flatEvents("EVTS", []datasets.Event{{T: 1}})
	two := aedat4File(aedat4None, nil, four, four)
	binary.LittleEndian.PutUint32(two[len(two)-len("a table")-len(four)-8:], 7) // of another stream
	for name, c := range map[string]struct {
		f    Format
		b    []byte
		o    Options
		want string
	}{
		"no aedat":          {AEDAT, []byte("hello"), Options{}, `expected a line #!AER-DAT2.0, 3.1 or 4.0, got "hello"`},
		"another aedat":     {AEDAT, []byte("#!AER-DAT3.0\r\n"), Options{}, `got "#!AER-DAT3.0`},
		"another chip":      {AEDAT, []byte(aedat2Head + "# AEChip: ch.ini.Octopus\r\n"), Options{}, "expected a recording of DVS128 or of a DAVIS camera, got ch.ini.Octopus"},
		"DAVIS, unnamed":    {AEDAT, big(aedat2Head, uint32(1<<22), uint32(0)), Options{}, "expected an address of dvs128, 128 × 128, got 0x400000"},
		"outside the DAVIS": {AEDAT, big(davis346, uint32(346<<12), uint32(0)), Options{}, "an address of davis346, 346 × 260"},
		"aedat 2, cut":      {AEDAT, big(aedat2Head, uint32(1)), Options{}, "expected an event of 8 bytes, got 4 bytes"},
		"negative time":     {AEDAT, big(aedat2Head, uint32(1), uint32(math.MaxUint32)), Options{}, "got time -1 µs in event 0"},
		"backwards":         {AEDAT, big(aedat2Head, uint32(1), uint32(9), uint32(1), uint32(8)), Options{FromZero: true}, "expected no event before the first, got 8 µs after 9 µs in event 1"},
		"no end of header":  {AEDAT, []byte("#!AER-DAT3.1\r\n#Format: RAW\r\n\x01"), Options{}, "offset 28: expected lines that begin with #, up to #!END-HEADER"},
		"no room":           {AEDAT, little(aedat3Head, uint32(1), uint32(8), uint32(4), uint32(0), uint32(1), uint32(2), uint32(2)), Options{}, "type 1, room for 1 events of 8 bytes, 2 of them there"},
		"aedat 3, cut":      {AEDAT, little(aedat3Head, uint32(1), uint32(8), uint32(4), uint32(0), uint32(2), uint32(2), uint32(2), uint64(0)), Options{}, "expected a packet of 16 bytes, got 8 bytes"},
		"aedat 4, a clock":  {AEDAT4, aedat4File(aedat4None, nil, four), Options{}, "got time 1700000000000001 µs in event 0"},
		"two streams":       {AEDAT4, two, Options{FromZero: true}, "expected one stream of events, 0, got another one, 7"},
		"not packed":        {AEDAT4, aedat4File(aedat4LZ4, nil, four), Options{}, "expected a packet that can be unpacked"},
		"not zstd":          {AEDAT4, aedat4File(aedat4Zstd, nil, four), Options{}, "expected a packet that can be unpacked"},
		"no compression":    {AEDAT4, aedat4File(9, nil, four), Options{}, "compression 9"},
		"text":              {DAT, []byte("12 3 4\n"), Options{}, "expected lines that begin with %"},
		"triggers":          {DAT, little(datHead, byte(14), byte(8)), Options{}, "expected events of type 0 or 12 with 8 bytes, got type 14 with 8 bytes"},
		"no version":        {DAT, []byte("% Version two\n"), Options{}, "expected a version"},
		"late":              {DAT, little(datHead, byte(12), byte(8), uint32(1<<31), uint32(0)), Options{}, "got time 2147483648 µs in event 0"},
		"no encoding":       {Raw, []byte("% Date 2020\n"), Options{}, `expected a header that names EVT 2.0 or 3.0, got ""`},
		"EVT 2.1":           {Raw, []byte("% evt 2.1\n"), Options{}, `got "2.1"`},
		"big-endian":        {Raw, []byte("% format EVT3;endianness=big\n"), Options{}, "expected little-endian words"},
		"raw, cut":          {Raw, append([]byte(evt3Head), 1), Options{}, "expected a word of 2 bytes, got 1 bytes"},
		"apart":             {CSV, []byte("x,y,t_us,p\n0,0,0,0\n0,0,2147483647,0\n0,0,-9,0\n"), Options{Sort: true, FromZero: true}, "events at most 1000000 µs out of order, got one 2147483656 µs before an earlier one, event 2: a clock that began anew?"},
		"long":              {CSV, []byte("x,y,t_us,p\n0,0,0,0\n0,0,-9,0\n0,0,2147483647,0\n"), Options{Sort: true, FromZero: true}, "expected a recording of at most 2147483647 µs, got one of 2147483656"},
		"sorted, early":     {CSV, []byte("x,y,t_us,p\n0,0,-9,0\n"), Options{Sort: true}, "time -9 µs"},
		"another format":    {AEDAT, []byte("#!AER-DAT3.1\r\n#Format: SerializedTS\r\n#!END-HEADER\r\n"), Options{}, "expected the format RAW"},
		"no MATLAB":         {MAT, []byte("hello"), Options{}, "expected a header of 128 bytes, got 5 bytes"},
		"MATLAB 7.3":        {MAT, append(little(make([]byte, 124), uint16(0x200)), "IM"...), Options{}, "expected version 256, MATLAB 5 to 7, got 512"},
		"no arrays":         {MAT, matFile(matArray("x", 6, 1, 1)), Options{}, "expected the arrays x, y, t or ts, and p or pol, or spiketrain, got none of the name y"},
		"other lengths":     {MAT, matFile(matArray("x", 6, 1, 1), matArray("y", 6, 2, 1, 1)), Options{}, "expected 1 numbers in y, as in x, got 2"},
		"no whole number":   {MAT, matFile(matArray("x", 6, 1, 1.5), matArray("y", 6, 1, 1), matArray("t", 6, 1, 1), matArray("p", 6, 1, 1)), Options{}, "expected whole numbers, got x = 1.5 in event 0"},
		"no polarity":       {MAT, matFile(matArray("spiketrain", 6, 101, append(make([]float64, 99), 2, 1)...)), Options{}, "expected -1, 0 or 1, got 2 in row 99, column 0"},
		"no time":           {MAT, matFile(matArray("spiketrain", 6, 101, append(make([]float64, 100), math.NaN())...)), Options{}, "expected a time in seconds, got NaN in column 0"},
		"no spiketrain":     {MAT, matFile(matArray("spiketrain", 6, 100, make([]float64, 100)...)), Options{}, "expected a spiketrain of 101 rows, got shape [100 1]"},
		"bs1, cut":          {BS1, []byte{1, 2, 3}, Options{}, "expected an event of 5 bytes, got 3 bytes"},
		"bs1, neuron":       {BS1, []byte{0x80, 0, 0, 0, 0}, Options{}, "x 32768"},
		"bs3, channel":      {BS3, []byte{0, 0, 0, 2, 0, 0, 0}, Options{}, "polarity 2"},
	} {
		_, err := Decode(c.f, c.b, c.o)
		assert.ErrorContains(t, err, c.want, name)
		assert.ErrorAs(t, err, new(*datasets.FormatError), name)
	}
	// A time that does not fit says so to programs.
	_, err := Decode(AEDAT4, aedat4File(aedat4None, nil, four), Options{})
	assert.ErrorAs(t, err, new(*datasets.TimeError))
}

// A packet that unpacks to more than it may is refused before memory holds it.
func TestPackedBomb(t *testing.T) {
	huge := make([]byte, 4*unpackedFloor)
	copy(huge[8:], "EVTS") // others are not unpacked
	for name, b := range map[string][]byte{
		"lz4":  aedat4File(aedat4LZ4, lz4Packed, huge),
		"zstd": aedat4File(aedat4Zstd, zstdPacked, huge),
	} {
		require.Less(t, unpackedFloor+unpackedRatio*len(b), len(huge), name)
		_, err := Decode(AEDAT4, b, Options{})
		assert.ErrorContains(t, err, "expected a packet that can be unpacked", name)
	}
}

func TestBS1RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ev := draw(t)
		for i := range ev {
			ev[i].X, ev[i].Y = ev[i].X<<7, 0
		}
		b, err := Encode(BS1, ev)
		require.NoError(t, err)
		got, err := Decode(BS1, b, Options{})
		require.NoError(t, err)
		require.Equal(t, len(ev), len(got))
		for i := range ev {
			require.Equal(t, ev[i], got[i])
		}
	})
	_, err := Encode(BS1, []datasets.Event{{Y: 1}})
	assert.ErrorContains(t, err, "neurons in a row")
	_, err = Encode(BS1, []datasets.Event{{T: 1 << 23}})
	assert.ErrorAs(t, err, new(*datasets.TimeError))
}

// TestRealCameraFiles reads recordings of cameras, where they are.
func TestRealCameraFiles(t *testing.T) {
	extras := filepath.Join("..", "..", "..", "shared", "data", "extras")
	if _, err := os.Stat(extras); err != nil {
		t.Skip("no recordings of other tools here")
	}
	for _, c := range []struct {
		name          string
		n, rows, cols int
		last          int32
	}{
		{"tonic-samples/sample_ncars.dat", 2009, 42, 78, 99_952},
		{"ntidigits-slayer/NTIDIGITS_1.bs1", 898, 1, 64, 1_079_040},
		{"tonic-samples/sample_stmnist.mat", 2346, 10, 10, 895_745},
	} {
		ev, err := Read(filepath.Join(extras, c.name), Options{})
		require.NoError(t, err)
		require.Len(t, ev, c.n, c.name)
		for i, e := range ev {
			require.Less(t, int(e.X), c.cols, c.name)
			require.Less(t, int(e.Y), c.rows, c.name)
			require.True(t, i == 0 || e.T >= ev[i-1].T, c.name)
		}
		assert.Equal(t, c.last, ev[len(ev)-1].T, c.name)
	}
}
