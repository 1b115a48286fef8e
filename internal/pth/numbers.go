package pth

import (
	"encoding/binary"
	"fmt"
	"math"
)

// decoders turn the bytes of a number into float32, by the kind of storage.
var decoders = map[string]struct {
	size   int64
	decode func([]byte) float32
}{
	"FloatStorage":    {4, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }},
	"DoubleStorage":   {8, func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) }},
	"BFloat16Storage": {2, func(b []byte) float32 { return math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16) }},
	"HalfStorage":     {2, func(b []byte) float32 { return half(binary.LittleEndian.Uint16(b)) }},
}

// half makes a number of half precision (IEEE 754 binary16) a float32.
func half(h uint16) float32 {
	sign, exp, frac := uint32(h>>15)<<31, uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch exp {
	case 0: // zero, or a multiple of 2^-24
		v := float32(frac) / (1 << 24)
		return math.Float32frombits(math.Float32bits(v) | sign)
	case 31:
		return math.Float32frombits(sign | 0xff<<23 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+112)<<23 | frac<<13)
}

// decoded is a storage that has been read.
type decoded struct {
	kind string
	data []float32
}

// numbers reads a storage, once.
func (a *archive) numbers(s storage) ([]float32, error) {
	if was, ok := a.storages[s.key]; ok {
		if int64(len(was.data)) != s.n || was.kind != s.kind {
			return nil, fmt.Errorf("storage %s is of %d numbers (%s) and of %d (%s)", s.key, len(was.data), was.kind, s.n, s.kind)
		}
		return was.data, nil
	}
	d, ok := decoders[s.kind]
	if !ok {
		return nil, fmt.Errorf("it is of %.60s: expected Float, Double, Half or BFloat16", s.kind)
	}
	if a.room -= s.n * d.size; a.room < 0 {
		return nil, fmt.Errorf("storages of more than %d times the file's size", maxRatio)
	}
	b, err := a.bytes("data/"+s.key, s.n*d.size)
	if err != nil {
		return nil, err
	}
	if int64(len(b)) != s.n*d.size {
		return nil, fmt.Errorf("storage %s: %d bytes: expected %d", s.key, len(b), s.n*d.size)
	}
	data := make([]float32, s.n)
	for i := range data {
		data[i] = d.decode(b[int64(i)*d.size:])
	}
	a.storages[s.key] = decoded{s.kind, data}
	return data, nil
}

// tensor copies a view of a storage, in C order.
func (a *archive) tensor(t *tensor) ([]float32, error) {
	data, err := a.numbers(t.storage)
	if err != nil {
		return nil, err
	}
	out := make([]float32, t.len())
	index := make([]int64, len(t.size))
	at := t.offset
	for i := range out {
		out[i] = data[at]
		for k := len(index) - 1; k >= 0; k-- {
			if index[k]++; index[k] < t.size[k] {
				at += t.stride[k]
				break
			}
			at -= (index[k] - 1) * t.stride[k]
			index[k] = 0
		}
	}
	return out, nil
}
