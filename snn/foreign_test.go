package snn

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/safetensors"
)

func TestFilesThatAreNoCheckpointAreNamed(t *testing.T) {
	other, err := safetensors.Marshal(&safetensors.File{Tensors: []safetensors.Tensor{{Name: "x", Shape: []int{1}, Data: []float32{1}}}})
	assert.NoError(t, err)
	for want, b := range map[string]string{
		"this is an empty file: expected a checkpoint":   "",
		"a zip archive, as PyTorch writes":               "PK\x03\x04...",
		"a Python pickle":                                "\x80\x04\x95....",
		"gzip data":                                      "\x1f\x8b\x08",
		"JSON text":                                      ` {"epoch": 1}`,
		"a network file":                                 released,
		"a text file":                                    "hello",
		"a file of an unknown kind":                      "\x01\x00\x02",
		"a safetensors file of another program":          string(other),
		"safetensors: offset 0: header of 4096 bytes in": "\x00\x10\x00\x00\x00\x00\x00\x00{\"a\"",
	} {
		_, err := ParseCheckpoint([]byte(b), kernel.Available()[0])
		assert.ErrorContains(t, err, want)
	}
}
