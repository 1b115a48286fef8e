package snn

import (
	"math"

	"github.com/goccy/go-yaml/ast"
)

// place is where a network file gives a value, and the value that it gives.
type place struct {
	line, col int // from 1
	text      string
}

// places holds the places of the values of one section, by key.
type places map[string]place

// note remembers where the value of key stands.
func (p places) note(key string, n ast.Node, dst any) {
	at := n.GetToken().Position
	p[key] = place{line: at.Line, col: at.Column, text: fieldText(dst)}
}

// of finds the place of a value, unless it has been changed since it was read.
func (p places) of(key string, dst any) (place, bool) {
	at, ok := p[key]
	return at, ok && at.text == fieldText(dst)
}

const (
	minFloat32 = 0x1p-126 // smallest number that float32 holds in full precision
	maxFloat32 = math.MaxFloat32
)

// float32Fault says why a number can't be computed with, or nothing.
func float32Fault(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "must be a finite number"
	case a > maxFloat32:
		return "overflows float32: must be at most 3.4e+38 in magnitude"
	case a > 0 && a < minFloat32:
		return "vanishes in float32: must be 0, or at least 1.2e-38 in magnitude"
	}
	return ""
}
