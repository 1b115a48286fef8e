package snn

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/snnsim/snnsim/lif"
)

// Validate reports every impossible constant of the configuration, with its
// line and column if it is as a file gave it. Whether the layers fit together
// is checked by New, which knows the input.
func (c *Config) Validate() error { return joinFaults(c.faults()) }

func (c *Config) faults() []error {
	errs := c.settingsFaults()
	if len(c.Layers) == 0 {
		errs = append(errs, &ConfigError{File: c.Source, Msg: "no layers", key: "Layers"})
	}
	total := int64(0)
	named := map[string]bool{}
	for i := range c.Layers {
		l := &c.Layers[i]
		f := append(c.nameFaults(l, named), c.layerFaults(l)...)
		errs = append(errs, f...)
		if len(f) > 0 {
			continue
		}
		if total += l.weights(); total > maxTotal {
			errs = append(errs, c.at(l, "%d weights in the layers up to here: at most %d", total, maxTotal))
			break
		}
	}
	if len(errs) == 0 {
		if b := len(c.Text()); b > maxConfig {
			errs = append(errs, &ConfigError{File: c.Source, Msg: fmt.Sprintf("%d layers take %d bytes with all settings spelled out, a target among them, as checkpoints hold them: at most %d", len(c.Layers), b, maxConfig), key: "Layers"})
		}
	}
	return errs
}

// nameFaults lists why a layer can't have its name: checkpoints tell layers apart
// by it, and from the optimiser's moments.
func (c *Config) nameFaults(l *Layer, named map[string]bool) []error {
	var errs []error
	switch {
	case named[l.Name]:
		errs = append(errs, c.at(l, "a second layer of that name"))
	case strings.TrimSpace(l.Name) != l.Name:
		errs = append(errs, c.at(l, "name %q: expected none with spaces at its ends", l.Name))
	case strings.IndexFunc(l.Name, unnameable) >= 0:
		errs = append(errs, c.at(l, "name %q: expected printable characters without / and \\", l.Name))
	case strings.HasPrefix(l.Name, "adamw."):
		errs = append(errs, c.at(l, "name %q: names that begin with adamw. are the optimiser's", l.Name))
	}
	named[l.Name] = true
	return errs
}

// unnameable reports characters that can't stand on a terminal or in the name of a file.
func unnameable(r rune) bool {
	return r == '/' || r == '\\' || r == utf8.RuneError || !unicode.IsPrint(r)
}

// settingsFaults lists what is impossible in the sections Network and Data.
func (c *Config) settingsFaults() []error {
	s, k := &c.Network, c.settingsChecker()
	k.numbers()
	k.within("n_steps", s.Steps, 1, maxSteps)
	k.within("epochs", s.Epochs, 1, maxCount)
	k.within("batch_size", s.BatchSize, 1, maxBatch)
	k.within("n_class", s.Classes, 1, maxClasses)
	k.within("step_epochs", s.StepEpochs, 1, maxCount)
	k.within("warmup_epochs", s.WarmupEpochs, 0, maxCount)
	k.within("bin_us", c.Data.BinMicros, 1, maxMicros)
	k.within("shift", c.Data.Shift, 0, maxExtent)
	k.within("crop", c.Data.Crop, 0, maxExtent)
	k.notBelow("drop", c.Data.Drop, 0)
	k.notBelow("softmax_gain", s.SoftmaxGain, 0)
	k.notBelow("rotate", c.Data.Rotate, 0)
	k.within("erase", c.Data.Erase, 0, maxExtent)
	k.notBelow("lr", s.LR, 0)
	k.notBelow("gamma", s.Gamma, 0)
	k.notBelow("weight_decay", s.WeightDecay, 0)
	k.notBelow("grad_clip", s.GradClip, 0)
	k.notBelow("weight_clamp", s.WeightClamp, 0)
	k.notBelow("warm_up_density", s.WarmUpDensity, 0)
	k.within("limit", c.Data.Limit, 0, maxCount)
	k.within("patience", s.Patience, 0, maxCount)
	k.within("average", s.Average, 0, maxCount)
	k.notBelow("sparsity", s.Sparsity, 0)
	for _, f := range eventFields(&c.Events) {
		k.notBelow(f.key, *f.dst.(*float64), 0)
	}
	if !(c.Data.Val >= 0 && c.Data.Val < 1) {
		k.fault("val", "val = %v: must be a share, 0 or more and less than 1", c.Data.Val)
	}
	if !(s.SlopeClamp > 0) {
		k.fault("slope_clamp", "slope_clamp = %v: must be above 0", s.SlopeClamp)
	}
	if !(s.Smoothing >= 0 && s.Smoothing < 1) {
		k.fault("label_smoothing", "label_smoothing = %v: must be a share, 0 or more and less than 1", s.Smoothing)
	}
	if !(c.Data.Zoom >= 0 && c.Data.Zoom < 1) {
		k.fault("zoom", "zoom = %v: must be a share, 0 or more and less than 1", c.Data.Zoom)
	}
	if c.Data.Drop > 1 {
		k.fault("drop", "drop = %v: must not be above 1", c.Data.Drop)
	}
	k.oneOf("rule", s.Rule, "TSSLBP")
	k.oneOf("model", s.Model, "LIF")
	k.oneOf("loss", s.Loss, "kernel", "count", "softmax")
	k.oneOf("schedule", s.Schedule, "constant", "cosine", "step")
	k.oneOf("target_filter", s.TargetFilter, "once", "twice")
	k.oneOf("ties", s.Ties, "first", "potential")
	k.oneOf("warm_up", s.WarmUp, "per-neuron", "per-layer", "none", "surrogate-only", "output-only")
	k.neuron("tau_m", lif.Params{TauM: s.TauM, TauS: 1, Threshold: 1})
	k.neuron("tau_s", lif.Params{TauM: 1, TauS: s.TauS, Threshold: 1})
	if len(s.Target) > s.Steps {
		k.fault("target", "target has %d steps: at most n_steps = %d", len(s.Target), s.Steps)
	}
	for _, v := range s.Target {
		if v != 0 && v != 1 {
			k.fault("target", "target = %v: every step must be 0, silent, or 1, a spike", s.Target)
			break
		}
	}
	if n := len(s.Input); n != 0 && n != 3 {
		k.fault("input", "input = %v: expected [channels, rows, columns]", s.Input)
	}
	for _, v := range s.Input {
		if v < 1 || v > maxExtent {
			k.fault("input", "input = %v: every extent must be 1 to %d", s.Input, maxExtent)
		}
	}
	return k.errs
}

// maxCount bounds whole numbers that no memory depends on.
const maxCount = 1<<31 - 1

// neuron asks the neuron for what is wrong with one of its constants.
func (k *checker) neuron(key string, p lif.Params) {
	if err := p.Validate(); err != nil {
		k.fault(key, "%s", strings.TrimPrefix(err.Error(), "lif: "))
	}
}

// at makes a fault of a layer.
func (c *Config) at(l *Layer, format string, args ...any) *ConfigError {
	return &ConfigError{File: c.Source, Line: l.line, Col: l.col,
		Msg: fmt.Sprintf("layer %s: ", l.Name) + fmt.Sprintf(format, args...)}
}
