package eventfile

import (
	"fmt"
	"strings"

	"github.com/snnsim/snnsim/datasets"
)

// decodeRaw reads what Prophesee's cameras send: lines that begin with %, which name the
// encoding, then words of it. EVT 2.0 and 3.0 are read. Source: docs.prophesee.ai,
// "RAW file format" and "EVT formats".
func decodeRaw(b []byte, o Options) ([]datasets.Event, error) {
	lines, at := percentHeader(b)
	if at == 0 {
		return nil, &datasets.FormatError{Want: "lines that begin with %", Got: fmt.Sprintf("%.8q", b)}
	}
	encoding, big := rawEncoding(lines)
	if big {
		return nil, &datasets.FormatError{Offset: -1, Want: "little-endian words", Got: "big-endian ones"}
	}
	w := rawWords{events: events{fromZero: o.FromZero}}
	var err error
	switch encoding {
	case "2.0", "EVT2":
		err = w.evt2(b, at)
	case "3.0", "EVT3":
		err = w.evt3(b, at)
	default:
		return nil, &datasets.FormatError{Offset: -1, Want: "a header that names EVT 2.0 or 3.0", Got: fmt.Sprintf("%q", encoding)}
	}
	if err != nil {
		return nil, err
	}
	return w.list, nil
}

// rawEncoding finds the encoding in a header: a line such as "evt 3.0" or
// "format EVT3;height=720;width=1280", which newer software writes too.
func rawEncoding(lines []string) (name string, bigEndian bool) {
	for _, line := range lines {
		key, value, _ := strings.Cut(line, " ")
		value = strings.TrimSpace(value)
		switch key {
		case "evt":
			name = value
		case "format":
			name, value, _ = strings.Cut(value, ";")
			bigEndian = bigEndian || strings.Contains(value, "endianness=big")
		case "endianness":
			bigEndian = bigEndian || value == "big"
		}
	}
	return name, bigEndian
}

// rawWords are the events of a stream of words, whose times are spread over several.
type rawWords struct {
	events
	started bool  // a word of time was seen: what comes before has no time
	turns   int64 // how often the high bits of the time began anew
	high    int64 // the high bits
}

// setHigh takes the high bits of the time, of so many bits. Where they fall by more than half of
// their range they began anew.
func (w *rawWords) setHigh(high int64, bits uint) {
	if w.started && w.high-high > 1<<(bits-1) {
		w.turns++
	}
	w.high, w.started = high, true
}
