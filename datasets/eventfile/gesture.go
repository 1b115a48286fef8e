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
// gesture after the other, at the times of their labels, as CutTree does: into
// Train/CLASS/RECORDING and Test/CLASS/RECORDING below out, with _2 and so on where a recording has
// a gesture again. FromZero and TestShare do nothing: labels are by the camera's clock, and the
// splits are published.
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
	t.findNotes()
	return t.run(ctx, out, func(ctx context.Context, name, out string) fileResult {
		cuts, err := gestureCuts(filepath.Join(t.in, strings.TrimSuffix(name, filepath.Ext(name))+"_labels.csv"))
		if err != nil {
			return fileResult{err: err}
		}
		return t.cut(ctx, name, filepath.Join(out, splits[name]), t.places(name, cuts))
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

const maxGestures = 1000 // of a recording

// gestureCuts reads the labels of a recording.
func gestureCuts(path string) ([]Cut, error) {
	b, err := regular.Read(path, maxLabels)
	if err != nil {
		return nil, fmt.Errorf("eventfile: %w", err)
	}
	var list []Cut
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

func gestureLine(line string) (c Cut, ok bool) {
	parts := strings.Split(line, ",")
	var v [3]int
	if len(parts) != len(v) {
		return c, false
	}
	for i, p := range parts {
		n, err := strconv.ParseInt(strings.TrimSpace(p), 10, 32)
		if err != nil {
			return c, false
		}
		v[i] = int(n)
	}
	names := gestureClasses()
	if v[0] < 1 || v[0] > len(names) || v[1] < 0 || v[2] <= v[1] {
		return c, false
	}
	return Cut{Class: names[v[0]-1], StartMicros: v[1], EndMicros: v[2]}, true
}
