package metrics

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func sampleRecords() (*Start, []*Step, *Epoch, *End) {
	d := Densities{{"conv_1", 0.25}, {"a \"b\"\n", 1e-9}, {"output", 0}}
	step := func(n int) *Step {
		return &Step{Kind: KindStep, Epoch: 1, Step: n, Batch: n, Batches: 2, Samples: 8, Loss: 0.1, Accuracy: 0.5, LR: 1e-3,
			GradNorm: 3.25, Density: d, Seconds: 0.125, SamplesPerS: 64, Time: Time{Data: 0.1, Forward: 0.2, Backward: 0.3, Update: 0.4}}
	}
	res := &Result{Samples: 4, Loss: 1, Accuracy: 0.75, Ties: 1, Density: d, Confusion: [][]int{{1, 0}, {1, 2}}}
	return &Start{Network: "tiny.yaml", Seed: math.MaxUint64, Layers: []string{"conv_1"}, Set: "test"}, []*Step{step(1), step(2)},
		&Epoch{Epoch: 1, Step: 2, LR: 1e-3, TrainLoss: 0.1, TrainDensity: d, Test: res},
		&End{Reason: ReasonEpochs, Epochs: 1, Steps: 2, BestEpoch: 1, Best: 0.75, ChosenOn: "test", Test: res}
}

func writeSample(t testing.TB) string {
	path := filepath.Join(t.TempDir(), "metrics.jsonl")
	w, err := NewWriter(path)
	require.NoError(t, err)
	start, steps, epoch, end := sampleRecords()
	require.NoError(t, w.Start(start))
	for _, s := range steps {
		require.NoError(t, w.Step(s))
	}
	require.NoError(t, w.Epoch(epoch))
	require.NoError(t, w.End(end))
	require.NoError(t, w.Close())
	return path
}

func TestRecordsAreReadBack(t *testing.T) {
	recs, err := ReadFile(writeSample(t))
	require.NoError(t, err)
	require.Len(t, recs, 5)
	start, steps, epoch, end := sampleRecords()
	start.Kind, start.Format, epoch.Kind, end.Kind = KindStart, Format, KindEpoch, KindEnd
	assert.Equal(t, start, recs[0].Start)
	assert.Equal(t, steps[1], recs[2].Step)
	assert.Equal(t, epoch, recs[3].Epoch)
	assert.Equal(t, end, recs[4].End)
	assert.Equal(t, 5, recs[4].Line)
	r, set := recs[3].Epoch.Evaluation()
	assert.Equal(t, "test", set)
	assert.Equal(t, 0.75, r.Accuracy)
}

// TestStepIsWhatJSONWouldWrite compares the fast way with the usual one.
func TestStepIsWhatJSONWouldWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := func(name string) float64 { return rapid.Float64().Draw(t, name) }
		n := func(name string) int { return rapid.Int().Draw(t, name) }
		s := Step{Kind: KindStep, Epoch: n("e"), Step: n("s"), Batch: n("b"), Batches: n("bs"), Samples: n("n"), Loss: f("loss"),
			Accuracy: f("acc"), LR: f("lr"), GradNorm: f("norm"), Seconds: f("sec"), SamplesPerS: f("rate"),
			Time: Time{f("t1"), f("t2"), f("t3"), f("t4"), f("t5")}}
		for range rapid.IntRange(0, 3).Draw(t, "layers") {
			s.Density = append(s.Density, Density{rapid.String().Draw(t, "name"), f("density")})
		}
		want, err := json.Marshal(&s)
		require.NoError(t, err)
		var a, b Step
		require.NoError(t, json.Unmarshal(want, &a))
		require.NoError(t, json.Unmarshal(appendStep(nil, &s), &b))
		assert.Equal(t, a, b)
		var keys map[string]any
		require.NoError(t, json.Unmarshal(appendStep(nil, &s), &keys))
		assert.Len(t, keys, 14, "a key twice or missing")
	})
}

func TestWritingAStepAllocatesNothing(t *testing.T) {
	w, err := NewWriter(filepath.Join(t.TempDir(), "m"))
	require.NoError(t, err)
	defer w.Close()
	_, steps, _, _ := sampleRecords()
	steps[0].Density = steps[0].Density[:1]
	require.NoError(t, w.Step(steps[0]))
	assert.Zero(t, testing.AllocsPerRun(50, func() { _ = w.Step(steps[0]) }))
}

func TestNumbersThatJSONHasNot(t *testing.T) {
	b := appendStep(nil, &Step{Loss: math.NaN(), GradNorm: math.Inf(1)})
	rec, err := parse(b)
	require.NoError(t, err)
	assert.Zero(t, rec.Step.Loss)
}

// TestTornLastLine cuts a file everywhere: the whole lines are read.
func TestTornLastLine(t *testing.T) {
	b, err := os.ReadFile(writeSample(t))
	require.NoError(t, err)
	for n := range b {
		path := filepath.Join(t.TempDir(), "m")
		require.NoError(t, os.WriteFile(path, b[:n], 0o644))
		recs, err := ReadFile(path)
		require.NoError(t, err)
		assert.Len(t, recs, bytes.Count(b[:n], []byte("\n")))
	}
}

func TestFaultsNameTheLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{\"kind\":\"x\"}\nno JSON\n", "m:2: record: "},
		{"\n\n{}\n", `m:3: record: it has no "kind"`},
		{`{"kind":"step","epoch":"one"}` + "\n", "m:1: record step: "},
		{`{"kind":"step","density":[1]}` + "\n", "m:1: record step: densities: expected an object"},
		{`{"kind":"step","density":{"a":"b"}}` + "\n", "density of layer a"},
		{`{"kind":"` + strings.Repeat("x", maxLine) + "\"}\n", "m:1: a line of"},
		{strings.Repeat("x", maxLine+1+chunk), "m:1: a line of more than"},
	} {
		r := NewReader(strings.NewReader(c.text), "m")
		var err error
		for err == nil {
			_, err = r.Next()
		}
		assert.ErrorContains(t, err, c.want)
	}
	_, err := ReadFile(filepath.Join(t.TempDir(), "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestReadingGoesOnAfterAFault(t *testing.T) {
	for _, bad := range []string{"bad", strings.Repeat("x", maxLine+1), strings.Repeat("x", 3*maxLine)} {
		r := NewReader(strings.NewReader(bad+"\n{\"kind\":\"new\"}\n"), "m")
		_, err := r.Next()
		require.Error(t, err)
		rec, err := r.Next()
		require.NoError(t, err)
		assert.Equal(t, "new", rec.Kind)
		assert.Equal(t, 2, rec.Line)
		_, err = r.Next()
		assert.ErrorIs(t, err, io.EOF)
	}
}

// TestFollowingAFileThatGrows reads while a writer writes byte by byte.
func TestFollowingAFileThatGrows(t *testing.T) {
	b, err := os.ReadFile(writeSample(t))
	require.NoError(t, err)
	var grown bytes.Buffer
	r := NewReader(&grown, "m")
	n := 0
	for _, c := range b {
		grown.WriteByte(c)
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			assert.NotEqual(t, byte('\n'), c)
			continue
		}
		require.NoError(t, err)
		n++
		assert.Equal(t, n, rec.Line)
	}
	assert.Equal(t, 5, n)
}

func TestCutLeavesWhatTheCheckpointHas(t *testing.T) {
	whole, err := os.ReadFile(writeSample(t))
	require.NoError(t, err)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for _, c := range []struct {
		name                string
		steps, epochs, want int
		tail                string
	}{
		{"before the first step", 0, 0, 1, ""},
		{"within the epoch", 1, 0, 2, ""},
		{"at its last step", 2, 0, 3, ""},
		{"after it", 2, 1, 4, ""},
		{"torn", 2, 1, 4, `{"kind":"st`},
		{"zeros of a lost block", 1, 0, 2, "\x00\x00\x00\n"},
	} {
		path := filepath.Join(t.TempDir(), "m")
		require.NoError(t, os.WriteFile(path, append(bytes.Clone(whole), c.tail...), 0o644))
		require.NoError(t, Cut(path, c.steps, c.epochs))
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(bytes.Join(lines[:c.want], nil)), string(got), c.name)
	}
	assert.NoError(t, Cut(filepath.Join(t.TempDir(), "none"), 0, 0))
}

// Good records behind a bad one are not thrown away.
func TestCutRefusesADamagedLine(t *testing.T) {
	whole, err := os.ReadFile(writeSample(t))
	require.NoError(t, err)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	lines[1] = []byte("garbage\n")
	damaged := bytes.Join(lines, nil)
	path := filepath.Join(t.TempDir(), "m")
	require.NoError(t, os.WriteFile(path, damaged, 0o644))
	require.ErrorContains(t, Cut(path, 2, 1), path+":2: ")
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, damaged, got)
}

func FuzzReader(f *testing.F) {
	b, err := os.ReadFile(writeSample(f))
	require.NoError(f, err)
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte("{\"kind\":\"epoch\",\"test\":null}\n\x00\n{}\n"))
	f.Add([]byte(`{"kind":"step","density":{"a":{}}}` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := NewReader(bytes.NewReader(b), "m")
		lines := 0
		for {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				assert.ErrorContains(t, err, "m:")
			} else if rec.Step != nil {
				again, err := parse(appendStep(nil, rec.Step))
				require.NoError(t, err)
				assert.Equal(t, rec.Step, again.Step)
			}
			if lines++; lines > len(b)+1 {
				t.Fatal("more records than bytes")
			}
		}
	})
}
