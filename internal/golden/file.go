package golden

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/internal/regular"
)

// maxFile bounds the size of a golden file.
const maxFile = 1 << 28

// ErrNotComparable is returned for a file that holds what cannot be
// reproduced, as dropout with an unknown mask.
var ErrNotComparable = errors.New("not comparable")

// The kinds of golden files.
const (
	KindLIF      = "lif"
	KindPSP      = "psp"
	KindPooling  = "pooling"
	KindNetwork  = "network"
	KindVariants = "variants" // a file without a kind
)

// File is a golden file: its cases, by what they exercise.
type File struct {
	Name     string
	Kind     string
	LIF      []LIFCase
	PSP      []PSPCase
	Pooling  []PoolingCase
	Networks []NetworkCase
	Unread   []Unread // numbers of a table of variants that are not known
	dtype    string   // that the file was computed in, if it says so
}

// Unread are numbers of a table of variants that nothing is compared with.
type Unread struct {
	Case, Key string
	Values    int
}

// Load reads a golden file.
func Load(path string) (*File, error) {
	text, err := regular.Read(path, maxFile)
	if err != nil {
		return nil, fmt.Errorf("golden: %w", err)
	}
	return Parse(path, text)
}

// Parse reads the text of a golden file; name is for messages.
func Parse(name string, text []byte) (*File, error) {
	f := &File{Name: name}
	if err := f.parse(text); err != nil {
		return nil, fmt.Errorf("golden: %s: %w", name, err)
	}
	return f, nil
}

func (f *File) parse(text []byte) error {
	if len(text) > maxFile {
		return fmt.Errorf("larger than %d bytes", maxFile)
	}
	head := struct {
		Meta  json.RawMessage   `json:"meta"`
		Kind  string            `json:"kind"`
		Cases []json.RawMessage `json:"cases"`
	}{}
	if err := json.Unmarshal(text, &head); err != nil {
		return syntax(text, err)
	}
	f.Kind = head.Kind
	meta := struct {
		Dtype string `json:"dtype"`
	}{}
	if json.Unmarshal(head.Meta, &meta) == nil { // it may be a remark
		f.dtype = meta.Dtype
	}
	if f.Kind == "" {
		f.Kind = KindVariants
		return f.parseVariants(text)
	}
	if head.Cases == nil {
		return f.parseCase(f.Kind, text)
	}
	for i, c := range head.Cases {
		if err := f.parseCase(fmt.Sprintf("%s %d", f.Kind, i), c); err != nil {
			return fmt.Errorf("case %d: %w", i, err)
		}
	}
	return nil
}

// parseCase adds one case of the file's kind.
func (f *File) parseCase(name string, text []byte) error {
	switch f.Kind {
	case KindLIF:
		return add(&f.LIF, name, text, parseLIF)
	case KindPSP:
		return add(&f.PSP, name, text, parsePSP)
	case KindPooling:
		return add(&f.Pooling, name, text, parsePooling)
	case KindNetwork:
		return add(&f.Networks, name, text, parseNetwork)
	}
	return fmt.Errorf("unknown kind %q", f.Kind)
}

func add[T any](cases *[]T, name string, text []byte, parse func(string, []byte) (T, error)) error {
	c, err := parse(name, text)
	if err != nil {
		return err
	}
	*cases = append(*cases, c)
	return nil
}

// syntax adds the place to an error of the JSON decoder.
func syntax(text []byte, err error) error {
	var se *json.SyntaxError
	if errors.As(err, &se) {
		return fmt.Errorf("byte %d of %d: %w", se.Offset, len(text), err)
	}
	if at := placeOf(text, err.Error(), "", 0); at != "" {
		return fmt.Errorf("%s: %w", at, err)
	}
	return err
}

// placeOf returns the keys that lead to the first tensor which can't be read
// for a reason.
func placeOf(text []byte, reason, path string, depth int) string {
	var x Tensor
	if err := x.UnmarshalJSON(text); err == nil {
		return ""
	} else if err.Error() == reason && path != "" {
		var object map[string]json.RawMessage
		if json.Unmarshal(text, &object) != nil || object["shape"] != nil {
			return path
		}
	}
	var object map[string]json.RawMessage
	if depth == maxDepth || json.Unmarshal(text, &object) != nil {
		return ""
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if at := placeOf(object[key], reason, strings.TrimPrefix(path+"."+key, "."), depth+1); at != "" {
			return at
		}
	}
	return ""
}
