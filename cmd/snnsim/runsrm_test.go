package main

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestReadLine(t *testing.T) {
	for in, want := range map[string]string{"y\nmore\n": "y\n", "y": "y", "": ""} {
		got, err := readLine(context.Background(), strings.NewReader(in))
		assert.NoError(t, err)
		assert.Equal(t, want, got)
	}

	// Ctrl-C ends the question.
	r, w := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := readLine(ctx, r)
	assert.ErrorIs(t, err, context.Canceled)
	assert.NoError(t, w.Close())
}
