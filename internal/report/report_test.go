package report

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

func TestPageEscapesWhatItIsGiven(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	p := &Page{
		Title: evil, Subtitle: evil, Warnings: []string{evil}, Facts: []Fact{{evil, evil, evil}}, Repeat: evil, Expect: evil, Config: evil, Footer: evil,
		Sections: []Section{{
			Title: evil, Text: []string{evil}, Figures: []Figure{{Alt: evil, Caption: evil, SVG: []byte("<svg/>")}},
			Samples: []Sample{{Caption: evil, Picture: image.NewRGBA(image.Rect(0, 0, 2, 2)), Figure: &Figure{Alt: evil}}, {Caption: evil}},
			Tables:  []Table{{Caption: evil, Head: []string{evil}, Rows: [][]string{{evil, evil}}}},
		}},
	}
	var b bytes.Buffer
	require.NoError(t, p.Write(&b))
	html := b.String()
	assert.NotContains(t, html, "<script")
	assert.NotContains(t, html, `"">`)
	assert.Equal(t, 23, strings.Count(html, "alert(1)"), "everything is shown")
	assert.Contains(t, html, `src="data:image/svg&#43;xml;base64,PHN2Zy8&#43;"`)
	assert.Contains(t, html, `src="data:image/png;base64,`)
	for _, elsewhere := range []string{"http://", "https://", "<link", "@import", "url("} {
		assert.NotContains(t, html, elsewhere, "nothing is loaded from elsewhere")
	}
}

func someRun(name string, accuracies ...float64) *Run {
	r := &Run{Name: name, Start: &metrics.Start{Network: "net", Dataset: "set", Simulated: true}}
	for i, a := range accuracies {
		r.Epochs = append(r.Epochs, &metrics.Epoch{
			Epoch: i + 1, TrainAccuracy: a / 2, TrainLoss: 1 - a, LR: 0.1,
			TrainDensity: metrics.Densities{{Layer: "a", Value: 0.1}, {Layer: "b", Value: 0.3}, {Layer: "out", Value: 0.9}},
			Test:         &metrics.Result{Accuracy: a, Loss: 2 - a},
		})
	}
	return r
}

func TestCurvesOfOneRun(t *testing.T) {
	r := someRun("one", 0.5, 0.75)
	l, err := Curves(Accuracy, r)
	require.NoError(t, err)
	assert.Equal(t, "Accuracy of one", l.Title)
	assert.Equal(t, "net on set (simulated)", l.Note)
	require.Len(t, l.Series, 2)
	assert.Equal(t, figure.Series{Name: "training", X: []float64{1, 2}, Y: []float64{25, 37.5}}, l.Series[0])
	assert.Equal(t, figure.Series{Name: "test", X: []float64{1, 2}, Y: []float64{50, 75}}, l.Series[1])

	l, err = Curves(Firing, r)
	require.NoError(t, err)
	require.Len(t, l.Series, 3)
	assert.Equal(t, "b", l.Series[1].Name)
	assert.InDeltaSlice(t, []float64{30, 30}, l.Series[1].Y, 1e-9)

	r.Epochs[0].Test, r.Epochs[0].Validation = nil, &metrics.Result{Accuracy: 1}
	l, err = Curves(Accuracy, r)
	require.NoError(t, err)
	assert.Equal(t, "validation", l.Series[1].Name)
}

func TestCurvesOfSeveralRuns(t *testing.T) {
	a, b := someRun("a", 0.5), someRun("b", 0.25, 1)
	l, err := Curves(Accuracy, a, b)
	require.NoError(t, err)
	assert.Equal(t, []figure.Series{{Name: "a", X: []float64{1}, Y: []float64{50}}, {Name: "b", X: []float64{1, 2}, Y: []float64{25, 100}}}, l.Series)
	l, err = Curves(Firing, a, b)
	require.NoError(t, err)
	assert.InDelta(t, 20, l.Series[0].Y[0], 1e-9, "the hidden layers")
	b.Start.Network = "other"
	l, err = Curves(Rate, a, b)
	require.NoError(t, err)
	assert.Equal(t, "set (simulated)", l.Note)

	_, err = Curves("speed", a)
	require.ErrorContains(t, err, `quantity "speed": expected one of`)
	_, err = Curves(Loss, someRun("none"), someRun("nothing"))
	require.ErrorIs(t, err, ErrNoEpochs)
}

func TestReadRunOfWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	_, err := ReadRun(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
	path := filepath.Join(dir, "metrics.jsonl")
	require.NoError(t, os.WriteFile(path, []byte(`{"kind":"start","format":1,"network":"n"}`+"\n"), 0o644))
	r, err := ReadRun(dir)
	require.ErrorIs(t, err, ErrNoEpochs)
	assert.Equal(t, "n", r.Start.Network)
	require.NoError(t, os.WriteFile(path, []byte("{\n{\n"), 0o644))
	_, err = ReadRun(dir)
	require.ErrorContains(t, err, path)
}

func TestPicturesOfSamples(t *testing.T) {
	img := SamplePicture(&spikes.Sample{Kind: spikes.Image, Values: []float32{-1, 0, 0, 1}}, spikes.Shape{H: 2, W: 2, C: 1})
	assert.Equal(t, color.RGBA{A: 255}, img.RGBAAt(0, 0))
	assert.Equal(t, color.RGBA{R: 128, G: 128, B: 128, A: 255}, img.RGBAAt(1, 0))
	assert.Equal(t, color.RGBA{R: 255, G: 255, B: 255, A: 255}, img.RGBAAt(1, 1))
	img = SamplePicture(&spikes.Sample{Kind: spikes.Image, Values: []float32{0, 1, 0, 0, 0, 1}}, spikes.Shape{H: 1, W: 2, C: 3})
	assert.Equal(t, color.RGBA{G: 255, A: 255}, img.RGBAAt(0, 0))
	assert.Equal(t, color.RGBA{B: 255, A: 255}, img.RGBAAt(1, 0))

	var s spikes.Sample
	s.Train.Resize(spikes.Shape{H: 1, W: 3, C: 2}, 4)
	for step := range 4 {
		s.Train.Set(step, 0, 0, 0)
	}
	s.Train.Set(2, 0, 1, 1)
	img = SamplePicture(&s, s.Train.Shape)
	assert.Equal(t, figure.Off(), img.RGBAAt(0, 0))
	on := img.RGBAAt(1, 0)
	assert.Less(t, on.R, on.B, "few events are pale")
	assert.Equal(t, color.RGBA{R: 255, G: 255, B: 255, A: 255}, img.RGBAAt(2, 0))
	assert.Equal(t, color.RGBA{R: 255, G: 255, B: 255, A: 255}, EventPicture(&s.Train, 0, 2).RGBAAt(1, 0), "not yet")

	sheet := Slices(&s, 3, "bow")
	require.Len(t, sheet.Pictures, 3)
	assert.Equal(t, []string{"1", "2", "3–4"}, []string{sheet.Pictures[0].Caption, sheet.Pictures[1].Caption, sheet.Pictures[2].Caption})
	assert.Len(t, Slices(&s, 99, "bow").Pictures, 4)
}

func TestPicturesOfWeights(t *testing.T) {
	conv, out := snn.DefaultLayer("conv", snn.TypeConv), snn.DefaultLayer("out", snn.TypeLinear)
	conv.InChannels, conv.OutChannels, conv.Kernel = 2, 3, [2]int{2, 2}
	out.Inputs, out.Outputs = 3, 10
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{conv, out}
	net, err := snn.New(cfg, spikes.Shape{H: 2, W: 2, C: 2}, nil)
	require.NoError(t, err)
	w := net.Weights()[0] // [ky][kx][in][out]
	clear(w.Data)
	w.Data[((1*2+0)*2+1)*3+2] = -0.5 // row 1, column 0, input channel 1, output 2
	f, ok, err := Weights(net, "")
	require.NoError(t, err)
	require.True(t, ok)
	require.Len(t, f.Pictures, 3)
	img := f.Pictures[2].Image
	assert.Equal(t, image.Rect(0, 0, 5, 2), img.Bounds(), "two channels and a gap")
	assert.Equal(t, figure.Off(), img.RGBAAt(3, 1))
	assert.Equal(t, color.RGBA{R: 255, G: 255, B: 255, A: 255}, img.RGBAAt(0, 1))

	_, ok, err = Weights(net, "out")
	require.NoError(t, err)
	assert.False(t, ok, "three numbers are no picture")
	h, err := WeightHistogram(net, "conv")
	require.NoError(t, err)
	sum := 0.0
	for _, v := range h.Series[0].Y {
		sum += v
	}
	assert.InDelta(t, 100, sum, 1e-9)
	_, _, err = Weights(net, "none")
	require.ErrorContains(t, err, `layer "none": expected one of conv, out`)
	_, err = WeightHistogram(net, "none")
	require.Error(t, err)
}
