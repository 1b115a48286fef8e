package golden

import (
	"encoding/json"
	"fmt"
)

// pair is a number of rows and of columns; in a file a number stands for
// both.
type pair struct {
	set bool
	v   [2]int
}

// UnmarshalJSON reads a whole number, or a list of one or two.
func (p *pair) UnmarshalJSON(text []byte) error {
	var x Tensor
	if err := x.UnmarshalJSON(text); err != nil {
		return err
	}
	if x.Data == nil { // null
		return nil
	}
	v, err := x.ints()
	if err != nil {
		return err
	}
	if len(x.Shape) > 1 || len(v) < 1 || len(v) > 2 {
		return fmt.Errorf("shape %v, want a number or a pair", x.Shape)
	}
	p.set = true
	p.v = [2]int{v[0], v[len(v)-1]}
	return nil
}

// or returns the pair, or what stands for a missing one.
func (p pair) or(missing [2]int) [2]int {
	if p.set {
		return p.v
	}
	return missing
}

// number is a value that may be missing, or null.
type number struct {
	set, null bool
	v         float64
}

// UnmarshalJSON reads a number.
func (n *number) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		n.null = true
		return nil
	}
	n.set = true
	return json.Unmarshal(text, &n.v)
}

// bound returns the value, 0 for null, which is none, or the default where it
// is missing.
func (n number) bound(missing float64) float64 {
	if n.null {
		return 0
	}
	return n.or(missing)
}

// or returns the first value that is not missing, or the default.
func (n number) or(missing float64) float64 {
	if n.set {
		return n.v
	}
	return missing
}
