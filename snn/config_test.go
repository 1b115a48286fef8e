package snn

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/spikes"
)

const released = `# as the released files are written
Network:
  epochs: 200
  batch_size: 50
  n_steps: 5
  dataset: "MNIST"
  rule: "TSSLBP"
  data_path: "../../datasets/mnist"
  lr: 0.0005
  loss: "kernel"
  n_class: 10
  desired_count: 4
  undesired_count: 1
  tau_m: 5
  tau_s: 3
  model: "LIF"

Layers:
  conv_1:
    type: "conv" # 24x24
    in_channels: 1
    out_channels: 15
    kernel_size: 5
    weight_scale: 1
    padding: 0
    threshold: 1

  pooling_1:
    type: "pooling"
    kernel_size: 2
    threshold: 0.5

  output:
    type: "linear"
    n_inputs: 2160
    n_outputs: 10
    weight_scale: 1
    threshold: 1
`

func TestReleasedFileLoads(t *testing.T) {
	cfg, err := ParseConfig("released.yaml", []byte(released))
	require.NoError(t, err)
	assert.Equal(t, 200, cfg.Network.Epochs)
	assert.Equal(t, "../../datasets/mnist", cfg.Network.DataPath)
	assert.Equal(t, 0.0005, cfg.Network.LR)
	require.Len(t, cfg.Layers, 3)
	assert.Equal(t, [2]int{5, 5}, cfg.Layers[0].Kernel)
	assert.Equal(t, 1.1, cfg.Layers[1].Theta)
	net, err := New(cfg, spikes.Shape{H: 28, W: 28, C: 1}, kernel.Available()[0])
	require.NoError(t, err)
	assert.Equal(t, 15*25+21600, net.Parameters())
}

func TestByteOrderMarkAndLineEndings(t *testing.T) {
	want, err := ParseConfig("f.yaml", []byte(released))
	require.NoError(t, err)
	for _, text := range []string{"\ufeff" + released, strings.ReplaceAll(released, "\n", "\r\n")} {
		got, err := ParseConfig("f.yaml", []byte(text))
		require.NoError(t, err)
		assert.Equal(t, want.Text(), got.Text())
	}
}

func TestTextIsReadBack(t *testing.T) {
	for _, name := range networks.Names() {
		text, err := networks.Read(name)
		require.NoError(t, err)
		cfg, err := ParseConfig(name, text)
		require.NoError(t, err)
		cfg.Network.Input = []int{2, 34, 34}
		cfg.Layers[0].TauM = 7
		again, err := ParseConfig(name, cfg.Text())
		require.NoError(t, err)
		for i := range cfg.Layers {
			cfg.Layers[i].line, again.Layers[i].line = 0, 0
			cfg.Layers[i].col, again.Layers[i].col = 0, 0
			cfg.Layers[i].places, again.Layers[i].places = nil, nil
		}
		cfg.places, again.places = nil, nil
		assert.Equal(t, cfg, again)
	}
}

func TestFaultsAreNamedWithTheirPlace(t *testing.T) {
	edit := func(old, new string) string { return strings.Replace(released, old, new, 1) }
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"unknown key", edit("  lr:", "  learning_rate:"), []string{`f.yaml:9:3: unknown key "learning_rate"`}},
		{"misspelt key", edit("batch_size", "batch_sise"), []string{`f.yaml:4:3:`, `did you mean "batch_size"?`}},
		{"misspelt layer key", edit("in_channels", "in_chanels"), []string{`f.yaml:21:5:`, `layer conv_1`, `did you mean "in_channels"?`}},
		{"two faults", strings.Replace(edit("batch_size", "batch_sise"), "tau_s: 3", "tau_s: x", 1), []string{"f.yaml:4:3", "f.yaml:15:10", "expected a number"}},
		{"time constant", edit("tau_s: 3", "tau_s: 0.5"), []string{"f.yaml:15:10: tau_s = 0.5", "at least 1"}},
		{"no steps", edit("n_steps: 5", "n_steps: 0"), []string{"f.yaml:5:12: n_steps = 0: must be at least 1"}},
		{"threshold", strings.Replace(released, "threshold: 1", "threshold: 0", 1), []string{"f.yaml:26:16: layer conv_1: threshold = 0"}},
		{"type", edit(`type: "pooling"`, `type: "poling"`), []string{`did you mean "pooling"?`}},
		{"duplicate", edit("  lr: 0.0005", "  lr: 0.0005\n  lr: 0.1"), []string{"f.yaml:"}},
		{"validation share", edit("  lr: 0.0005", "  lr: 0.0005\n  patience: -1") + "\nData:\n  val: 1\n  limit: -1\n", []string{"val = 1: must be a share", "limit = -1", "patience = -1"}},
		{"fraction", edit("epochs: 200", "epochs: 1.5"), []string{"f.yaml:3:11: epochs", "whole number"}},
		{"second document", released + "---\na: 1\n", []string{"second document"}},
		{"no layers", "Network:\n  epochs: 1\n", []string{"section Layers is missing"}},
		{"empty", "", []string{"no network"}},
		{"no YAML", "Network: [", []string{"f.yaml:1:", "not YAML"}},
		{"list", "- 1\n- 2\n", []string{"expected keys and values"}},
		{"section", edit("Layers:", "Layer:"), []string{`did you mean "Layers"?`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseConfig("f.yaml", []byte(c.text))
			require.Error(t, err)
			var ce *ConfigError
			assert.True(t, errors.As(err, &ce))
			for _, w := range c.want {
				assert.ErrorContains(t, err, w)
			}
		})
	}
}

func TestLayersThatDoNotFit(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"n_inputs: 2160", "n_inputs: 2000", "f.yaml:33:3: layer output: n_inputs is 2000, but what comes in is 12x12x15, 2160 values"},
		{"in_channels: 1", "in_channels: 3", "layer conv_1: in_channels is 3, but what comes in is 28x28x1"},
		{"kernel_size: 5", "kernel_size: 31", "does not fit"},
		{"n_outputs: 10", "n_outputs: 7", "7 outputs for n_class = 10"},
	} {
		cfg, err := ParseConfig("f.yaml", []byte(strings.Replace(released, c.old, c.new, 1)))
		require.NoError(t, err)
		_, err = New(cfg, spikes.Shape{H: 28, W: 28, C: 1}, kernel.Available()[0])
		require.ErrorContains(t, err, c.want)
		var ce *ConfigError
		assert.True(t, errors.As(err, &ce))
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(released))
	for _, s := range hostile(100) {
		f.Add([]byte(s))
	}
	for _, s := range []string{"", "0::", "Network:\n  lr: [1", "Layers:\n  a:\n    type: conv\n    kernel_size: [1, 2, 3]\n", "&a [*a]", "Network: !!binary x\nLayers: {}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		cfg, err := ParseConfig("fuzz.yaml", text)
		if err == nil {
			again, err := ParseConfig("again.yaml", cfg.Text())
			require.NoError(t, err)
			require.Equal(t, string(cfg.Text()), string(again.Text()))
			for i := range cfg.Layers {
				require.LessOrEqual(t, cfg.Layers[i].weights(), int64(maxWeights))
			}
		}
	})
}

func TestBreakEvensOfAFile(t *testing.T) {
	text := released + "\nEvents:\n  conv: 0.29\n  data_gradient: 0.2\n"
	cfg, err := ParseConfig("events.yaml", []byte(text))
	require.NoError(t, err)
	again, err := ParseConfig("again.yaml", cfg.Text())
	require.NoError(t, err)
	assert.Equal(t, BreakEvens{Conv: 0.29, DataGradient: 0.2}, again.Events)

	k := kernel.Available()[0]
	net, err := New(cfg, spikes.Shape{H: 28, W: 28, C: 1}, k)
	require.NoError(t, err)
	want := DefaultBreakEvens(k.Name)
	want.Conv, want.DataGradient = 0.29, 0.2
	assert.Equal(t, want, net.BreakEvens)

	_, err = ParseConfig("bad.yaml", []byte(released+"\nEvents:\n  conv: -1\n"))
	assert.ErrorContains(t, err, "conv = -1")
	_, err = ParseConfig("bad.yaml", []byte(released+"\nEvents:\n  convs: 1\n"))
	assert.ErrorContains(t, err, "convs")
}

func TestLayerNamesThatCanNotBeShown(t *testing.T) {
	for _, name := range []string{`"\e[2Jx"`, `"a\nb"`, `"../../evil"`, `"a\\b"`} {
		_, err := ParseConfig("n.yaml", []byte("Network: {n_class: 3}\nLayers:\n  "+name+": {type: linear, n_inputs: 4, n_outputs: 3}\n"))
		require.ErrorContains(t, err, "n.yaml:3:", name)
		assert.ErrorContains(t, err, "expected printable characters without / and", name)
	}
	_, err := ParseConfig("n.yaml", []byte("Network: {n_class: 3, batch_size: 010, seed: 08}\nLayers:\n  sortie é: {type: linear, n_inputs: 4, n_outputs: 3}\n"))
	require.NoError(t, err)
}
