package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// Unmarshal reads a file strictly: the data must be covered by the tensors
// without gap or overlap, and every shape must fit its bytes.
func Unmarshal(b []byte) (*File, error) {
	if len(b) < 8 {
		return nil, fmt.Errorf("safetensors: %d bytes: expected an 8-byte header length", len(b))
	}
	n := binary.LittleEndian.Uint64(b)
	if n > maxHeader || n > uint64(len(b)-8) {
		return nil, fmt.Errorf("safetensors: offset 0: header of %d bytes in a file of %d", n, len(b))
	}
	head, data := b[8:8+n], b[8+n:]
	raw, err := members(bytes.TrimRight(head, " "))
	if err != nil {
		return nil, fmt.Errorf("safetensors: offset 8: header: %w", err)
	}
	f := &File{}
	type placed struct {
		Tensor
		entry
	}
	var ts []placed
	for name, text := range raw {
		if name == metadataKey {
			if err := json.Unmarshal(text, &f.Metadata); err != nil {
				return nil, fmt.Errorf("safetensors: metadata: %w", err)
			}
			continue
		}
		p := placed{Tensor: Tensor{Name: name}}
		if err := json.Unmarshal(text, &p.entry); err != nil {
			return nil, fmt.Errorf("safetensors: tensor %s: %w", name, err)
		}
		if err := p.check(int64(len(data))); err != nil {
			return nil, fmt.Errorf("safetensors: tensor %s: %w", name, err)
		}
		ts = append(ts, p)
	}
	slices.SortFunc(ts, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.Offsets[0], b.Offsets[0]), cmp.Compare(a.Offsets[1], b.Offsets[1]), cmp.Compare(a.Name, b.Name))
	})
	var at int64
	for _, p := range ts {
		if p.Offsets[0] != at {
			return nil, fmt.Errorf("safetensors: tensor %s: data begin at %d, expected %d", p.Name, p.Offsets[0], at)
		}
		at = p.Offsets[1]
		t := p.Tensor
		t.Shape = p.entry.Shape
		t.Data = floats(data[p.Offsets[0]:p.Offsets[1]])
		f.Tensors = append(f.Tensors, t)
	}
	if at != int64(len(data)) {
		return nil, fmt.Errorf("safetensors: %d bytes of data, the header names %d", len(data), at)
	}
	return f, nil
}

// members reads an object in which no name comes twice.
func members(text []byte) (map[string]json.RawMessage, error) {
	if len(text) == 0 || text[0] != '{' {
		return nil, errors.New("expected JSON that begins with {")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	m := map[string]json.RawMessage{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string) // as every name of an object is
		if _, twice := m[name]; twice {
			return nil, fmt.Errorf("%s comes twice", name)
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return nil, err
		}
		m[name] = v
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one object")
	}
	return m, nil
}

func (e *entry) check(size int64) error {
	if e.DType != "F32" {
		return fmt.Errorf("dtype %q: expected F32", e.DType)
	}
	if len(e.Offsets) != 2 {
		return fmt.Errorf("data_offsets %v: expected two numbers", e.Offsets)
	}
	lo, hi := e.Offsets[0], e.Offsets[1]
	if lo < 0 || hi < lo || hi > size {
		return fmt.Errorf("data_offsets [%d, %d] in %d bytes of data", lo, hi, size)
	}
	if len(e.Shape) > maxDims {
		return fmt.Errorf("%d dimensions: at most %d", len(e.Shape), maxDims)
	}
	n := int64(4)
	if slices.Contains(e.Shape, 0) {
		n = 0
	}
	for _, d := range e.Shape {
		if d < 0 || d > 0 && n > (hi-lo)/int64(d) {
			return fmt.Errorf("shape %v does not fit %d bytes", e.Shape, hi-lo)
		}
		n *= int64(d)
	}
	if n != hi-lo {
		return fmt.Errorf("shape %v needs %d bytes, has %d", e.Shape, n, hi-lo)
	}
	return nil
}

func floats(b []byte) []float32 {
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}
