package metrics

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Density is a layer's spikes per neuron and step.
type Density struct {
	Layer string
	Value float64
}

// Densities are those of all layers, an object in JSON that keeps their order.
type Densities []Density

// MarshalJSON implements json.Marshaler.
func (d Densities) MarshalJSON() ([]byte, error) { return appendDensities(nil, d), nil }

// UnmarshalJSON implements json.Unmarshaler.
func (d *Densities) UnmarshalJSON(b []byte) error {
	*d = nil
	dec := json.NewDecoder(bytes.NewReader(b))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		if err == nil && t == nil {
			return nil // null
		}
		return fmt.Errorf("densities: expected an object")
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		e := Density{Layer: name.(string)} // a key is a string
		if err := dec.Decode(&e.Value); err != nil {
			return fmt.Errorf("density of layer %s: %w", e.Layer, err)
		}
		*d = append(*d, e)
	}
	return nil
}
