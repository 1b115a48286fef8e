package main

import (
	"context"
	"image"
	"image/color"
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
		in, err := newPredictInput(c)
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
			require.NoError(t, in.read(path, &got))
			assert.Equal(t, want.Values, got.Values)
			assert.Equal(t, want.Kind, got.Kind)
		}
	}
	writePNG(t, filepath.Join(dir, "small.png"), make([]byte, 12), spikes.Shape{H: 3, W: 4, C: 1})
	require.ErrorContains(t, input("mnist").read(filepath.Join(dir, "small.png"), &spikes.Sample{}), "3 rows and 4 columns: expected 28 and 28")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "no.png"), []byte("text"), 0o644))
	require.ErrorContains(t, input("mnist").read(filepath.Join(dir, "no.png"), &spikes.Sample{}), "no.png: image: unknown format: expected a picture")
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
		require.NoError(t, in.read(events.Path(i), &got))
		require.Equal(t, want.Train, got.Train)
	}
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
