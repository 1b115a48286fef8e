package snn

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryKeyIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/network.md")
	require.NoError(t, err)
	cfg := DefaultConfig()
	fields := append(settingsFields(&cfg.Network), dataFields(&cfg.Data)...)
	fields = append(fields, eventFields(&cfg.Events)...)
	for _, typ := range []string{TypeConv, TypeLinear, TypePooling, TypeDropout} {
		l := DefaultLayer("layer", typ)
		fields = append(fields, layerFields(&l)...)
	}
	for _, f := range fields {
		assert.True(t, strings.Contains(string(doc), "`"+f.key+"`"), "docs/network.md lacks %s", f.key)
	}
}

// Every key is bound to the field that it names.
func TestKeysReachTheirFields(t *testing.T) {
	text := func(leak, intra bool) string {
		return fmt.Sprintf(`Network:
  dataset: CIFAR10
  data_path: pictures
  input: [1, 2, 3]
  n_steps: 6
  n_class: 7
  epochs: 8
  batch_size: 9
  seed: 10
  weights: w
  lr: 0.011
  schedule: step
  step_epochs: 12
  gamma: 0.13
  warmup_epochs: 1
  weight_decay: 0.15
  grad_clip: 16
  weight_clamp: 17
  loss: kernel
  target: [0, 1]
  target_filter: once
  desired_count: 18
  undesired_count: 2
  ties: potential
  softmax_gain: 19
  label_smoothing: 0.2
  tau_m: 21
  tau_s: 22
  warm_up: per-layer
  warm_up_density: 0.23
  leak_path: %v
  intra_neuron: %v
  slope_clamp: 24
  sparsity: 0.25
  average: 3
  patience: 4
Data:
  bin_us: 26
  stabilize: false
  off_by_one: true
  by_clock: true
  augment: false
  shift: 27
  drop: 0.28
  crop: 42
  flip: true
  rotate: 29
  zoom: 0.3
  erase: 31
  limit: 32
  val: 0.33
Events:
  conv: 0.34
  conv_gradient: 0.35
  linear: 0.36
  narrow: 0.37
  data_gradient: 0.38
Layers:
  output:
    type: linear
    n_inputs: 6
    n_outputs: 7
    init: uniform
    weight_scale: 39
    threshold: 40
    tau_m: 41
`, leak, intra)
	}
	want := Settings{
		Dataset: "CIFAR10", DataPath: "pictures", Rule: "TSSLBP", Model: "LIF", Input: []int{1, 2, 3}, Steps: 6, Classes: 7, Epochs: 8, BatchSize: 9, Seed: 10, Weights: "w",
		LR: 0.011, Schedule: "step", StepEpochs: 12, Gamma: 0.13, WarmupEpochs: 1, WeightDecay: 0.15, GradClip: 16, WeightClamp: 17,
		Loss: "kernel", Target: []int{0, 1}, TargetFilter: "once", DesiredCount: 18, UndesiredCount: 2, Ties: "potential",
		SoftmaxGain: 19, Smoothing: 0.2, TauM: 21, TauS: 22, WarmUp: "per-layer", WarmUpDensity: 0.23, SlopeClamp: 24,
		Sparsity: 0.25, Average: 3, Patience: 4,
	}
	for _, leak := range []bool{false, true} {
		cfg, err := ParseConfig("f.yaml", []byte(text(leak, !leak)))
		require.NoError(t, err)
		want.LeakPath, want.IntraNeuron = leak, !leak
		assert.Equal(t, want, cfg.Network)
		assert.Equal(t, Data{
			BinMicros: 26, OffByOne: true, ByClock: true, Shift: 27, Drop: 0.28, Crop: 42, Flip: true, Rotate: 29, Zoom: 0.3, Erase: 31, Limit: 32, Val: 0.33,
		}, cfg.Data)
		assert.Equal(t, BreakEvens{Conv: 0.34, ConvGradient: 0.35, Linear: 0.36, Narrow: 0.37, DataGradient: 0.38}, cfg.Events)
		l := cfg.Layers[0]
		assert.Equal(t, []any{"output", TypeLinear, 6, 7, "uniform", 39., 40., 41.},
			[]any{l.Name, l.Type, l.Inputs, l.Outputs, l.Init, l.WeightScale, l.Threshold, l.TauM})
	}
}

// The released dropout layer has p = 0.5 where its file says none.
func TestDropoutWithoutP(t *testing.T) {
	cfg, err := ParseConfig("d.yaml", []byte("Network:\n  n_class: 2\n  input: [1, 1, 4]\nLayers:\n  drop: {type: dropout}\n  out: {type: linear, n_inputs: 4, n_outputs: 2}\n"))
	require.NoError(t, err)
	assert.Equal(t, 0.5, cfg.Layers[0].P)
}
