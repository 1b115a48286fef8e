package datasets

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

func TestLabelsBeyondTheClassesAreRefused(t *testing.T) {
	p := NewPacked(spikes.Flat(3), 2)
	for label := range 3 {
		p.Append(label, spikes.NewTrain(spikes.Flat(3), 2))
	}
	_, err := NewEventSet(Info{Classes: 2}, p)
	require.EqualError(t, err, "datasets: recording 2: label 2 of 2 classes")
}

func TestALoaderWithoutDataHasAnIdentity(t *testing.T) {
	assert.Equal(t, "no data", (&Loader{Batch: 3}).Identity())
}

func TestNormalizationOfPixels(t *testing.T) {
	n := Normalization{Mean: []float32{0.5, 0}, SD: []float32{0.25, 1}}
	got := make([]float32, 4)
	require.NoError(t, n.Apply(got, []byte{255, 255, 0, 51}))
	assert.Equal(t, []float32{2, 1, -2, 0.2}, got)
	require.ErrorContains(t, n.Apply(got[:3], []byte{1, 2, 3}), "3 pixel values into 3 numbers, 2 channels")
	require.ErrorContains(t, n.Apply(got[:1], []byte{1, 2}), "2 pixel values into 1 numbers")
	n.SD[1] = 0
	require.ErrorContains(t, n.Apply(got, make([]byte, 4)), "deviation 0")
}

func TestImpossibleWarps(t *testing.T) {
	for _, w := range []Warp{{Zoom: math.NaN()}, {Zoom: 1}, {Rotate: -1}, {Rotate: math.Inf(1)}} {
		s, err := NewImageSet(Info{Shape: spikes.Shape{H: 2, W: 2, C: 1}, Classes: 1}, make([]byte, 4), make([]byte, 1), MNISTNormalization())
		require.NoError(t, err)
		s.Warp = w
		var sample spikes.Sample
		require.NoError(t, s.Fill(0, &sample, nil))
		assert.ErrorContains(t, s.Fill(0, &sample, dice(1)), "pictures turned by", "%+v", w)
	}
}
