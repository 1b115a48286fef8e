package tui

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the pictures of this version")

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// example is a run in its third epoch.
func example() *Snapshot {
	s := &Snapshot{
		Network: "nmnist_sim", Data: "nmnist-sim", Simulated: true, Seed: 3,
		Epoch: 3, Epochs: 10, Batch: 7, Batches: 20, Step: 47, Done: 0.235,
		At: noon, Elapsed: 83 * time.Second, Left: 271 * time.Second,
		Loss: 1.2345, Accuracy: 0.8125, LR: 0.0005, Norm: 12.5, Rate: 231.4,
		Tests:     []Test{{20, 0.55}, {40, 0.742}},
		Finished:  []Epoch{{1, 3.1, 0.31, 0.55, 30 * time.Second}, {2, 1.9, 0.702, 0.742, 29 * time.Second}},
		BestEpoch: 2, BestAccuracy: 0.742,
		Layers: []Layer{{Name: "conv_1", Neurons: 8000, Density: 0.0123}, {Name: "conv_2", Neurons: 9216, Density: 0.042}, {Name: "output", Neurons: 10, Density: 0.1}},
		Raster: Raster{Layer: "output", Neurons: 10, Shown: 10, Label: 7, Output: true},
	}
	for i := range 47 {
		x := float64(i) / 47
		s.LossCurve = append(s.LossCurve, float32(3.5*math.Exp(-2*x)+0.1*math.Sin(9*x)))
		s.AccuracyCurve = append(s.AccuracyCurve, float32(0.1+0.75*x))
		for j := range s.Layers {
			s.Layers[j].Curve = append(s.Layers[j].Curve, float32(x*s.Layers[j].Density))
		}
	}
	for t := range 30 {
		step := uint64(0)
		if t > 8 && t%3 == 0 {
			step |= 1 << 7
		}
		s.Raster.Steps = append(s.Raster.Steps, step|1<<(t%10)&^(1<<(t%4)))
	}
	return s
}

func TestFrames(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  int
		theme Theme
		state State
	}{
		{"120x34", 120, 34, Theme{}, State{}},
		{"120x34-color", 120, 34, Theme{Color: true}, State{}},
		{"80x24", 80, 24, Theme{}, State{}},
		{"80x24-color", 80, 24, Theme{Color: true}, State{Paused: true}},
		{"40x40", 40, 40, Theme{}, State{}},
		{"40x40-color", 40, 40, Theme{Color: true}, State{Stopping: true}},
		{"40x20", 40, 20, Theme{}, State{}},
		{"30x9", 30, 9, Theme{}, State{}},
		{"80x24-help", 80, 24, Theme{}, State{Help: true}},
		{"80x24-keyless", 80, 24, Theme{}, State{Keyless: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Frame(example(), c.state, c.theme, noon.Add(2*time.Second), c.w, c.h) + "\n"
			path := filepath.Join("testdata", c.name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
			assert.Equal(t, c.theme.Color, strings.Contains(got, "\x1b"))
		})
	}
}

func TestWidthIsTheTerminals(t *testing.T) {
	for _, s := range []string{"", "abc", "\x1b[1;31mab\x1b[0m", "│⣀▌█·…▸┃", "漢字 x", "e\u0301", "\x1b[2Jab", "\x1b[", "a\x1b[31", "\xff", "\x07", "\u200d"} {
		assert.Equal(t, ansi.StringWidth(s), width(s), "%q", s)
	}
}

// fits checks that a picture is no larger than its screen.
func fits(t *testing.T, frame string, w, h int, about string) {
	lines := strings.Split(frame, "\n")
	if len(lines) > h {
		t.Errorf("%s: %d rows, want at most %d", about, len(lines), h)
	}
	for _, l := range lines {
		if n := ansi.StringWidth(l); n > w {
			t.Errorf("%s: %d columns, want at most %d: %q", about, n, w, l)
		}
	}
}

func TestPadIsExact(t *testing.T) {
	for _, s := range []string{"", "conv_1", "a layer of a long name", "日本語日本語日本語", "a日本語日本語日本語"} {
		for w := range 14 {
			assert.Equal(t, w, width(pad(s, w)), "%q in %d", s, w)
		}
	}
}

func TestFramesFitEverySize(t *testing.T) {
	many := example()
	for i := range 30 {
		many.Layers = append(many.Layers, Layer{Name: fmt.Sprintf("long_layer_name_%d", i), Neurons: 5, Density: 1})
		many.Finished = append(many.Finished, Epoch{Number: 3 + i, Test: -1})
	}
	many.Network, many.Raster.Shown, many.Raster.Neurons, many.Raster.Fired = "a 漢字 network\nwith \x1b[31mescapes\x07", 64, 9216, 700
	many.Raster.Steps = make([]uint64, 500)
	snaps := map[string]*Snapshot{
		"nil": nil, "zero": {}, "example": example(), "many": many,
		"odd": {Loss: math.NaN(), Accuracy: math.Inf(1), LossCurve: []float32{float32(math.NaN())}, AccuracyCurve: []float32{2}, Done: 7, Rate: math.Inf(1),
			Left: math.MaxInt64, Layers: []Layer{{Density: math.NaN()}, {Density: -1}}, Tests: []Test{{9, 5}}, Step: 3, Raster: Raster{Steps: []uint64{1}}},
	}
	for name, s := range snaps {
		for _, st := range []State{{}, {Help: true}, {Paused: true}} {
			for w := 0; w < 130; w += 1 + w/20 {
				for h := 0; h < 45; h += 1 + (w+h)%5 {
					f := Frame(s, st, Theme{Color: w%2 == 0}, noon, w, h)
					if h > 0 {
						fits(t, f, w, h, fmt.Sprintf("%s %dx%d", name, w, h))
					}
				}
			}
		}
	}
}

func TestNoticeAndSet(t *testing.T) {
	s := example()
	s.Notice, s.Set = "live view at http://127.0.0.1:8080", "validation"
	f := Frame(s, State{}, Theme{}, noon, 80, 24)
	lines := strings.Split(f, "\n")
	assert.Equal(t, s.Notice, lines[len(lines)-2])
	assert.Contains(t, f, "best validation 74.20 % in epoch 2")
	assert.NotContains(t, f, "test 7")
}

func TestTextFromOutsideCannotEscape(t *testing.T) {
	s := example()
	s.Network, s.Layers[0].Name, s.Raster.Layer = "a\x1b]0;title\x07b", "c\x1b[2J", "\x9b2Jd"
	assert.NotContains(t, Frame(s, State{}, Theme{}, noon, 100, 30), "\x1b")
	assert.NotContains(t, Frame(s, State{}, Theme{}, noon, 100, 30), "\x9b")
}

func FuzzFrame(f *testing.F) {
	f.Add("net", 1.5, 0.25, 80, 24, uint64(7))
	f.Add("\x1b[2J", math.NaN(), math.Inf(1), 12, 3, uint64(1)<<63)
	f.Fuzz(func(t *testing.T, name string, x, y float64, w, h int, bits uint64) {
		w, h = w&255, h&127
		s := example()
		s.Network, s.Loss, s.Accuracy, s.Done, s.Rate = name, x, y, y, x
		s.LossCurve = append(s.LossCurve, float32(x), float32(y))
		s.AccuracyCurve = append(s.AccuracyCurve, float32(y), float32(x))
		s.Layers[1].Density, s.Layers[1].Name = y, name
		s.Tests = append(s.Tests, Test{int(bits % 100), x})
		s.Raster.Steps = append(s.Raster.Steps, bits)
		if frame := Frame(s, State{}, Theme{Color: bits&1 == 0}, noon, w, h); h > 0 {
			fits(t, frame, w, h, "fuzz")
		}
	})
}
