package npy

import (
	"fmt"
	"strconv"
)

// decodeHeader reads the dictionary of a header: descr, fortran_order, shape.
// Offsets of errors count from its start.
func decodeHeader(text string) (*Array, *FormatError) {
	v, err := parseLiteral(text)
	if err != nil {
		return nil, err
	}
	dict, ok := v.(map[string]any)
	if !ok {
		return nil, &FormatError{Want: "a dictionary", Got: "another value"}
	}
	a := &Array{}
	fortran, ok := dict["fortran_order"].(bool)
	if !ok {
		return nil, &FormatError{Want: "fortran_order: True or False", Got: fmt.Sprint(dict["fortran_order"])}
	}
	a.Fortran = fortran
	shape, ok := dict["shape"].([]any)
	if !ok || len(shape) > maxDims {
		return nil, &FormatError{Want: fmt.Sprintf("shape: a tuple of at most %d extents", maxDims), Got: fmt.Sprint(dict["shape"])}
	}
	for _, d := range shape {
		n, ok := d.(int64)
		if !ok || n < 0 || n > 1<<31 {
			return nil, &FormatError{Want: "an extent from 0 to 2^31", Got: fmt.Sprint(d)}
		}
		a.Shape = append(a.Shape, int(n))
	}
	if err := a.describe(dict["descr"]); err != nil {
		return nil, err
	}
	if len(dict) != 3 {
		return nil, &FormatError{Want: "the keys descr, fortran_order and shape", Got: fmt.Sprintf("%d keys", len(dict))}
	}
	return a, nil
}

// describe sets the fields from the type: a string, or a list of names and
// strings.
func (a *Array) describe(descr any) *FormatError {
	if s, ok := descr.(string); ok {
		f, err := parseType(s)
		if err != nil {
			return err
		}
		if f.Kind == 'V' {
			return &FormatError{Want: "a type of numbers", Got: strconv.Quote(s)}
		}
		a.Fields, a.Size = []Field{f}, f.Size
		return nil
	}
	list, ok := descr.([]any)
	if !ok || len(list) == 0 || len(list) > maxFields {
		return &FormatError{Want: "a type or a list of fields", Got: fmt.Sprint(descr)}
	}
	for _, item := range list {
		pair, ok := item.([]any)
		if !ok || len(pair) != 2 {
			return &FormatError{Want: "a field of a name and a type of one number", Got: fmt.Sprint(item)}
		}
		name, ok1 := pair[0].(string)
		kind, ok2 := pair[1].(string)
		if !ok1 || !ok2 {
			return &FormatError{Want: "a field of a name and a type of one number", Got: fmt.Sprint(item)}
		}
		f, err := parseType(kind)
		if err != nil {
			return err
		}
		if _, twice := a.Field(name); twice {
			return &FormatError{Want: "fields of different names", Got: name + " twice"}
		}
		f.Name, f.Offset = name, a.Size
		a.Size += f.Size
		if f.Kind == 'V' {
			continue // space between fields, so that they are aligned
		}
		if name == "" {
			return &FormatError{Want: "a field with a name", Got: "none"}
		}
		a.Fields = append(a.Fields, f)
	}
	if len(a.Fields) == 0 {
		return &FormatError{Want: "a field", Got: "none"}
	}
	return nil
}

// parseType reads a type such as <i8: byte order, kind, bytes.
func parseType(s string) (Field, *FormatError) {
	bad := &FormatError{Want: "a type of truth values, integers, or floating point of 4 or 8 bytes, as <i8", Got: strconv.Quote(s)}
	if len(s) < 3 {
		return Field{}, bad
	}
	size, err := strconv.Atoi(s[2:])
	if err != nil || s[2] < '1' || s[2] > '9' {
		return Field{}, bad
	}
	f := Field{Kind: s[1], Size: size, Big: s[0] == '>'}
	ok := false
	switch f.Kind {
	case 'b':
		ok = size == 1
	case 'i', 'u':
		ok = size == 1 || size == 2 || size == 4 || size == 8
	case 'f':
		ok = size == 4 || size == 8
	case 'V':
		ok = size < maxHeader
	}
	if s[0] == '|' {
		ok = ok && (size == 1 || f.Kind == 'V')
	} else if s[0] != '<' && s[0] != '>' {
		ok = false
	}
	if !ok {
		return Field{}, bad
	}
	return f, nil
}
