package snn

// field binds a key of a network file to the place its value goes to.
type field struct {
	key string
	dst any // *int, *float64, *string, *bool, *uint64, *[2]int or *[]int
}

func settingsFields(s *Settings) []field {
	return []field{
		{"epochs", &s.Epochs}, {"batch_size", &s.BatchSize}, {"n_steps", &s.Steps},
		{"dataset", &s.Dataset}, {"data_path", &s.DataPath}, {"rule", &s.Rule}, {"model", &s.Model},
		{"lr", &s.LR}, {"schedule", &s.Schedule}, {"step_epochs", &s.StepEpochs}, {"gamma", &s.Gamma},
		{"warmup_epochs", &s.WarmupEpochs}, {"weight_decay", &s.WeightDecay},
		{"grad_clip", &s.GradClip}, {"weight_clamp", &s.WeightClamp}, {"seed", &s.Seed},
		{"loss", &s.Loss}, {"n_class", &s.Classes}, {"desired_count", &s.DesiredCount},
		{"undesired_count", &s.UndesiredCount}, {"target", &s.Target}, {"target_filter", &s.TargetFilter}, {"ties", &s.Ties},
		{"tau_m", &s.TauM}, {"tau_s", &s.TauS}, {"warm_up", &s.WarmUp},
		{"warm_up_density", &s.WarmUpDensity}, {"leak_path", &s.LeakPath}, {"intra_neuron", &s.IntraNeuron},
		{"slope_clamp", &s.SlopeClamp},
		{"sparsity", &s.Sparsity}, {"patience", &s.Patience}, {"average", &s.Average}, {"input", &s.Input},
		{"weights", &s.Weights}, {"softmax_gain", &s.SoftmaxGain}, {"label_smoothing", &s.Smoothing},
	}
}

func dataFields(d *Data) []field {
	return []field{
		{"bin_us", &d.BinMicros}, {"stabilize", &d.Stabilize}, {"off_by_one", &d.OffByOne}, {"by_clock", &d.ByClock},
		{"augment", &d.Augment}, {"shift", &d.Shift}, {"drop", &d.Drop},
		{"crop", &d.Crop}, {"flip", &d.Flip}, {"rotate", &d.Rotate}, {"zoom", &d.Zoom}, {"erase", &d.Erase},
		{"limit", &d.Limit}, {"val", &d.Val},
	}
}

func eventFields(b *BreakEvens) []field {
	return []field{
		{"conv", &b.Conv}, {"conv_gradient", &b.ConvGradient}, {"linear", &b.Linear},
		{"narrow", &b.Narrow}, {"data_gradient", &b.DataGradient},
	}
}

// layerFields returns the keys that a layer of l's type may have.
func layerFields(l *Layer) []field {
	neuron := []field{{"init", &l.Init}, {"weight_scale", &l.WeightScale}, {"threshold", &l.Threshold}, {"tau_m", &l.TauM}}
	window := []field{{"kernel_size", &l.Kernel}, {"stride", &l.Stride}, {"padding", &l.Padding}}
	fs := []field{{"type", &l.Type}}
	switch l.Type {
	case TypeConv:
		fs = append(fs, field{"in_channels", &l.InChannels}, field{"out_channels", &l.OutChannels},
			field{"dilation", &l.Dilation}, field{"groups", &l.Groups})
		return append(append(fs, window...), neuron...)
	case TypeLinear:
		fs = append(fs, field{"n_inputs", &l.Inputs}, field{"n_outputs", &l.Outputs})
		return append(fs, neuron...)
	case TypePooling:
		// The released files give pooling layers a threshold, which has no effect.
		fs = append(fs, field{"theta", &l.Theta}, field{"threshold", &l.Threshold})
		return append(fs, window...)
	case TypeDropout:
		return append(fs, field{"p", &l.P})
	}
	return fs
}
