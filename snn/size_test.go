package snn

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

// What cannot be held is refused before memory is asked for.
func TestSizesAreBounded(t *testing.T) {
	image := spikes.Shape{H: 28, W: 28, C: 1}
	for _, c := range []struct {
		name, layers, want string
		in                 spikes.Shape
	}{
		{"weights", "  a:\n    type: linear\n    n_inputs: 784\n    n_outputs: 1000000\n", "784000000 weights", image},
		{"neurons", "  a:\n    type: conv\n    in_channels: 1\n    out_channels: 1000000\n    kernel_size: 1\n", "784000000 neurons times 5 steps", image},
		{"pooling", "  a:\n    type: pooling\n    kernel_size: 1000\n    stride: 1\n", "neurons times 5 steps", spikes.Shape{H: 2000, W: 2000, C: 1}},
		{"padding of a pool", "  a:\n    type: pooling\n    kernel_size: 2\n    padding: 1000000\n", "padding = [1000000 1000000]: must be at most", image},
		{"input", "  a:\n    type: linear\n    n_inputs: 5\n    n_outputs: 10\n", "too large an input", spikes.Shape{H: 60000, W: 60000, C: 3}},
		{"extent", "  a:\n    type: linear\n    n_inputs: 5\n    n_outputs: 10\n", "must be 1 to 65536", spikes.Shape{H: 1 << 40, W: 1, C: 3}},
		{"negative input", "  a:\n    type: linear\n    n_inputs: 5\n    n_outputs: 10\n", "must be 1 to 65536", spikes.Shape{H: -3, W: 1, C: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg, err := ParseConfig("size.yaml", []byte("Network:\n  n_class: 10\nLayers:\n"+c.layers))
			if err == nil {
				_, err = New(cfg, c.in, nil)
			}
			require.ErrorContains(t, err, c.want)
			var fault *ConfigError
			assert.ErrorAs(t, err, &fault, "a fault of the file, not of the program")
		})
	}
}

func TestNumbersMustStayNumbersInSinglePrecision(t *testing.T) {
	for line, want := range map[string]string{
		"threshold: 1e-60":    "threshold = 1e-60",
		"threshold: 1e60":     "threshold = 1e+60",
		"threshold: .nan":     "threshold",
		"weight_scale: 1e39":  "weight_scale = 1e+39",
		"weight_scale: .inf":  "weight_scale",
		"tau_m: 1e9":          "tau_m = 1e+09",
		"weight_scale: -.inf": "weight_scale",
	} {
		text := "Network:\n  n_class: 10\nLayers:\n  a:\n    type: linear\n    n_inputs: 5\n    n_outputs: 10\n    " + line + "\n"
		_, err := ParseConfig("number.yaml", []byte(text))
		assert.ErrorContains(t, err, want, line)
		assert.Regexp(t, `number.yaml:\d+:\d+: `, err.Error(), line)
	}
	for line, want := range map[string]string{
		"tau_s: 1e30":       "tau_m = 5, tau_s = 1e+30",
		"input: [1, -2, 3]": "input: -2",
		"input: [1, 2]":     "2 numbers",
	} {
		_, err := ParseConfig("number.yaml", []byte("Network:\n  n_class: 10\n  "+line+"\nLayers:\n  a:\n    type: linear\n    n_inputs: 5\n    n_outputs: 10\n"))
		assert.ErrorContains(t, err, want, line)
	}
}

func TestNestingIsRefusedFast(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("[", 60_000),
		strings.Repeat("{a: ", 15_000),
		strings.Repeat("- ", 30_000) + "x",
		strings.Repeat("? ", 30_000) + "x",
		strings.Repeat(" ", 60_000) + "a: 1",
	} {
		_, err := ParseConfig("deep.yaml", []byte(text))
		require.ErrorContains(t, err, "nested deeper", fmt.Sprintf("%.10q", text))
	}
	_, err := ParseConfig("ok.yaml", []byte(released+"# [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n"))
	assert.NoError(t, err)
}
