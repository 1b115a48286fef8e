package golden

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/snnsim/snnsim/internal/oracle"
)

// maxElements bounds the numbers in one tensor, read or computed.
const maxElements = 1 << 24

// maxDepth bounds the nesting of a list of lists.
const maxDepth = 8

// Tensor is an array of numbers. In a file it is an object with shape and
// data, or a number, or lists of equal length, nested.
type Tensor struct {
	Shape []int
	Data  []float64 // row-major
}

// errNull is returned for a null among numbers, as which some write what is no
// number.
var errNull = errors.New("null in place of a number")

// UnmarshalJSON reads either form and checks the extents.
func (x *Tensor) UnmarshalJSON(text []byte) error {
	text = bytes.TrimSpace(text)
	if string(text) == "null" {
		return nil
	}
	*x = Tensor{}
	if len(text) > 0 && text[0] != '{' {
		return x.readNested(text, 0)
	}
	raw := struct {
		Shape *[]int      `json:"shape"`
		Data  *[]*float64 `json:"data"`
	}{}
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	if raw.Shape == nil || raw.Data == nil {
		return fmt.Errorf("tensor without shape or data")
	}
	x.Shape, x.Data = *raw.Shape, make([]float64, len(*raw.Data))
	for i, v := range *raw.Data {
		if v == nil {
			return errNull
		}
		x.Data[i] = *v
	}
	n, err := elements(x.Shape)
	if err != nil {
		return err
	}
	if n != len(x.Data) {
		return fmt.Errorf("tensor of shape %v holds %d numbers, want %d", x.Shape, len(x.Data), n)
	}
	return nil
}

// readNested appends the numbers of a nested list at the given depth.
func (x *Tensor) readNested(text []byte, depth int) error {
	if text[0] != '[' {
		var v *float64
		if err := json.Unmarshal(text, &v); err != nil {
			return err
		}
		if v == nil {
			return errNull
		}
		if depth != len(x.Shape) {
			return fmt.Errorf("list mixes numbers and lists")
		}
		x.Data = append(x.Data, *v)
		return nil
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(text, &rows); err != nil {
		return err
	}
	switch {
	case depth == maxDepth:
		return fmt.Errorf("list nested deeper than %d", maxDepth)
	case depth == len(x.Shape) && len(x.Data) == 0:
		x.Shape = append(x.Shape, len(rows))
	case depth == len(x.Shape) || x.Shape[depth] != len(rows):
		return fmt.Errorf("list of lists of unequal length")
	}
	for _, row := range rows {
		if err := x.readNested(bytes.TrimSpace(row), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// elements returns the product of the extents.
func elements(shape []int) (int, error) {
	n := 1
	for _, d := range shape {
		if d < 0 || d > maxElements || int64(n)*int64(d) > maxElements {
			return 0, fmt.Errorf("shape %v: want extents of at least 0 and at most %d numbers", shape, maxElements)
		}
		n *= d
	}
	return n, nil
}

// is reports whether the tensor has the given shape.
func (x *Tensor) is(shape ...int) error {
	if fmt.Sprint(x.Shape) != fmt.Sprint(shape) {
		return fmt.Errorf("shape %v, want %v", x.Shape, shape)
	}
	return nil
}

// trains cuts the tensor along its last axis, time.
func (x *Tensor) trains() [][]float64 {
	if len(x.Shape) == 0 || len(x.Data) == 0 {
		return nil
	}
	t := x.Shape[len(x.Shape)-1]
	rows := make([][]float64, len(x.Data)/t)
	for i := range rows {
		rows[i] = x.Data[i*t : (i+1)*t : (i+1)*t]
	}
	return rows
}

// volume returns a tensor of five axes, none of them empty.
func (x *Tensor) volume() (oracle.Tensor, error) {
	if len(x.Shape) != 5 || len(x.Data) == 0 {
		return oracle.Tensor{}, fmt.Errorf("shape %v, want sample, channel, row, column and time", x.Shape)
	}
	s := x.Shape
	return oracle.Tensor{N: s[0], C: s[1], H: s[2], W: s[3], T: s[4], Data: x.Data}, nil
}

// ints returns the numbers as whole numbers.
func (x *Tensor) ints() ([]int, error) {
	whole := make([]int, len(x.Data))
	for i, v := range x.Data {
		if v != math.Trunc(v) || math.Abs(v) > maxElements {
			return nil, fmt.Errorf("%v is not a whole number of reasonable size", v)
		}
		whole[i] = int(v)
	}
	return whole, nil
}
