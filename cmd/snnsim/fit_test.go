package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPicturesThatDoNotFit trains on pictures that are smaller than the
// network's, in one split and in both.
func TestPicturesThatDoNotFit(t *testing.T) {
	t.Chdir(t.TempDir())
	small := func(n int) []byte {
		return append(append([]byte{0, 0, 8, 3}, dims(n, 9, 9)...), make([]byte, n*81)...)
	}
	require.NoError(t, mkMNIST("images"))
	train := func() (int, string) {
		var out bytes.Buffer
		code := run(context.Background(), strings.Fields("train mnist_cnn --data images --epochs 1 --out out"), &out, &out)
		assert.NoDirExists(t, "out")
		return code, out.String()
	}
	require.NoError(t, write(filepath.Join("images", "t10k-images-idx3-ubyte"), small(20)))
	code, said := train()
	assert.Equal(t, exitFailure, code)
	assert.Contains(t, said, "MNIST: samples of 28x28x1 in the train split, of 9x9x1 in the test split")
	require.NoError(t, write(filepath.Join("images", "train-images-idx3-ubyte"), small(60)))
	code, said = train()
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, said, "layer conv_2: a 5x5 window does not fit the 2x2x15 input")
}
