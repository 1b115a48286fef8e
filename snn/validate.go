package snn

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/lif"
)

// Validate reports every impossible constant of the configuration. Whether
// the layers fit together is checked by New, which knows the input.
func (c *Config) Validate() error {
	s := &c.Network
	var errs []error
	fault := func(format string, args ...any) {
		errs = append(errs, &ConfigError{File: c.Source, Msg: fmt.Sprintf(format, args...)})
	}
	oneOf := func(key, v string, words ...string) {
		if !slices.Contains(words, v) {
			fault("%s: %q: expected %s%s", key, v, strings.Join(words, ", "), nearest(v, words))
		}
	}
	atLeast := func(key string, v, low int) {
		if v < low {
			fault("%s = %d: must be at least %d", key, v, low)
		}
	}
	notBelow := func(key string, v, low float64) {
		if !(v >= low) || math.IsInf(v, 0) {
			fault("%s = %v: must be a number not below %v", key, v, low)
		}
	}
	atLeast("n_steps", s.Steps, 1)
	atLeast("epochs", s.Epochs, 0)
	atLeast("batch_size", s.BatchSize, 1)
	atLeast("n_class", s.Classes, 1)
	atLeast("step_epochs", s.StepEpochs, 1)
	atLeast("warmup_epochs", s.WarmupEpochs, 0)
	atLeast("bin_us", c.Data.BinMicros, 1)
	atLeast("shift", c.Data.Shift, 0)
	atLeast("limit", c.Data.Limit, 0)
	atLeast("patience", s.Patience, 0)
	notBelow("drop", c.Data.Drop, 0)
	if !(c.Data.Val >= 0 && c.Data.Val < 1) {
		fault("val = %v: must be a share, 0 or more and less than 1", c.Data.Val)
	}
	notBelow("lr", s.LR, 0)
	notBelow("gamma", s.Gamma, 0)
	notBelow("weight_decay", s.WeightDecay, 0)
	notBelow("grad_clip", s.GradClip, 0)
	notBelow("weight_clamp", s.WeightClamp, 0)
	notBelow("warm_up_density", s.WarmUpDensity, 0)
	notBelow("sparsity", s.Sparsity, 0)
	if s.BatchSize > maxBatch {
		fault("batch_size = %d: must be at most %d", s.BatchSize, maxBatch)
	}
	for _, f := range eventFields(&c.Events) {
		notBelow(f.key, *f.dst.(*float64), 0)
	}
	if c.Data.Drop > 1 {
		fault("drop = %v: must not be above 1", c.Data.Drop)
	}
	if s.Steps > maxSteps {
		fault("n_steps = %d: must be at most %d", s.Steps, maxSteps)
	}
	oneOf("rule", s.Rule, "TSSLBP")
	oneOf("model", s.Model, "LIF")
	oneOf("loss", s.Loss, "kernel", "count", "softmax")
	oneOf("schedule", s.Schedule, "constant", "cosine", "step")
	oneOf("target_filter", s.TargetFilter, "once", "twice")
	oneOf("warm_up", s.WarmUp, "per-neuron", "per-layer", "none", "surrogate-only")
	p := lif.Params{TauM: s.TauM, TauS: s.TauS, Threshold: 1}
	for _, e := range unjoin(p.Validate()) {
		fault("%s", strings.TrimPrefix(e.Error(), "lif: "))
	}
	if max(s.TauM, s.TauS) > maxTau {
		fault("tau_m = %v, tau_s = %v: must be at most %g steps", s.TauM, s.TauS, float64(maxTau))
	}
	if in := s.Input; len(in) != 0 && len(in) != 3 {
		fault("input: %d numbers: expected [channels, rows, columns]", len(in))
	}
	for _, v := range s.Input {
		if v < 1 || v > maxExtent {
			fault("input: %d: every extent must be 1 to %d", v, maxExtent)
		}
	}
	if len(c.Layers) == 0 {
		fault("no layers")
	}
	for i := range c.Layers {
		for _, msg := range c.Layers[i].faults() {
			errs = append(errs, c.at(&c.Layers[i], "%s", msg))
		}
	}
	return errors.Join(errs...)
}

// at makes a fault of a layer.
func (c *Config) at(l *Layer, format string, args ...any) *ConfigError {
	return &ConfigError{File: c.Source, Line: l.line, Col: l.col,
		Msg: fmt.Sprintf("layer %s: ", l.Name) + fmt.Sprintf(format, args...)}
}

const (
	maxSteps   = 100_000 // steps
	maxBatch   = 1 << 16
	maxPadding = 256     // rows or columns
	maxWidth   = 1 << 20 // channels, neurons or window size of one layer
	maxTau     = 1e6     // steps
)

// single reports whether a number stays finite in single precision.
func single(v float64) bool { return math.Abs(v) <= math.MaxFloat32 }

// faults lists what is impossible about a layer by itself.
func (l *Layer) faults() []string {
	var f []string
	in := func(key string, v, low int) {
		if v < low || v > maxWidth {
			f = append(f, fmt.Sprintf("%s = %d: must be %d to %d", key, v, low, maxWidth))
		}
	}
	pair := func(key string, v [2]int, low int) {
		in(key, min(v[0], v[1]), low)
		if max(v[0], v[1]) > maxWidth {
			in(key, max(v[0], v[1]), low)
		}
	}
	neuron := func() {
		if v := float32(l.Threshold); !(v > 0) || math.IsInf(float64(v), 0) {
			f = append(f, fmt.Sprintf("threshold = %v: must be above 0 and finite in single precision", l.Threshold))
		}
		if l.TauM != 0 && (!(l.TauM >= 1) || l.TauM > maxTau) {
			f = append(f, fmt.Sprintf("tau_m = %v: must be 1 to %g steps", l.TauM, float64(maxTau)))
		}
		if !single(l.WeightScale) {
			f = append(f, fmt.Sprintf("weight_scale = %v: must be finite in single precision", l.WeightScale))
		}
	}
	switch l.Type {
	case TypeConv:
		in("in_channels", l.InChannels, 1)
		in("out_channels", l.OutChannels, 1)
		in("groups", l.Groups, 1)
		pair("kernel_size", l.Kernel, 1)
		pair("stride", l.Stride, 1)
		pair("padding", l.Padding, 0)
		pair("dilation", l.Dilation, 1)
		if max(l.Padding[0], l.Padding[1]) > maxPadding {
			f = append(f, fmt.Sprintf("padding = %v: must be at most %d", l.Padding, maxPadding))
		}
		if l.Groups > 0 && (l.InChannels%l.Groups != 0 || l.OutChannels%l.Groups != 0) {
			f = append(f, fmt.Sprintf("groups = %d: must divide in_channels %d and out_channels %d", l.Groups, l.InChannels, l.OutChannels))
		}
		neuron()
	case TypeLinear:
		in("n_inputs", l.Inputs, 1)
		in("n_outputs", l.Outputs, 1)
		neuron()
	case TypePooling:
		pair("kernel_size", l.Kernel, 1)
		if l.Stride != [2]int{} {
			pair("stride", l.Stride, 1)
		}
		pair("padding", l.Padding, 0)
		if max(l.Padding[0], l.Padding[1]) > maxPadding {
			f = append(f, fmt.Sprintf("padding = %v: must be at most %d", l.Padding, maxPadding))
		}
		if !single(l.Theta) {
			f = append(f, fmt.Sprintf("theta = %v: must be finite in single precision", l.Theta))
		}
	case TypeDropout:
		if !(l.P >= 0 && l.P < 1) {
			f = append(f, fmt.Sprintf("p = %v: must be at least 0 and below 1", l.P))
		}
	default:
		f = append(f, fmt.Sprintf("type %q: expected conv, linear, pooling or dropout", l.Type))
	}
	return f
}

func unjoin(err error) []error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
