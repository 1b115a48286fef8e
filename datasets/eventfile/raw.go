package eventfile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
)

// decodeRaw reads what Prophesee's cameras send: lines that begin with %, which name the
// encoding, then words of it. EVT 2.0 and 3.0 are read. Events outside the sensor that the header
// names are left out, as the maker's software does. Source: docs.prophesee.ai,
// "RAW file format" and "EVT formats", and openeb.
func decodeRaw(b []byte, o Options) ([]datasets.Event, error) {
	lines, at := percentHeader(b)
	if at == 0 {
		return nil, &datasets.FormatError{Want: "lines that begin with %", Got: fmt.Sprintf("%.8q", b)}
	}
	h := newRawHeader(lines)
	if h.big {
		return nil, &datasets.FormatError{Offset: -1, Want: "little-endian words", Got: "big-endian ones"}
	}
	w := rawWords{events: events{o: o}, rows: h.rows, columns: h.columns}
	var err error
	switch h.encoding {
	case "2.0", "EVT2":
		err = w.evt2(b, at)
	case "3.0", "EVT3":
		err = w.evt3(b, at)
	default:
		return nil, &datasets.FormatError{Offset: -1, Want: "a header that names EVT 2.0 or 3.0", Got: fmt.Sprintf("%q", h.encoding)}
	}
	if err != nil {
		return nil, err
	}
	return w.list, nil
}

// rawHeader is what the lines of a header say.
type rawHeader struct {
	encoding      string
	big           bool  // big-endian
	rows, columns int64 // of the sensor; what 11 bits hold where it is not said
}

// newRawHeader reads lines such as "evt 3.0" and "geometry 1280x720", or
// "format EVT3;height=720;width=1280", which newer software writes too.
func newRawHeader(lines []string) rawHeader {
	const most = 1 << 11
	h := rawHeader{rows: most, columns: most}
	extent := func(to *int64, text string) {
		if n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32); err == nil && n > 0 {
			*to = n
		}
	}
	option := func(name, value string) {
		switch name {
		case "width":
			extent(&h.columns, value)
		case "height":
			extent(&h.rows, value)
		case "endianness":
			h.big = h.big || value == "big"
		}
	}
	for _, line := range lines {
		key, value, _ := strings.Cut(line, " ")
		value = strings.TrimSpace(value)
		switch key {
		case "evt":
			h.encoding = value
		case "geometry":
			columns, rows, _ := strings.Cut(value, "x")
			extent(&h.columns, columns)
			extent(&h.rows, rows)
		case "format":
			parts := strings.Split(value, ";")
			h.encoding = parts[0]
			for _, p := range parts[1:] {
				name, v, _ := strings.Cut(p, "=")
				option(name, v)
			}
		default:
			option(key, value)
		}
	}
	return h
}

// rawWords are the events of a stream of words, whose times are spread over several.
type rawWords struct {
	events
	rows, columns int64
	started       bool  // a word of time was seen: what comes before has no time
	turns         int64 // how often the high bits of the time began anew
	high          int64 // the high bits
}

// setHigh takes the high bits of the time, of so many bits. Where they fall by more than half of
// their range they began anew.
func (w *rawWords) setHigh(high int64, bits uint) {
	if w.started && w.high-high > 1<<(bits-1) {
		w.turns++
	}
	w.high, w.started = high, true
}

// addInside adds an event that has a time and lies on the sensor.
func (w *rawWords) addInside(x, y, micros, polarity int64, at int) error {
	if !w.started || x >= w.columns || y >= w.rows {
		return nil
	}
	return w.add(x, y, micros, polarity, at)
}
