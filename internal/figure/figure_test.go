package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type writer interface{ Write(path string) error }

// samples are figures of every kind, as their users make them.
func samples() map[string]writer {
	line := func(f func(x float64) float64) (x, y []float64) {
		for i := range 30 {
			x = append(x, float64(i+1))
			y = append(y, f(float64(i+1)))
		}
		return x, y
	}
	a, b, d := Series{Name: "conv1"}, Series{Name: "conv2"}, Series{Name: "input", Dashed: true}
	a.X, a.Y = line(func(x float64) float64 { return 12 * math.Exp(-x/10) })
	b.X, b.Y = line(func(x float64) float64 { return 6 + 3*math.Sin(x/3) })
	d.X, d.Y = line(func(float64) float64 { return 3 })
	errs := Series{Name: "event-driven", X: []float64{5, 10, 20, 50, 100}, Y: []float64{0.2, 0.5, 0.9, 2.4, 4.7}}
	for _, v := range errs.Y {
		errs.Low, errs.High = append(errs.Low, 0.8*v), append(errs.High, 1.3*v)
	}
	raster := Raster{Title: "Spikes of one sample", Steps: 30, Panels: []Panel{{Name: "conv1", Neurons: 10800}, {Name: "output", Neurons: 10}}}
	for i := range 9000 {
		raster.Panels[0].Spikes = append(raster.Panels[0].Spikes, Spike{i * i % 30, i * 7919 % 10800})
	}
	for i := range 30 {
		raster.Panels[1].Spikes = append(raster.Panels[1].Spikes, Spike{i, i * 3 % 10})
	}
	matrix := Matrix{Title: "Confusion", X: "decided as", Y: "true class"}
	for i := range 10 {
		row := make([]int, 10)
		row[i], row[(i*3+1)%10] = 950, 7
		matrix.Counts = append(matrix.Counts, row)
	}
	many := Bars{Title: "More layers than the palette has", X: Axis{Label: "spikes"}, Y: Axis{Label: "share (%)"}, Digits: 1,
		Note:       "a note that is so long that it cannot stand on one line of the page and therefore has to be broken between words, as here",
		Categories: []string{"0", "1", "2", "3", "4", "5"}}
	for i := range 10 {
		many.Series = append(many.Series, Series{Name: "conv_" + string(rune('0'+i)), Y: []float64{80 - float64(i), 3, 2, 7, 4 + float64(i), 4}})
	}
	sheet := Pictures{Title: "Kernels", Note: "blue above 0, orange below"}
	for i := range 11 {
		img := image.NewRGBA(image.Rect(0, 0, 5, 5+i%2))
		for k := range 25 {
			img.SetRGBA(k%5, k/5, Diverging(math.Sin(float64(i*k))))
		}
		sheet.Pictures = append(sheet.Pictures, Picture{Caption: string(rune('a' + i)), Image: img})
	}
	return map[string]writer{
		"pictures": sheet,
		"lines": Lines{Title: "Firing density over time", Note: "nmnist-sim, which is simulated",
			X: Axis{Label: "time step"}, Y: Axis{Label: "firing density (%)"}, Series: []Series{a, b, d}},
		"log": Lines{Title: "Training time against the number of steps",
			X: Axis{Label: "time steps", Log: true}, Y: Axis{Label: "ms per sample", Log: true}, Series: []Series{errs}},
		"bars": Bars{Title: "Spikes per neuron and sample", X: Axis{Label: "spikes in the window"}, Y: Axis{Label: "share of neurons (%)"}, Digits: 1,
			Categories: []string{"0", "1", "2-10", ">10"},
			Series:     []Series{{Name: "conv1", Y: []float64{71, 14, 11, 4}}, {Name: "conv2", Y: []float64{84, 12, 4, 0}}, {Name: "fc", Y: []float64{75.5, 1.8, 22, .7}}}},
		"many":   many,
		"raster": raster,
		"matrix": matrix,
	}
}

// TestFilesAreWellFormed draws every kind in both formats. With FIGURE_DIR set
// the files stay there to be looked at.
func TestFilesAreWellFormed(t *testing.T) {
	dir := os.Getenv("FIGURE_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	for name, f := range samples() {
		svg := filepath.Join(dir, name+".svg")
		require.NoError(t, f.Write(svg))
		text, err := os.ReadFile(svg)
		require.NoError(t, err)
		dec := xml.NewDecoder(bytes.NewReader(text))
		for err == nil {
			_, err = dec.Token()
		}
		assert.True(t, errors.Is(err, io.EOF), "%s: %v", name, err)
		assert.NotContains(t, string(text), "NaN", name)
		assert.Less(t, len(text), 300_000, "%s is a large file", name)

		require.NoError(t, f.Write(svg))
		again, err := os.ReadFile(svg)
		require.NoError(t, err)
		assert.Equal(t, text, again, "%s differs when drawn again", name)

		img := filepath.Join(dir, name+".png")
		require.NoError(t, f.Write(img))
		data, err := os.ReadFile(img)
		require.NoError(t, err)
		pic, err := png.Decode(bytes.NewReader(data))
		require.NoError(t, err, name)
		assert.Greater(t, pic.Bounds().Dx(), 800, name)
	}
}

func TestBadFiguresAreRefused(t *testing.T) {
	dir := t.TempDir()
	one := []float64{1}
	for name, c := range map[string]struct {
		f    writer
		path string
		want string
	}{
		"format":       {Lines{Series: []Series{{X: one, Y: one}}}, "a.jpg", "expected .svg or .png"},
		"no series":    {Lines{}, "a.svg", "no series"},
		"lengths":      {Lines{Series: []Series{{Name: "s", X: one}}}, "a.svg", `series "s": 1 values of x and 0 of y`},
		"error bars":   {Lines{Series: []Series{{X: one, Y: one, Low: one}}}, "a.svg", "error bars 1 below and 0 above"},
		"not a number": {Lines{Series: []Series{{X: one, Y: []float64{math.NaN()}}}}, "a.svg", "value 0 is NaN"},
		"logarithm":    {Lines{X: Axis{Log: true}, Series: []Series{{X: []float64{0}, Y: one}}}, "a.svg", "needs values above 0"},
		"bars":         {Bars{Categories: []string{"a", "b"}, Series: []Series{{Y: one}}}, "a.svg", "1 values for 2 categories"},
		"raster":       {Raster{Steps: 1, Panels: []Panel{{Neurons: 1, Spikes: []Spike{{1, 0}}}}}, "a.svg", "beyond 1 neurons or 1 steps"},
		"matrix":       {Matrix{Counts: [][]int{{1, 2}}}, "a.svg", "row 0 has 2 columns of 1"},
	} {
		path := filepath.Join(dir, c.path)
		assert.ErrorContains(t, c.f.Write(path), c.want, name)
		assert.NoFileExists(t, path, name)
	}
	assert.ErrorContains(t, samples()["lines"].Write(filepath.Join(dir, "none", "a.svg")), "no such file")
}

func TestNumbersAreShort(t *testing.T) {
	for _, c := range []struct {
		v, step float64
		want    string
	}{
		{0, 1, "0"}, {0.3, 0.1, "0.3"}, {2, 0.5, "2.0"}, {2000, 500, "2000"}, {25000, 5000, "25k"},
		{2.5e6, 5e5, "2.5M"}, {3e9, 1e9, "3G"}, {0.001, 0.001, "0.001"}, {2e-6, 1e-6, "2e-06"},
		{1.5e-5, 5e-6, "1.5e-05"}, {2e-5, 5e-6, "2.0e-05"}, {-1.2e-5, 2e-6, "-1.2e-05"}, {1e-5, 1e-5, "1e-05"}, {-0.25, 0.05, "-0.25"},
	} {
		assert.Equal(t, c.want, number(c.v, c.step))
	}
}

// TestOnePointHasAnAxis draws values without extent.
func TestOnePointHasAnAxis(t *testing.T) {
	for _, v := range []float64{0, 1, -3, 1e6} {
		f := Lines{Series: []Series{{X: []float64{v}, Y: []float64{v}}}}
		assert.NoError(t, f.Write(filepath.Join(t.TempDir(), "a.png")))
	}
}

// TestAConstantIsNotDrawnAsZero has values far below 1.
func TestAConstantIsNotDrawnAsZero(t *testing.T) {
	for v, want := range map[float64][2]float64{5e-4: {0, 1e-3}, 0.25: {0, 0.5}, -5e-4: {-1e-3, 0}, 0: {0, 1}, 3: {2.5, 3.5}, 100: {90, 110}} {
		lo, hi := widen(v, v, true)
		assert.InDeltaSlice(t, want[:], []float64{lo, hi}, 1e-12, "%v", v)
	}
	lo, hi := widen(0.25, 0.25, false)
	assert.InDeltaSlice(t, []float64{0.225, 0.275}, []float64{lo, hi}, 1e-12)
}

// TestValuesThatDifferByRounding would want more ticks than memory holds.
func TestValuesThatDifferByRounding(t *testing.T) {
	for _, v := range []float64{math.Ln10, -math.Ln10, 1e-300, 1e300, 5e-324} {
		w := math.Nextafter(math.Nextafter(v, math.Inf(1)), math.Inf(1))
		f := Lines{Series: []Series{{X: []float64{1, 2}, Y: []float64{v, w}}}}
		assert.NoError(t, f.Write(filepath.Join(t.TempDir(), "a.png")), "%v", v)
	}
}

func TestADashedSeriesOfOnePointIsSeen(t *testing.T) {
	one := Series{X: []float64{1}, Y: []float64{1}, Dashed: true}
	assert.Positive(t, float64(seriesLook(0, 1, &one).glyph.Radius))
	one.X, one.Y = []float64{1, 2}, []float64{1, 2}
	assert.Zero(t, float64(seriesLook(0, 1, &one).glyph.Radius))
}

// TestALongLegendLeavesRoom for what it explains.
func TestALongLegendLeavesRoom(t *testing.T) {
	l := Lines{Title: "many", X: Axis{Label: "x"}, Y: Axis{Label: "y"}}
	for i := range 60 {
		l.Series = append(l.Series, Series{Name: fmt.Sprintf("20261130-100000-fashion_cnn_released-%d", i), X: []float64{1, 2, 3}, Y: []float64{1, 2, float64(i)}})
	}
	dir := t.TempDir()
	require.NoError(t, l.Write(filepath.Join(dir, "many.svg")))
	b, err := os.ReadFile(filepath.Join(dir, "many.svg"))
	require.NoError(t, err)
	assert.Regexp(t, `>and \d+ more<`, string(b))
	l.Series = l.Series[:3]
	require.NoError(t, l.Write(filepath.Join(dir, "few.svg")))
	b, err = os.ReadFile(filepath.Join(dir, "few.svg"))
	require.NoError(t, err)
	assert.NotContains(t, string(b), " more<")
}

// Names of classes that are wider than a column stand upright below it, and long ones are cut.
func TestMatrixOfNamedClasses(t *testing.T) {
	counts := [][]int{{9, 1, 0}, {0, 8, 2}, {1, 1, 8}}
	draw := func(names []string) string {
		path := filepath.Join(t.TempDir(), "m.svg")
		require.NoError(t, Matrix{X: "decided", Y: "class", Names: names, Counts: counts}.Write(path))
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		return string(b)
	}
	short, long := draw([]string{"a", "b", "c"}), draw([]string{"a", "b", "Ankle boot, and what comes behind it"})
	assert.Equal(t, 1, strings.Count(short, "rotate"), "the axis alone")
	assert.Contains(t, long, "Ankle boot, a…")
	assert.NotContains(t, long, "behind")
	alike := draw([]string{"right_hand_wave_00", "right_hand_wave_01", "c"})
	for _, name := range []string{"0: right_hand…", "1: right_hand…", "2: c"} {
		assert.Contains(t, alike, name)
	}
	many := Matrix{X: "decided", Y: "class", Names: make([]string, 12)}
	for i := range many.Names {
		many.Names[i] = "T-shirt/top"
		many.Counts = append(many.Counts, make([]int, 12))
	}
	path := filepath.Join(t.TempDir(), "many.svg")
	require.NoError(t, many.Write(path))
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, 13, strings.Count(string(b), "rotate"))
}
