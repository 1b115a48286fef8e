package datasets

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

// TestNewImageSet gives what the files of the same pictures give.
func TestNewImageSet(t *testing.T) {
	want, err := OpenMNIST(smallMNIST(t, 7, 9), Test)
	require.NoError(t, err)
	pixels, labels, shape, err := ReadMNIST(smallMNIST(t, 7, 9), Test)
	require.NoError(t, err)
	set, err := NewImageSet(Info{Name: "MNIST", Split: Test, Shape: shape, Classes: 10, Steps: 3}, pixels, labels, MNISTNormalization())
	require.NoError(t, err)
	assert.Equal(t, want.Info(), set.Info())
	assert.Equal(t, Digest(want), Digest(set))
	var a, b spikes.Sample
	for i := range set.Len() {
		require.NoError(t, want.Fill(i, &a, nil))
		require.NoError(t, set.Fill(i, &b, nil))
		assert.Equal(t, a, b)
	}
	assert.InDelta(t, (1.0/255-0.1307)/0.3081, b.Values[0], 1e-6)
}

func TestNewImageSetRefuses(t *testing.T) {
	square := Info{Shape: spikes.Shape{H: 2, W: 2, C: 1}, Classes: 3}
	norm := MNISTNormalization()
	for want, c := range map[string]struct {
		info   Info
		pixels int
		labels []byte
		norm   Normalization
	}{
		"expected rows, columns and channels":   {Info{Classes: 3}, 0, nil, norm},
		"7 pixels of 2 pictures":                {square, 7, []byte{0, 1}, norm},
		"picture 1: label 3 of 3 classes":       {square, 8, []byte{2, 3}, norm},
		"1 means and 0 deviations: expected 1":  {square, 4, []byte{0}, Normalization{Mean: []float32{0}}},
		"normalisation of channel 0":            {square, 4, []byte{0}, Normalization{[]float32{0}, []float32{0}}},
		"mean NaN":                              {square, 4, []byte{0}, Normalization{[]float32{float32(math.NaN())}, []float32{1}}},
		"3 means and 3 deviations: expected 1,": {square, 4, []byte{0}, CIFAR10Normalization()},
	} {
		_, err := NewImageSet(c.info, make([]byte, c.pixels), c.labels, c.norm)
		require.ErrorContains(t, err, want)
	}
}
