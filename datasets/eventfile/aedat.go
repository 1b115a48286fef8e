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
