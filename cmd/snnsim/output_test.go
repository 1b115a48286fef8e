package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// full takes some bytes and no more.
type full struct{ left int }

var errFull = errors.New("no space left on device")

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestOutputThatCantBeWrittenIsAFailure(t *testing.T) {
	for _, line := range []string{"info", "--help", "selftest", "--version"} {
		for _, room := range []int{0, 10} {
			var stderr bytes.Buffer
			code := run(context.Background(), strings.Fields(line), &full{left: room}, &stderr)
			assert.Equal(t, exitFailure, code, line)
			assert.Equal(t, "snnsim: standard output: no space left on device\n", stderr.String(), line)
		}
	}
	var stderr bytes.Buffer
	assert.Equal(t, exitUsage, run(context.Background(), []string{"info", "none"}, &full{}, &stderr))
}
