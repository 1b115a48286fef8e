package snn

import "github.com/snnsim/snnsim/lif"

// layerFaults lists what is impossible about a layer by itself.
func (c *Config) layerFaults(l *Layer) []error {
	k := c.layerChecker(l)
	k.numbers()
	switch l.Type {
	case TypeConv:
		k.within("in_channels", l.InChannels, 1, maxExtent)
		k.within("out_channels", l.OutChannels, 1, maxExtent)
		k.within("groups", l.Groups, 1, maxExtent)
		k.window(l)
		k.pair("stride", l.Stride, 1, maxExtent)
		k.pair("dilation", l.Dilation, 1, maxExtent)
		if l.Groups > 0 && (l.InChannels%l.Groups != 0 || l.OutChannels%l.Groups != 0) {
			k.fault("groups", "groups = %d: must divide in_channels %d and out_channels %d", l.Groups, l.InChannels, l.OutChannels)
		}
		for i := range l.Kernel {
			if len(k.errs) == 0 && product(l.Kernel[i]-1, l.Dilation[i]) >= maxExtent {
				k.fault("dilation", "dilation = %v with a kernel of %v: the window must not be wider than %d", l.Dilation, l.Kernel, maxExtent)
			}
		}
		k.firing(l)
	case TypeLinear:
		k.within("n_inputs", l.Inputs, 1, maxValues)
		k.within("n_outputs", l.Outputs, 1, maxExtent)
		k.firing(l)
	case TypePooling:
		k.window(l)
		if l.Stride != [2]int{} {
			k.pair("stride", l.Stride, 1, maxExtent)
		}
		if l.Theta == 0 {
			k.fault("theta", "theta = 0: a pooling layer that lets nothing pass: must not be 0")
		}
	case TypeDropout:
		if !(l.P >= 0 && l.P < 1) {
			k.fault("p", "p = %v: must be at least 0 and below 1", l.P)
		}
	default:
		k.fault("type", "type %q: expected conv, linear, pooling or dropout", l.Type)
	}
	if len(k.errs) > 0 {
		return k.errs
	}
	if n := l.weights(); n > maxWeights {
		return []error{c.at(l, "%d weights: at most %d", n, maxWeights)}
	}
	return nil
}

func (k *checker) window(l *Layer) {
	k.pair("kernel_size", l.Kernel, 1, maxExtent)
	k.pair("padding", l.Padding, 0, maxPadding)
}

// firing checks the constants of the layer's neurons and initial weights.
func (k *checker) firing(l *Layer) {
	k.oneOf("init", l.Init, InitUniform, InitNormal)
	k.neuron("threshold", lif.Params{TauM: 1, TauS: 1, Threshold: l.Threshold})
	if l.TauM != 0 {
		k.neuron("tau_m", lif.Params{TauM: l.TauM, TauS: 1, Threshold: 1})
	}
}
