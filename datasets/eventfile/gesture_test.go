package eventfile

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

// gestureTree makes a folder as DVS128 Gesture is published, with one event a millisecond.
func gestureTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	body := little(aedat3Head, uint16(1), uint16(1), uint32(8), uint32(4), uint32(0), uint32(50), uint32(50), uint32(50))
	for ms := range uint32(50) {
		body = append(body, little(ms<<17|3<<2|1, 1000*ms)...)
	}
	for name, labels := range map[string]string{
		"user01_led":  "1,5000,10000\n11,20000,20001\n1,30000,32000\n",
		"user24_lab":  "2,0,49001\n",
		"user29_dark": "3,1000,2000\r\n",
	} {
		put(t, filepath.Join(dir, name+".aedat"), body)
		put(t, filepath.Join(dir, name+"_labels.csv"), []byte(gestureLabels+"\n"+labels))
	}
	put(t, filepath.Join(dir, gestureTrain), []byte("user01_led.aedat\n\n"))
	put(t, filepath.Join(dir, gestureTest), []byte("user24_lab.aedat\r\nuser29_dark.aedat"))
	return dir
}

func TestCutGestures(t *testing.T) {
	in := gestureTree(t)
	assert.True(t, IsGestures(in))
	assert.False(t, IsGestures(t.TempDir()))
	out := filepath.Join(t.TempDir(), "out")
	r, err := CutGestures(context.Background(), in, out, NPZ, TreeOptions{Options: Options{FromZero: true}})
	require.NoError(t, err)
	assert.Equal(t, &TreeResult{Files: 5, Events: 5 + 1 + 2 + 50 + 1}, r)
	for name, first := range map[string]datasets.Event{
		"Train/01_hand_clapping/user01_led.npz":   {X: 5, Y: 3},
		"Train/11_other_gestures/user01_led.npz":  {X: 20, Y: 3},
		"Train/01_hand_clapping/user01_led_2.npz": {X: 30, Y: 3},
		"Test/02_right_hand_wave/user24_lab.npz":  {Y: 3},
		"Test/03_left_hand_wave/user29_dark.npz":  {X: 1, Y: 3},
	} {
		ev, err := Read(filepath.Join(out, name), Options{})
		require.NoError(t, err)
		assert.Equal(t, first, ev[0], name)
	}
	// Eleven classes in the order of their numbers, whichever are there.
	for i, name := range gestureClasses() {
		assert.Equal(t, i+1, int(name[0]-'0')*10+int(name[1]-'0'))
	}
	require.Len(t, gestureClasses(), 11)
}

func TestBadGestures(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       string
		bad        bool // one recording is, the folder can be used
	}{
		"no list":        {gestureTest, "", "trials_to_test.txt: expected names of .aedat files, got none", false},
		"another place":  {gestureTest, "../user24_lab.aedat", `trials_to_test.txt: line 1: expected the name of an .aedat file, got "../user24_lab.aedat"`, false},
		"in both":        {gestureTest, "user01_led.aedat", "trials_to_test.txt: user01_led.aedat is in a list already", false},
		"gone":           {gestureTest, "user30_led.aedat", "user30_led_labels.csv: no such file", true},
		"header":         {"user24_lab_labels.csv", "a,b,c\n1,2,3\n", "offset 0: expected the header class,startTime_usec,endTime_usec", true},
		"no labels":      {"user24_lab_labels.csv", gestureLabels, "expected a gesture, got none", true},
		"class":          {"user24_lab_labels.csv", gestureLabels + "\n12,1,2\n", `offset 34: expected a class from 1 to 11, its start and a later end in µs, got "12,1,2" in line 2`, true},
		"end":            {"user24_lab_labels.csv", gestureLabels + "\n1,2,2\n", `got "1,2,2"`, true},
		"number":         {"user24_lab_labels.csv", gestureLabels + "\n1,2,x\n", `got "1,2,x"`, true},
		"two":            {"user24_lab_labels.csv", gestureLabels + "\n1,2\n", `got "1,2"`, true},
		"no event":       {"user24_lab_labels.csv", gestureLabels + "\n4,50000,60000\n", "expected an event from 50000 to 60000 µs, 04_right_arm_clockwise, got none", true},
		"no recording":   {"user24_lab.aedat", "hello", "expected a line #!AER-DAT", true},
		"overlap":        {"user24_lab_labels.csv", gestureLabels + strings.Repeat("\n1,0,49001", 17), "expected parts that together hold at most 16 times the 50 events", true},
		"many":           {"user24_lab_labels.csv", gestureLabels + strings.Repeat("\n1,0,1", 1001), "expected at most 1000 gestures", true},
		"too far a time": {"user24_lab_labels.csv", gestureLabels + "\n1,2,99999999999\n", "99999999999", true},
	} {
		in, out := gestureTree(t), filepath.Join(t.TempDir(), "out")
		require.NoError(t, os.WriteFile(filepath.Join(in, c.file), []byte(c.text), 0o644))
		r, err := CutGestures(context.Background(), in, out, NPZ, TreeOptions{})
		assert.NoDirExists(t, out, name)
		if !c.bad {
			assert.ErrorContains(t, err, c.want, name)
			continue
		}
		require.ErrorIs(t, err, ErrBad, name)
		require.Len(t, r.Bad, 1, name)
		assert.ErrorContains(t, r.Bad[0], c.want, name)
		_, err = CutGestures(context.Background(), in, out, NPZ, TreeOptions{SkipBad: true})
		require.NoError(t, err, name)
		assert.NoDirExists(t, filepath.Join(out, "Test", "02_right_hand_wave"), name)
	}
}

// A recording of which one gesture does not fit is left out whole.
func TestGesturesThatDoNotFit(t *testing.T) {
	in, out := gestureTree(t), filepath.Join(t.TempDir(), "out")
	r, err := CutGestures(context.Background(), in, out, BS1, TreeOptions{SkipBad: true}) // which has no rows
	require.ErrorIs(t, err, ErrBad)
	require.Len(t, r.Bad, 3)
	assert.ErrorContains(t, r.Bad[0], "expected events that bs1 has room for from 5000 to 10000 µs, 01_hand_clapping, got event 0: row 3")
	assert.NoDirExists(t, out)
}
