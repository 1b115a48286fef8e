package eventfile

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/regular"
)

// gestureClasses are the classes of DVS128 Gesture, from its class 1 on. In this order
// they are labels 0 to 10, as other tools have them.
func gestureClasses() []string {
	return []string{
		"01_hand_clapping", "02_right_hand_wave", "03_left_hand_wave", "04_right_arm_clockwise", "05_right_arm_counter_clockwise",
		"06_left_arm_clockwise", "07_left_arm_counter_clockwise", "08_arm_roll", "09_air_drums", "10_air_guitar", "11_other_gestures",
	}
}

// The lists of recordings of the two splits, and the header of a recording's labels.
const (
	gestureTrain  = "trials_to_train.txt"
	gestureTest   = "trials_to_test.txt"
	gestureLabels = "class,startTime_usec,endTime_usec"
)

// IsGestures reports whether a folder is DVS128 Gesture as published, by its lists of recordings.
func IsGestures(dir string) bool {
	for _, name := range []string{gestureTrain, gestureTest} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// CutGestures cuts the recordings of DVS128 Gesture as published (Amir et al. 2017), which hold one
// gesture after the other, at the times of their labels, and writes Train/<class>/<recording> and
// Test/<class>/<recording> below out, which appears when it is complete. An event belongs to a gesture from
// its start to before its end, and times count from the start. Faults are as with ConvertTree; a recording with a
// gesture without an event is a bad one.
func CutGestures(ctx context.Context, in, out string, to Format, o TreeOptions) (*TreeResult, error) {
	o.FromZero, o.TestShare = false, 0 // labels are by the camera's clock, and splits are published
	t, err := newConversion(in, out, to, o)
	if err != nil {
		return nil, err
	}
	splits := map[string]string{}
	for _, s := range []struct{ list, split string }{{gestureTrain, "Train"}, {gestureTest, "Test"}} {
		names, err := gestureList(filepath.Join(t.in, s.list))
		if err != nil {
			return nil, fmt.Errorf("eventfile: folder %s: %w", t.in, err)
		}
		for _, name := range names {
			if _, twice := splits[name]; twice {
				return nil, fmt.Errorf("eventfile: folder %s: %s: %s is in a list already", t.in, s.list, name)
			}
			splits[name] = s.split
			t.files = append(t.files, name)
		}
	}
	return t.run(ctx, out, func(name, out string) fileResult {
		return t.cutGestures(name, filepath.Join(out, splits[name]))
	})
}

const maxLabels = 1 << 20 // bytes of a list or of labels

// gestureList reads the names of recordings, one a line.
func gestureList(path string) (names []string, err error) {
	b, err := regular.Read(path, maxLabels)
	if err != nil {
		return nil, err
	}
	for i, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if !fs.ValidPath(line) || strings.ContainsAny(line, `/\`) || filepath.Ext(line) != ".aedat" {
			return nil, fmt.Errorf("%s: line %d: expected the name of an .aedat file, got %.40q", filepath.Base(path), i+1, line)
		}
		names = append(names, line)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: expected names of .aedat files, got none", filepath.Base(path))
	}
	return names, nil
}

// gesture is a part of a recording: its class, from 0 on, and its times in µs, the end outside.
type gesture struct{ class, start, end int }

// cutGestures writes the gestures of one recording below out.
func (t *conversion) cutGestures(name, out string) (r fileResult) {
	from := filepath.Join(t.in, name)
	ev, err := Read(from, t.Options)
	if err != nil {
		return fileResult{err: err}
	}
	list, err := gestureTimes(strings.TrimSuffix(from, filepath.Ext(from)) + "_labels.csv")
	if err != nil {
		return fileResult{err: err}
	}
	files := make([][]byte, len(list)) // all before one is written: a recording is left out whole
	for i, g := range list {
		var part []datasets.Event
		for _, e := range ev {
			if int(e.T) >= g.start && int(e.T) < g.end {
				e.T -= int32(g.start)
				part = append(part, e)
			}
		}
		fault := func(want, got string) fileResult {
			return fileResult{err: &datasets.FormatError{Path: from, Offset: -1, Want: fmt.Sprintf("%s from %d to %d µs, class %d", want, g.start, g.end, g.class+1), Got: got}}
		}
		if len(part) == 0 {
			return fault("an event", "none")
		}
		if r.events += len(part); r.events > maxOverlap*len(ev) {
			return fault("gestures that do not overlap", "others that do")
		}
		if files[i], err = Encode(t.to, part); err != nil {
			return fault("events that "+string(t.to)+" has room for", err.Error())
		}
	}
	seen := make([]int, len(gestureClasses()))
	for i, g := range list {
		stem := strings.TrimSuffix(name, filepath.Ext(name))
		if seen[g.class]++; seen[g.class] > 1 {
			stem += "_" + strconv.Itoa(seen[g.class])
		}
		if err := place(filepath.Join(out, gestureClasses()[g.class], stem+"."+string(t.to)), files[i]); err != nil {
			return fileResult{err: err}
		}
	}
	r.files = len(list)
	return r
}

// Bounds of a recording's labels: their number, and how often they may hold its events.
const (
	maxGestures = 1000
	maxOverlap  = 4
)

// gestureTimes reads the labels of a recording.
func gestureTimes(path string) ([]gesture, error) {
	b, err := regular.Read(path, maxLabels)
	if err != nil {
		return nil, fmt.Errorf("eventfile: %w", err)
	}
	var list []gesture
	at := 0
	for i, text := range bytes.SplitAfter(b, []byte("\n")) {
		line := strings.TrimSpace(string(text))
		fault := func(want string) error {
			return &datasets.FormatError{Path: path, Offset: int64(at), Want: want, Got: fmt.Sprintf("%.60q in line %d", line, i+1)}
		}
		switch v, ok := gestureLine(line); {
		case i == 0 && line != gestureLabels:
			return nil, fault("the header " + gestureLabels)
		case i == 0 || line == "":
		case !ok:
			return nil, fault(fmt.Sprintf("a class from 1 to %d, its start and a later end in µs", len(gestureClasses())))
		case len(list) == maxGestures:
			return nil, fault(fmt.Sprintf("at most %d gestures", maxGestures))
		default:
			list = append(list, v)
		}
		at += len(text)
	}
	if len(list) == 0 {
		return nil, &datasets.FormatError{Path: path, Offset: -1, Want: "a gesture", Got: "none"}
	}
	return list, nil
}

func gestureLine(line string) (g gesture, ok bool) {
	parts := strings.Split(line, ",")
	var v [3]int
	if len(parts) != len(v) {
		return g, false
	}
	for i, p := range parts {
		n, err := strconv.ParseInt(strings.TrimSpace(p), 10, 32)
		if err != nil {
			return g, false
		}
		v[i] = int(n)
	}
	return gesture{v[0] - 1, v[1], v[2]}, v[0] >= 1 && v[0] <= len(gestureClasses()) && v[1] >= 0 && v[2] > v[1]
}
