package main

import (
	"context"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/spikes"
)

// Pictures and recordings in files of their own are what the data set makes of them.
func TestPredictPreparesFilesAsTheDataSetDoes(t *testing.T) {
	k, err := kernel.Default()
	require.NoError(t, err)
	dir := t.TempDir()
	input := func(model string) *predictInput {
		c, err := models.Open(model, k)
		require.NoError(t, err)
		in, err := newPredictInput(c, "")
		require.NoError(t, err)
		return in
	}

	require.NoError(t, mkMNIST(filepath.Join(dir, "digits")))
	digits, err := datasets.OpenMNIST(filepath.Join(dir, "digits"), datasets.Test)
	require.NoError(t, err)
	require.NoError(t, mkCIFAR(filepath.Join(dir, "photos")))
	photos, err := datasets.OpenCIFAR10(filepath.Join(dir, "photos"), datasets.Train)
	require.NoError(t, err)
	for model, set := range map[string]*datasets.ImageSet{"mnist": digits, "cifar10_tiny": photos} {
		shape, in := set.Info().Shape, input(model)
		for i := range 3 {
			path := filepath.Join(dir, "picture.png")
			writePNG(t, path, set.Pixels(i), shape)
			var want, got spikes.Sample
			require.NoError(t, set.Fill(i, &want, nil))
			_, _, err := in.read(path, &got)
			require.NoError(t, err)
			assert.Equal(t, want.Values, got.Values)
			assert.Equal(t, want.Kind, got.Kind)
		}
	}
	writePNG(t, filepath.Join(dir, "small.png"), make([]byte, 12), spikes.Shape{H: 3, W: 4, C: 1})
	fails := func(name, want string) {
		_, _, err := input("mnist").read(filepath.Join(dir, name), &spikes.Sample{})
		require.ErrorContains(t, err, want)
	}
	fails("small.png", "3 rows and 4 columns: expected 28 and 28")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "no.png"), []byte("text"), 0o644))
	fails("no.png", "no.png: image: unknown format: expected a picture")
	assert.Equal(t, "3: cat", input("cifar10_tiny").numbered(3))
	assert.Equal(t, "3", input("mnist").numbered(3))

	require.NoError(t, mkNMNIST(filepath.Join(dir, "events")))
	o := datasets.DefaultNMNIST()
	o.NoCache = true
	events, err := datasets.OpenNMNIST(context.Background(), filepath.Join(dir, "events"), datasets.Test, o)
	require.NoError(t, err)
	in := input("nmnist_simulated")
	for i := range events.Len() {
		var want, got spikes.Sample
		require.NoError(t, events.Fill(i, &want, nil))
		n, late, err := in.read(events.Path(i), &got)
		require.NoError(t, err)
		require.Equal(t, want.Train, got.Train)
		require.Equal(t, 300, n)
		require.Zero(t, late)
	}
}

// A GIF's first picture may be a part of its screen.
func TestPictureInAGIF(t *testing.T) {
	palette := color.Palette{color.Black, color.White}
	whole := image.NewPaletted(image.Rect(0, 0, 6, 5), palette)
	part := image.NewPaletted(image.Rect(2, 1, 5, 4), palette)
	for _, p := range []image.Point{{X: 2, Y: 1}, {X: 4, Y: 3}, {X: 3, Y: 2}} {
		whole.SetColorIndex(p.X, p.Y, 1)
		part.SetColorIndex(p.X, p.Y, 1)
	}
	var read [][]byte
	for _, frame := range []*image.Paletted{whole, part} {
		path := filepath.Join(t.TempDir(), "a.gif")
		f, err := os.Create(path)
		require.NoError(t, err)
		require.NoError(t, gif.EncodeAll(f, &gif.GIF{
			Image: []*image.Paletted{frame}, Delay: []int{0}, Config: image.Config{ColorModel: palette, Width: 6, Height: 5},
		}))
		require.NoError(t, f.Close())
		pixels, err := readPicture(path, spikes.Shape{H: 5, W: 6, C: 1})
		require.NoError(t, err)
		read = append(read, pixels)
	}
	assert.Equal(t, byte(255), read[0][6+2])
	assert.Equal(t, read[0], read[1])
}

// Data of a network that does not say them are named.
func TestPredictTakesADataSet(t *testing.T) {
	k, err := kernel.Default()
	require.NoError(t, err)
	c, err := models.Open("mnist", k)
	require.NoError(t, err)
	c.Network.Config.Network.Dataset = ""
	_, err = newPredictInput(c, "")
	require.ErrorContains(t, err, "does not say its data set: expected --dataset MNIST")
	in, err := newPredictInput(c, "fashion-mnist")
	require.NoError(t, err)
	assert.Equal(t, "9: Ankle boot", in.numbered(9))
	_, err = newPredictInput(c, "nmnist")
	require.ErrorContains(t, err, "nmnist has samples of 34x34x2, the checkpoint takes 28x28x1")
	_, err = newPredictInput(c, "events")
	require.ErrorContains(t, err, "--dataset events: ")
	c.Info.Classes = []string{"zero", "one"}
	in, err = newPredictInput(c, "mnist")
	require.NoError(t, err)
	assert.Equal(t, []string{"1: one", "2"}, []string{in.numbered(1), in.numbered(2)})
	sim, err := models.Open("nmnist_sim", k)
	require.NoError(t, err)
	_, err = newPredictInput(sim, "mnist")
	require.ErrorContains(t, err, "--dataset mnist: pictures of one channel, the checkpoint takes 34x34x2")
	_, err = newPredictInput(c, "imagenet")
	require.ErrorContains(t, err, `dataset "imagenet": expected --dataset`)
}

func writePNG(t *testing.T, path string, pixels []byte, s spikes.Shape) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, s.W, s.H))
	for i := range s.H * s.W {
		p := pixels[i*s.C : (i+1)*s.C]
		img.SetRGBA(i%s.W, i/s.W, color.RGBA{R: p[0], G: p[s.C/2], B: p[s.C-1], A: 255})
	}
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, img))
	require.NoError(t, f.Close())
}
