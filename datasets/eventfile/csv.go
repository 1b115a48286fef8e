package eventfile

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
)

const csvHeader = "x,y,t_us,p"

// maxCSVLine is the length of a line that no event exceeds.
const maxCSVLine = 100

// decodeCSV reads a header that names the four columns in any order, then one
// event a line.
func decodeCSV(b []byte, o Options) ([]datasets.Event, error) {
	var ev []datasets.Event
	var order [4]int // the column of x, y, t, p
	var first int64  // what times are counted from
	line, at := 0, 0
	fault := func(want, got string) *datasets.FormatError {
		return &datasets.FormatError{Offset: int64(at), Want: want, Got: fmt.Sprintf("%s in line %d", got, line)}
	}
	for at < len(b) {
		line++
		text, _, _ := bytes.Cut(b[at:], []byte("\n"))
		next := at + len(text) + 1
		text = bytes.TrimSuffix(text, []byte("\r"))
		if len(text) > maxCSVLine {
			return nil, fault("lines of x, y, time and polarity", fmt.Sprintf("%d characters", len(text)))
		}
		if line == 1 {
			var ok bool
			if order, ok = csvOrder(string(text)); !ok {
				return nil, fault("the header "+csvHeader, strconv.Quote(string(text)))
			}
			at = next
			continue
		}
		v, ok := csvLine(string(text))
		if !ok {
			return nil, fault("4 whole numbers with commas between", strconv.Quote(string(text)))
		}
		if o.FromZero && len(ev) == 0 {
			first = v[order[2]]
		}
		t := v[order[2]]
		if o.FromZero {
			if t = o.since(t, first); t == before {
				return nil, fault(wantFirst, "an earlier one")
			}
		}
		e, bad := o.event(v[order[0]], v[order[1]], t, v[order[3]])
		if bad != "" {
			f := fault(wantEvent, bad)
			f.Cause = timeFault(len(ev), t)
			return nil, f
		}
		ev = append(ev, e)
		at = next
	}
	if line == 0 {
		return nil, fault("the header "+csvHeader, "an empty file")
	}
	return ev, nil
}

// csvOrder finds the columns of x, y, t and p in a header.
func csvOrder(header string) (order [4]int, ok bool) {
	names := strings.Split(header, ",")
	if len(names) != len(order) {
		return order, false
	}
	for i, want := range strings.Split(csvHeader, ",") {
		order[i] = -1
		for k, n := range names {
			if strings.TrimSpace(n) == want {
				order[i] = k
			}
		}
		if order[i] < 0 {
			return order, false
		}
	}
	return order, true
}

func csvLine(text string) (v [4]int64, ok bool) {
	parts := strings.Split(text, ",")
	if len(parts) != len(v) {
		return v, false
	}
	for i, p := range parts {
		n, err := strconv.ParseInt(strings.TrimSpace(p), 10, 64)
		if err != nil {
			return v, false
		}
		v[i] = n
	}
	return v, true
}

func encodeCSV(ev []datasets.Event) []byte {
	b := append(make([]byte, 0, 20*len(ev)+20), csvHeader+"\n"...)
	for _, e := range ev {
		b = strconv.AppendInt(b, int64(e.X), 10)
		b = strconv.AppendInt(append(b, ','), int64(e.Y), 10)
		b = strconv.AppendInt(append(b, ','), int64(e.T), 10)
		b = strconv.AppendInt(append(b, ','), int64(e.P), 10)
		b = append(b, '\n')
	}
	return b
}
