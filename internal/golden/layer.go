package golden

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/snnsim/snnsim/internal/oracle"
)

// rawLayer is a layer as files describe it.
type rawLayer struct {
	Type string `json:"type"`
	window
	InChannels  int    `json:"in_channels"`
	OutChannels int    `json:"out_channels"`
	Groups      int    `json:"groups"`
	Inputs      int    `json:"n_inputs"`
	Outputs     int    `json:"n_outputs"`
	Theta       number `json:"theta"`
	P           number `json:"p"`

	Threshold number `json:"threshold"`
	TauM      number `json:"tau_m"`
	TauS      number `json:"tau_s"`
}

// layer builds a layer; weights is nil if the file holds none for it, and def
// are the network's constants. Extents that the description leaves out are
// those of the weights.
func (r rawLayer) layer(name string, weights *Tensor, def oracle.Neuron) (l oracle.Layer, err error) {
	l = oracle.Layer{Name: name, Neuron: oracle.Neuron{
		TauM:      r.TauM.or(def.TauM),
		TauS:      r.TauS.or(def.TauS),
		Threshold: r.Threshold.or(def.Threshold),
	}}
	switch r.Type {
	case "pooling":
		l.Kind, l.Pooling = oracle.PoolingLayer, r.window.pooling(r.Theta)
		return l, nil
	case "dropout":
		l.Kind = oracle.DropoutLayer
		if !r.P.set || r.P.v != 0 {
			return l, fmt.Errorf("dropout with an unknown mask: %w", ErrNotComparable)
		}
		return l, nil
	case "conv", "linear":
	default:
		return l, fmt.Errorf("unknown type %q", r.Type)
	}
	if weights == nil {
		return l, fmt.Errorf("no initial weights")
	}
	l.Weights = weights.Data
	if err := validNeuron(l.Neuron); err != nil {
		return l, err
	}
	if r.Type == "linear" {
		l.Kind = oracle.LinearLayer
		l.Linear, err = r.linear(weights)
		return l, err
	}
	l.Kind = oracle.ConvLayer
	l.Conv, err = r.conv(weights)
	return l, err
}

func (r rawLayer) linear(w *Tensor) (oracle.Linear, error) {
	if len(w.Shape) != 2 {
		return oracle.Linear{}, fmt.Errorf("weights of shape %v, want [out in]", w.Shape)
	}
	l := oracle.Linear{In: orInt(r.Inputs, w.Shape[1]), Out: orInt(r.Outputs, w.Shape[0])}
	if err := w.is(l.Out, l.In); err != nil {
		return l, fmt.Errorf("weights: %w", err)
	}
	return l, nil
}

func (r rawLayer) conv(w *Tensor) (oracle.Conv, error) {
	s := w.Shape
	if len(s) != 4 && (len(s) != 5 || s[4] != 1) {
		return oracle.Conv{}, fmt.Errorf("weights of shape %v, want [out in row column 1]", s)
	}
	groups := orInt(r.Groups, 1)
	if groups < 1 {
		return oracle.Conv{}, fmt.Errorf("%d groups", groups)
	}
	c := oracle.Conv{
		In:     orInt(r.InChannels, s[1]*groups),
		Out:    orInt(r.OutChannels, s[0]),
		Groups: groups,
		Window: oracle.Window{
			Kernel:   r.Kernel.or([2]int{s[2], s[3]}),
			Stride:   r.Stride.or([2]int{1, 1}),
			Padding:  r.Padding.v,
			Dilation: r.Dilation.or([2]int{1, 1}),
		},
	}
	want := []int{c.Out, c.In / groups, c.Kernel[0], c.Kernel[1], 1}
	if err := w.is(want[:len(s)]...); err != nil {
		return c, fmt.Errorf("weights: %w", err)
	}
	return c, nil
}

func orInt(v, missing int) int {
	if v == 0 {
		return missing
	}
	return v
}

// keys returns the keys of a JSON object in the order of the file.
func keys(object []byte) (names []string, err error) {
	d := json.NewDecoder(bytes.NewReader(object))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil, fmt.Errorf("want an object of layers by name")
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		names = append(names, name)
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return nil, err
		}
	}
	return names, nil
}
