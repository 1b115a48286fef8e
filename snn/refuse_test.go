package snn

import (
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// hostile returns texts of about n bytes that once took long, or much memory.
func hostile(n int) []string {
	var steps strings.Builder
	for i := 0; steps.Len() < n; i++ {
		steps.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return []string{
		strings.Repeat("[", n), strings.Repeat("[", n/2) + strings.Repeat("]", n/2),
		strings.Repeat("{a: ", n/4), strings.Repeat("- ", n/2), steps.String(),
		"Network:\n  input: " + strings.Repeat("[", n) + "\n",
		"a: it's " + strings.Repeat("[ ']' ", n/6),
	}
}

func TestDeepNestingIsRefusedAtOnce(t *testing.T) {
	// Parsing some of these would take longer than a test may.
	for _, n := range []int{60_000, 100_000} {
		for _, text := range hostile(n) {
			_, err := ParseConfig("f.yaml", []byte(text))
			assert.ErrorContains(t, err, "f.yaml:", "%.20s", text)
		}
	}
	_, err := ParseConfig("f.yaml", []byte("Network: "+strings.Repeat("[", maxNesting+1)))
	assert.ErrorContains(t, err, "f.yaml:1:25: nested deeper than 16")
}

func TestBracketsInTextAreNotNesting(t *testing.T) {
	many := strings.Repeat("[{", maxNesting)
	text := "# " + many + "\n" + strings.Replace(released, `"../../datasets/mnist"`, `"`+many+`"`, 1)
	cfg, err := ParseConfig("f.yaml", []byte(text))
	require.NoError(t, err)
	assert.Equal(t, many, cfg.Network.DataPath)
}

func TestAnchorsAliasesAndTagsAreRefused(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"lr: 0.0005", "lr: &rate 0.0005", "f.yaml:9:7: "},
		{"tau_s: 3", "tau_s: *rate", "f.yaml:15:10: "},
		{"tau_s: 3", "tau_s: !!int 3", "f.yaml:15:10: "},
		{"  tau_s: 3", "  <<: {tau_s: 3}", "f.yaml:15:3: "},
	} {
		_, err := ParseConfig("f.yaml", []byte(strings.Replace(released, c.old, c.new, 1)))
		assert.ErrorContains(t, err, c.want+"anchors, aliases and tags are not read: write the value out")
	}
}

func TestNumbersBeyondFloat32AreRefused(t *testing.T) {
	for value, want := range map[string]string{
		"1e-60": "vanishes in float32", "1e-400": "vanishes in float32", "-1e-60": "vanishes", "0x1p-1200": "vanishes",
		"1e60": "overflows float32", "1e400": "must be a finite number", "nan": "expected a number", ".nan": "expected a number",
		".inf": "expected a number", "-inf": "must be a finite number", "Infinity": "must be a finite number",
	} {
		for _, key := range []string{"lr: 0.0005", "weight_scale: 1", "threshold: 1", "tau_m: 5", "desired_count: 4"} {
			name, _, _ := strings.Cut(key, ":")
			_, err := ParseConfig("f.yaml", []byte(strings.Replace(released, key, name+": "+value, 1)))
			assert.ErrorContains(t, err, want, "%s: %s", name, value)
			assert.ErrorContains(t, err, name)
			assert.Regexp(t, `^f\.yaml:\d+:\d+: `, err)
		}
	}
	for _, zero := range []string{"0", "-0", "0.0", "0e-400", "0x0p0", ".0"} {
		cfg, err := ParseConfig("f.yaml", []byte(strings.Replace(released, "lr: 0.0005", "lr: "+zero, 1)))
		require.NoError(t, err, zero)
		assert.Zero(t, cfg.Network.LR)
	}
}

func TestValidateRefusesNamesSetInCode(t *testing.T) {
	for _, c := range []struct{ first, second, want string }{
		{"fc", "fc", "layer fc: a second layer of that name"},
		{"fc", " out", `name " out": expected none with spaces at its ends`},
		{"a", "adamw.m.a", "names that begin with adamw. are the optimiser's"},
	} {
		cfg := DefaultConfig()
		for _, name := range []string{c.first, c.second} {
			l := DefaultLayer(name, TypeLinear)
			l.Inputs, l.Outputs = 10, 10
			cfg.Layers = append(cfg.Layers, l)
		}
		require.ErrorContains(t, cfg.Validate(), c.want)
	}
}

func TestValidateRefusesWhatNoCheckpointCanHold(t *testing.T) {
	cfg := DefaultConfig()
	for i := range 400 {
		l := DefaultLayer(fmt.Sprintf("convolution_%d", i), TypeConv)
		l.InChannels, l.OutChannels, l.Kernel = 1, 1, [2]int{1, 1}
		cfg.Layers = append(cfg.Layers, l)
	}
	require.ErrorContains(t, cfg.Validate(), "400 layers take")
	cfg.Layers = cfg.Layers[:100]
	require.NoError(t, cfg.Validate())
}

func TestOutputsInRowsAreNoClasses(t *testing.T) {
	cfg := DefaultConfig()
	cfg.Network.Classes = 4
	l := DefaultLayer("out", TypeConv)
	l.InChannels, l.OutChannels, l.Kernel = 1, 1, [2]int{1, 1}
	cfg.Layers = []Layer{l}
	net, err := New(cfg, spikes.Shape{H: 2, W: 2, C: 1}, nil)
	require.NoError(t, err)
	require.ErrorContains(t, net.CheckOutput(), "layer out: 2 rows of outputs: expected one")
	net, err = New(cfg, spikes.Shape{H: 1, W: 4, C: 1}, nil)
	require.NoError(t, err)
	require.NoError(t, net.CheckOutput())
}

func TestValidateRefusesNumbersSetInCode(t *testing.T) {
	for name, set := range map[string]func(c *Config, v float64){
		"lr": func(c *Config, v float64) { c.Network.LR = v }, "desired_count": func(c *Config, v float64) { c.Network.DesiredCount = v },
		"tau_s": func(c *Config, v float64) { c.Network.TauS = v }, "drop": func(c *Config, v float64) { c.Data.Drop = v },
		"weight_scale": func(c *Config, v float64) { c.Layers[0].WeightScale = v }, "threshold": func(c *Config, v float64) { c.Layers[2].Threshold = v },
		"theta": func(c *Config, v float64) { c.Layers[1].Theta = v },
		"zoom":  func(c *Config, v float64) { c.Data.Zoom = v }, "rotate": func(c *Config, v float64) { c.Data.Rotate = v },
		"slope_clamp":  func(c *Config, v float64) { c.Network.SlopeClamp = v },
		"softmax_gain": func(c *Config, v float64) { c.Network.SoftmaxGain = v }, "label_smoothing": func(c *Config, v float64) { c.Network.Smoothing = v },
	} {
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e-60, 1e60} {
			cfg, err := ParseConfig("f.yaml", []byte(released))
			require.NoError(t, err)
			set(&cfg, v)
			err = cfg.Validate()
			assert.ErrorContains(t, err, name, "%v", v)
			assert.NotContains(t, err.Error(), "\n", "one fault a value")
			// It is not what the file says, so the file is not to blame.
			assert.NotContains(t, err.Error(), "f.yaml:26:16")
		}
	}
}

func TestFaultsOfReadingAndOfValuesComeTogether(t *testing.T) {
	text := released
	for old, new := range map[string]string{
		"epochs: 200": "epochs: many", "tau_s: 3": "tau_s: 0.5", "lr:": "lrr:", "in_channels": "in_chanels",
		"threshold: 1": "threshold: -1", `loss: "kernel"`: `loss: "kernle"`,
	} {
		text = strings.Replace(text, old, new, 1)
	}
	_, err := ParseConfig("f.yaml", []byte(text))
	require.Error(t, err)
	var where []string
	for _, line := range strings.Split(err.Error(), "\n") {
		where = append(where, line[:strings.Index(line, ": ")])
	}
	// In the order of the file, and nothing that follows from another fault,
	// such as in_channels = 0.
	assert.Equal(t, []string{"f.yaml:3:11", "f.yaml:9:3", "f.yaml:10:9", "f.yaml:15:10", "f.yaml:21:5", "f.yaml:26:16"}, where, "%v", err)
}

func TestManyFaultsAreCutShort(t *testing.T) {
	_, err := ParseConfig("f.yaml", []byte(released+manyLayers(200)))
	require.Error(t, err)
	assert.Equal(t, maxFaults, strings.Count(err.Error(), "\n"))
	assert.ErrorContains(t, err, fmt.Sprintf("and %d more faults", 200-maxFaults))
}

func manyLayers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  l%d:\n    type: lineer\n", i)
	}
	return b.String()
}

func TestSizesAreBoundedBeforeAnythingIsAllocated(t *testing.T) {
	for _, c := range []struct {
		name string
		edit [][2]string
		want []string
	}{
		{"conv weights", [][2]string{{"out_channels: 15", "out_channels: 65536"}, {"kernel_size: 5", "kernel_size: 300"}}, []string{"f.yaml:19:3: layer conv_1: 5898240000 weights: at most 268435456"}},
		{"linear weights", [][2]string{{"n_inputs: 2160", "n_inputs: 200000000"}}, []string{"f.yaml:33:3: layer output: 2000000000 weights: at most 268435456"}},
		{"extent", [][2]string{{"out_channels: 15", "out_channels: 65537"}}, []string{"f.yaml:22:19: layer conv_1: out_channels = 65537: must be at most 65536"}},
		{"kernel", [][2]string{{"kernel_size: 5", "kernel_size: [5, 99999]"}}, []string{"layer conv_1: kernel_size = 99999: must be at most 65536"}},
		{"window", [][2]string{{"kernel_size: 5", "kernel_size: 5\n    dilation: 65536"}}, []string{"f.yaml:24:15: layer conv_1: dilation", "must not be wider than 65536"}},
		{"padding", [][2]string{{"padding: 0", "padding: 257"}}, []string{"padding = 257: must be at most 256"}},
		{"pool padding", [][2]string{{"kernel_size: 2", "kernel_size: 2\n    padding: 60000"}}, []string{"layer pooling_1: padding = 60000: must be at most 256"}},
		{"steps", [][2]string{{"n_steps: 5", "n_steps: 100001"}}, []string{"f.yaml:5:12: n_steps = 100001: must be at most 100000"}},
		{"neuron-steps", [][2]string{{"n_steps: 5", "n_steps: 100000"}, {"out_channels: 15", "out_channels: 1500"}}, []string{"f.yaml:19:3: layer conv_1: 24x24x1500 neurons over 100000 steps", "at most 268435456"}},
		{"input steps", [][2]string{{"n_steps: 5", "n_steps: 100000\n  input: [65536, 1, 1]"}}, []string{"f.yaml:6:10: input of 65536 over 100000 steps: 6553600000 values"}},
		{"grid", [][2]string{{"padding: 0", "padding: 256\n    stride: 30"}, {"kernel_size: 5", "kernel_size: 60\n    dilation: 8"}, {"out_channels: 15", "out_channels: 300"}}, []string{"f.yaml:19:3: layer conv_1: ", "positions at stride 1"}},
		{"grid with few steps", [][2]string{{"n_steps: 5", "n_steps: 1"}, {"padding: 0", "padding: 256"}, {"out_channels: 15", "out_channels: 2000"}}, []string{"layer conv_1: 536x536x2000 neurons over 1 steps"}},
		{"classes", [][2]string{{"n_class: 10", "n_class: 50000"}}, []string{"f.yaml:11:12: n_class = 50000: must be at most 16384"}},
		{"input", [][2]string{{"n_class: 10", "n_class: 10\n  input: [1, -28, 28]"}}, []string{"f.yaml:12:10: input = [1 -28 28]: every extent must be 1 to 65536"}},
		{"no input", [][2]string{{"n_class: 10", "n_class: 10\n  input: [1, 0, 28]"}}, []string{"f.yaml:12:10: input = [1 0 28]"}},
		{"flat input", [][2]string{{"n_class: 10", "n_class: 10\n  input: [784]"}}, []string{"f.yaml:12:10: input = [784]: expected [channels, rows, columns]"}},
		{"target", [][2]string{{"n_class: 10", "n_class: 10\n  target: [0, 2, 1]"}}, []string{"f.yaml:12:11: target = [0 2 1]: every step must be 0, silent, or 1, a spike"}},
		{"long target", [][2]string{{"n_class: 10", "n_class: 10\n  target: [0, 1, 0, 1, 1, 1]"}}, []string{"f.yaml:12:11: target has 6 steps: at most n_steps = 5"}},
		{"epochs", [][2]string{{"epochs: 200", "epochs: 0"}}, []string{"f.yaml:3:11: epochs = 0: must be at least 1"}},
		{"batch", [][2]string{{"batch_size: 50", "batch_size: 65536"}, {"n_steps: 5", "n_steps: 2000"}}, []string{"f.yaml:33:3: layer output: 10 neurons over 2000 steps in a batch of 65536"}},
		{"theta", [][2]string{{"kernel_size: 2", "kernel_size: 2\n    theta: 0"}}, []string{"f.yaml:31:12: layer pooling_1: theta = 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := released
			for _, e := range c.edit {
				require.Contains(t, text, e[0])
				text = strings.Replace(text, e[0], e[1], 1)
			}
			err := build(t, text)
			var ce *ConfigError
			require.True(t, errors.As(err, &ce), "%v", err)
			for _, w := range c.want {
				assert.ErrorContains(t, err, w)
			}
		})
	}
}

// build makes the network of a text; it must not take much memory where it
// fails.
func build(t *testing.T, text string) error {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cfg, err := ParseConfig("f.yaml", []byte(text))
	if err == nil {
		in := spikes.Shape{H: 28, W: 28, C: 1}
		if x := cfg.Network.Input; len(x) == 3 {
			in = spikes.Shape{H: x[1], W: x[2], C: x[0]}
		}
		_, err = New(cfg, in, kernel.Available()[0])
	}
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20), "bytes taken before the refusal")
	return err
}

func TestPoolingTablesAreBounded(t *testing.T) {
	pool := "Network:\n  n_steps: 1\n  input: [1, 1024, 1024]\nLayers:\n  p:\n    type: pooling\n    kernel_size: 1024\n    stride: 1\n  output:\n    type: linear\n    n_inputs: 1\n    n_outputs: 10\n"
	assert.ErrorContains(t, build(t, pool), "f.yaml:5:3: layer p: a 1024x1024 window over 1024x1024x1 inputs: 1099511627776 pairs: at most 268435456")
}

func TestFactorsThatLeaveFloat32AreRefused(t *testing.T) {
	for _, layers := range []string{
		"  a: {type: pooling, kernel_size: 1, theta: 1e-30}\n  b: {type: pooling, kernel_size: 1, theta: 1e-30}\n",
		"  a: {type: pooling, kernel_size: 1, theta: 1e30}\n  b: {type: pooling, kernel_size: 1, theta: 1e30}\n",
		"  a: {type: dropout, p: 0.9999999999999999}\n  b: {type: dropout, p: 0.9999999999999999}\n",
	} {
		text := "Network:\n  input: [1, 28, 28]\nLayers:\n" + layers + "  output: {type: linear, n_inputs: 784, n_outputs: 10}\n"
		assert.ErrorContains(t, build(t, text), "layer output: pooling and dropout in front multiply by")
	}
}

func TestAllLayersTogetherAreBounded(t *testing.T) {
	text := "Network:\n  input: [1, 1, 16384]\nLayers:\n"
	for i := range 5 {
		text += fmt.Sprintf("  l%d: {type: linear, n_inputs: 16384, n_outputs: 16384}\n", i)
	}
	assert.ErrorContains(t, build(t, text), "f.yaml:8:3: layer l4: 1342177280 weights in the layers up to here: at most 1073741824")
}

func TestFilesWithoutEndAreNotReadOn(t *testing.T) {
	const endless = "/dev/zero"
	if _, err := os.Stat(endless); err != nil {
		t.Skip("no " + endless + " here")
	}
	_, err := LoadConfig(endless)
	assert.ErrorContains(t, err, "/dev/zero:1:1: more than 65536 bytes: no network file")
}
