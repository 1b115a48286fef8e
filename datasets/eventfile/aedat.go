package eventfile

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/snnsim/snnsim/datasets"
)

// decodeAEDAT reads the formats of iniVation's cameras and of jAER, whose first line says
// which it is. Source: docs.inivation.com, "AEDAT file formats", and of AEDAT 2.0 jAER's classes of cameras.
func decodeAEDAT(b []byte, o Options) ([]datasets.Event, error) {
	const mark = "#!AER-DAT"
	line, _, found := bytes.Cut(b, []byte("\n"))
	version, ok := strings.CutPrefix(strings.TrimSuffix(string(line), "\r"), mark)
	if !found || !ok {
		return nil, &datasets.FormatError{Want: "a line " + mark + "2.0, 3.1 or 4.0", Got: fmt.Sprintf("%.20q", b)}
	}
	at := len(line) + 1
	l := events{o: o}
	var err error
	switch version {
	case "2.0":
		err = l.aedat2(b, at)
	case "3.1":
		err = l.aedat3(b, at)
	case "4.0":
		err = l.aedat4(b, at)
	default:
		return nil, &datasets.FormatError{Want: mark + "2.0, 3.1 or 4.0", Got: fmt.Sprintf("%.20q", line)}
	}
	if err != nil {
		return nil, err
	}
	return l.list, nil
}

// hashLine returns the next line of a header, without what it ends with, and where the
// line behind it begins. What does not begin with # or is not text is data.
func hashLine(b []byte, at int) (line string, next int, ok bool) {
	if at >= len(b) || b[at] != '#' {
		return "", at, false
	}
	n := bytes.IndexByte(b[at:], '\n')
	if n < 0 {
		return "", at, false
	}
	text := bytes.TrimSuffix(b[at:at+n], []byte("\r"))
	return string(text), at + n + 1, isText(text)
}

// isText reports whether a line has no control characters but tabs and what it ends with.
func isText(line []byte) bool {
	return !bytes.ContainsFunc(bytes.TrimSuffix(line, []byte("\r")), func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}
