package eventfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/snnsim/snnsim/datasets"
)

// aedat2Chip is a camera that AEDAT 2.0 names in its header.
type aedat2Chip struct {
	name        string // as part of the header's class, lower case
	rows, width int
	davis       bool // addresses as DAVIS cameras have them
}

// aedat2Chips are the cameras whose addresses are known. Files without a name are of
// DVS128, the first.
func aedat2Chips() []aedat2Chip {
	return []aedat2Chip{
		{name: "dvs128", rows: 128, width: 128},
		{name: "tmpdiff128", rows: 128, width: 128}, // an older name of it
		{name: "davis128", rows: 128, width: 128, davis: true},
		{name: "davis208", rows: 192, width: 208, davis: true},
		{name: "davis240", rows: 180, width: 240, davis: true},
		{name: "davis346", rows: 260, width: 346, davis: true},
		{name: "davi346", rows: 260, width: 346, davis: true}, // as converters from AEDAT 4.0 write it
		{name: "davis640", rows: 480, width: 640, davis: true},
	}
}

// aedat2 reads 32 bits of address and 32 of time in µs, big-endian. jAER counts rows from
// below and keeps columns mirrored; here rows count from above and columns from the left. Of DAVIS
// cameras frames and motion are left out, of all of them external signals.
func (l *events) aedat2(b []byte, at int) error {
	chip := aedat2Chips()[0]
	lines, at := aedat2Header(b, at)
	for _, line := range lines {
		if class, ok := strings.CutPrefix(line, "# AEChip:"); ok {
			if chip, ok = aedat2ChipOf(class); !ok {
				return &datasets.FormatError{Offset: -1, Want: "a recording of DVS128 or of a DAVIS camera", Got: strings.TrimSpace(class)}
			}
		}
	}
	const size = 8
	if rest := (len(b) - at) % size; rest != 0 {
		return truncated(b, len(b)-rest, "an event of 8 bytes")
	}
	for ; at < len(b); at += size {
		a, t := binary.BigEndian.Uint32(b[at:]), int64(int32(binary.BigEndian.Uint32(b[at+4:])))
		x, y, p, kind := chip.address(a)
		switch {
		case kind == aedat2Other:
			continue
		case kind == aedat2Foreign || x < 0 || y < 0:
			return &datasets.FormatError{Offset: int64(at), Want: fmt.Sprintf("an address of %s, %d × %d", chip.name, chip.width, chip.rows), Got: fmt.Sprintf("%#x", a)}
		}
		if err := l.add(int64(x), int64(y), t, int64(p), at); err != nil {
			return err
		}
	}
	return nil
}

// What an address is of.
const (
	aedat2Change  = iota // a change of brightness
	aedat2Other          // something else that the camera sends
	aedat2Foreign        // nothing that it sends
)

// address takes an address apart. x and y are below 0 outside the sensor.
//
//	DVS128: bits 31 and 15 external, 14–8 y, 7–1 x, 0 polarity, ON where it is 0 (jAER's
//	class DVS128; iniVation's page says 1)
//	DAVIS: bit 31 frame or motion, 30–22 y, 21–12 x, 11 polarity, ON where it is 1, 10 external
func (c aedat2Chip) address(a uint32) (x, y, p, kind int) {
	if c.davis {
		if a>>31 != 0 || a>>10&1 != 0 {
			return 0, 0, 0, aedat2Other
		}
		return c.width - 1 - int(a>>12&0x3ff), c.rows - 1 - int(a>>22&0x1ff), int(a >> 11 & 1), aedat2Change
	}
	if a&(1<<31|1<<15) != 0 {
		return 0, 0, 0, aedat2Other
	}
	if a>>15 != 0 {
		return 0, 0, 0, aedat2Foreign
	}
	return c.width - 1 - int(a>>1&0x7f), c.rows - 1 - int(a>>8&0x7f), 1 - int(a&1), aedat2Change
}

// aedat2Header returns the lines of the header from a place on, and where data begin: behind
// the line that says so or, in files without it, at the first that is not one of text and does
// not begin with #.
func aedat2Header(b []byte, at int) (lines []string, end int) {
	head := b[at-1 : min(len(b), at+maxAEDAT2Header)] // with the end of the line before
	for _, mark := range []string{"#End Of ASCII Header", "# End of ASCII Header"} {
		if i := bytes.Index(head, []byte("\n"+mark)); i >= 0 {
			if n := bytes.IndexByte(b[at+i:], '\n'); n >= 0 {
				end = at + i + n + 1
				for line := range strings.Lines(string(b[at:end])) {
					lines = append(lines, strings.TrimRight(line, "\r\n"))
				}
				return lines, end
			}
		}
	}
	for {
		line, next, ok := hashLine(b, at)
		if !ok && at < len(b) && b[at] == '#' && isText(b[at:]) {
			return lines, len(b) // the file ends in a line
		}
		if !ok {
			return lines, at
		}
		lines, at = append(lines, line), next
	}
}

// maxAEDAT2Header is how far the end of a header is looked for; preferences of jAER have some 100 kB.
const maxAEDAT2Header = 4 << 20 // bytes

// aedat2ChipOf finds a camera by the class of jAER, such as
// eu.seebetter.ini.chips.davis.Davis346blue.
func aedat2ChipOf(class string) (aedat2Chip, bool) {
	class = strings.ToLower(class[strings.LastIndexByte(class, '.')+1:])
	for _, c := range aedat2Chips() {
		if strings.Contains(class, c.name) {
			return c, true
		}
	}
	return aedat2Chip{}, false
}
