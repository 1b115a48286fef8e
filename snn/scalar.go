package snn

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/snnsim/snnsim/internal/decimal"
)

// scalarText returns the text of a scalar node, without quotes.
func scalarText(n ast.Node) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	if n == nil || n.GetToken() == nil {
		return ""
	}
	return n.GetToken().Value
}

// assign parses a node into a field of a configuration.
func assign(dst any, n ast.Node) error {
	switch p := dst.(type) {
	case *string:
		switch n.(type) {
		case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
			return fmt.Errorf("expected a word")
		}
		*p = scalarText(n)
	case *bool:
		b, ok := n.(*ast.BoolNode)
		if !ok {
			return fmt.Errorf("%q: expected true or false", scalarText(n))
		}
		*p = b.Value
	case *int:
		v, err := whole(n)
		if err != nil {
			return err
		}
		*p = v
	case *uint64:
		v, err := strconv.ParseUint(decimal.Trim(scalarText(n)), 0, 64)
		if err != nil {
			return fmt.Errorf("%q: expected a whole number, 0 or above", scalarText(n))
		}
		*p = v
	case *float64:
		v, err := number(scalarText(n))
		if err != nil {
			return err
		}
		*p = v
	case *[2]int:
		return assignPair(p, n)
	case *[]int:
		seq, ok := n.(*ast.SequenceNode)
		if !ok {
			return fmt.Errorf("expected a list of whole numbers")
		}
		out := make([]int, 0, len(seq.Values))
		for _, e := range seq.Values {
			v, err := whole(e)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		*p = out
	}
	return nil
}

// assignPair reads one whole number for both axes, or a list of two.
func assignPair(p *[2]int, n ast.Node) error {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		v, err := whole(n)
		*p = [2]int{v, v}
		return err
	}
	if len(seq.Values) != 2 {
		return fmt.Errorf("%d values: expected one, or two (rows, columns)", len(seq.Values))
	}
	for i, e := range seq.Values {
		v, err := whole(e)
		if err != nil {
			return err
		}
		p[i] = v
	}
	return nil
}

// number reads a number that float32 can hold.
func number(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || math.IsNaN(v) {
		return 0, fmt.Errorf("%q: expected a number", text)
	}
	// What is too small for float64 is read as 0 without an error.
	mantissa := strings.TrimLeft(text, "+-0._xX")
	if v == 0 && mantissa != "" && !strings.ContainsRune("eEpP", rune(mantissa[0])) {
		v = math.SmallestNonzeroFloat64
	}
	if msg := float32Fault(v); msg != "" {
		return 0, fmt.Errorf("%s: %s", text, msg)
	}
	return v, nil
}

func whole(n ast.Node) (int, error) {
	v, err := strconv.ParseInt(decimal.Trim(scalarText(n)), 0, 32)
	if err != nil {
		return 0, fmt.Errorf("%q: expected a whole number", scalarText(n))
	}
	return int(v), nil
}
