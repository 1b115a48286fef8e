package eventfile

import (
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
		{name: "davis128", rows: 128, width: 128, davis: true},
		{name: "davis208", rows: 192, width: 208, davis: true},
		{name: "davis240", rows: 180, width: 240, davis: true},
		{name: "davis346", rows: 260, width: 346, davis: true},
		{name: "davis640", rows: 480, width: 640, davis: true},
	}
}

// aedat2 reads 32 bits of address and 32 of time in µs, big-endian. jAER counts rows from
// below and keeps columns mirrored; here rows count from above and columns from the left. Of DAVIS
// cameras frames and motion are left out, of all of them external signals.
func (l *events) aedat2(b []byte, at int) error {
	chip := aedat2Chips()[0]
	for {
		line, next, ok := hashLine(b, at)
		if !ok {
			break
		}
		at = next
		if class, ok := strings.CutPrefix(line, "# AEChip:"); ok {
			if chip, ok = aedat2ChipOf(class); !ok {
				return &datasets.FormatError{Offset: -1, Want: "a recording of DVS128 or of a DAVIS camera", Got: strings.TrimSpace(class)}
			}
		}
	}
	const size = 8
	if rest := (len(b) - at) % size; rest != 0 {
		return cut(b, len(b)-rest, "an event of 8 bytes")
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
//	DVS128: bit 15 external, 14–8 y, 7–1 x, 0 polarity, ON where it is 0
//	DAVIS: bit 31 frame or motion, 30–22 y, 21–12 x, 11 polarity, ON where it is 1, 10 external
func (c aedat2Chip) address(a uint32) (x, y, p, kind int) {
	if c.davis {
		if a>>31 != 0 || a>>10&1 != 0 {
			return 0, 0, 0, aedat2Other
		}
		return c.width - 1 - int(a>>12&0x3ff), c.rows - 1 - int(a>>22&0x1ff), int(a >> 11 & 1), aedat2Change
	}
	if a>>15 == 1 {
		return 0, 0, 0, aedat2Other
	}
	if a>>15 != 0 {
		return 0, 0, 0, aedat2Foreign
	}
	return c.width - 1 - int(a>>1&0x7f), c.rows - 1 - int(a>>8&0x7f), 1 - int(a&1), aedat2Change
}

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
