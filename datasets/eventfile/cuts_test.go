package eventfile

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

func TestReadCuts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cuts.csv")
	read := func(text string) ([]Cut, error) {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		return ReadCuts(path)
	}
	list, err := read("\ufeffclass,file, start_us,end_us,split\r\nwave,\"a,b/1.raw\",5,7,Train\r\nclap,c.bin,0,2147483647,\r\n")
	require.NoError(t, err)
	assert.Equal(t, []Cut{{File: "a,b/1.raw", Class: "wave", Split: "Train", StartMicros: 5, EndMicros: 7}, {File: "c.bin", Class: "clap", EndMicros: 2147483647}}, list)
	for text, want := range map[string]string{
		"":                                               "cuts.csv:1: expected the columns file, class, start_us, end_us and, if wanted, split, got none of the name file",
		"file,class,start_us,end\n":                      "got none of the name end_us",
		"file,class,start_us,end_us,who\n":               `got "file,class,start_us,end_us,who"`,
		"file,class,start_us,end_us,class\n":             `got "file,class,start_us,end_us,class"`,
		"file,class,start_us,end_us\n":                   "expected a line for every part, got none",
		"file,class,start_us,end_us\na,b,1\n":            "wrong number of fields",
		"file,class,start_us,end_us\na,b,x,2\n":          `cuts.csv:2: start_us: expected a whole number of µs from 0 to 2147483647, got "x"`,
		"file,class,start_us,end_us\na,b,1,2147483648\n": "end_us: expected a whole number",
		"file,class,start_us,end_us\n\na,b,2,2\n":        "cuts.csv:3: from 2 to 2 µs: expected a time from 0 on and a later one",
		"file,class,start_us,end_us\n../a,b,1,2\n":       `file "../a": expected one below the folder`,
		"file,class,start_us,end_us\na,../b,1,2\n":       `class "../b": expected the name of a folder`,
		"file,class,start_us,end_us\na,.b,1,2\n":         `class ".b": expected the name of a folder`,
		"file,class,start_us,end_us,split\na,b,1,2,c/d":  `split "c/d": expected the name of a folder`,
	} {
		_, err := read(text)
		assert.ErrorContains(t, err, want, "%q", text)
	}
	_, err = ReadCuts(filepath.Join(t.TempDir(), "gone.csv"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestCutTree(t *testing.T) {
	in := t.TempDir()
	var ev []datasets.Event
	for ms := range 50 {
		ev = append(ev, datasets.Event{X: uint16(ms), T: 100_000 + int32(1000*ms)})
	}
	b, err := Encode(Bin, ev)
	require.NoError(t, err)
	put(t, filepath.Join(in, "monday", "1.bin"), b)
	put(t, filepath.Join(in, "2.bin"), b)
	put(t, filepath.Join(in, "monday", datasets.SimulatedNote), []byte("simulated"))
	cuts := []Cut{
		{File: "monday/1.bin", Class: "wave", Split: "Train", StartMicros: 5000, EndMicros: 10_000},
		{File: "./2.bin", Class: "wave", Split: "Test", StartMicros: 0, EndMicros: 1},
		{File: "monday/1.bin", Class: "wave", Split: "Train", StartMicros: 20_000, EndMicros: 22_500},
		{File: "monday/1.bin", Class: "clap", StartMicros: 49_000, EndMicros: 49_001},
	}
	o := TreeOptions{Options: Options{FromZero: true}}
	out := filepath.Join(t.TempDir(), "out")
	r, err := CutTree(context.Background(), in, out, CSV, cuts, o)
	require.NoError(t, err)
	assert.Equal(t, &TreeResult{Files: 4, Events: 5 + 1 + 3 + 1}, r)
	for name, want := range map[string]datasets.Event{
		"Train/wave/monday_1.csv": {X: 5}, "Train/wave/monday_1_2.csv": {X: 20}, "Test/wave/2.csv": {}, "clap/monday_1.csv": {X: 49},
	} {
		got, err := Read(filepath.Join(out, name), Options{})
		require.NoError(t, err)
		assert.Equal(t, want, got[0], name)
	}

	assert.FileExists(t, filepath.Join(out, datasets.SimulatedNote), "what is simulated stays marked")

	// Parts without a split are divided.
	for i := range cuts {
		cuts[i].Split = ""
	}
	plain := o
	o.TestShare = 0.5
	_, err = CutTree(context.Background(), in, out+"2", NPZ, cuts, o)
	assert.ErrorContains(t, err, "class clap: 1 recordings: a share of 0.5 has none for the test")
	cuts = append(cuts, Cut{File: "2.bin", Class: "clap", StartMicros: 3000, EndMicros: 4000})
	_, err = CutTree(context.Background(), in, out+"2", NPZ, cuts, o)
	require.NoError(t, err)
	for _, name := range []string{"Train/wave/monday_1.npz", "Test/wave/2.npz", "Train/wave/monday_1_2.npz", "Train/clap/monday_1.npz", "Test/clap/2.npz"} {
		assert.FileExists(t, filepath.Join(out+"2", name))
	}

	_, err = CutTree(context.Background(), in, out+"3", NPZ, []Cut{{File: "2.bin", Class: "a", StartMicros: 50_000, EndMicros: 60_000}}, plain)
	assert.ErrorIs(t, err, ErrBad)
	_, err = CutTree(context.Background(), in, out+"3", NPZ, []Cut{{File: "2.bin", Class: "", StartMicros: 1, EndMicros: 2}}, plain)
	assert.ErrorContains(t, err, `part 1: eventfile: class ""`)
	_, err = CutTree(context.Background(), in, out+"3", NPZ, []Cut{{File: "a/b.bin", Class: "c", EndMicros: 2}, {File: "A_b.npz", Class: "C", EndMicros: 2}}, plain)
	assert.ErrorContains(t, err, "parts of a/b.bin and A_b.npz would both become ")
	// A second part of one recording, and a recording of that name.
	put(t, filepath.Join(in, "2_2.bin"), b)
	two := []Cut{{File: "2.bin", Class: "c", EndMicros: 2}, {File: "2.bin", Class: "c", EndMicros: 3}, {File: "2_2.bin", Class: "c", EndMicros: 2}}
	_, err = CutTree(context.Background(), in, out+"3", NPZ, two, plain)
	assert.ErrorContains(t, err, "parts of 2.bin and 2_2.bin would both become "+filepath.Join("c", "2_2.npz"))
	_, err = CutTree(context.Background(), in, out+"3", NPZ, nil, plain)
	assert.ErrorContains(t, err, "no parts")
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err = CutTree(ctx, in, out+"3", NPZ, cuts, plain)
	assert.ErrorIs(t, err, context.Canceled)
	assert.NoDirExists(t, out+"3")
}
