package snn

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/internal/nearest"
)

// checker gathers the faults of one section of a configuration, the first of
// each key.
type checker struct {
	file      string
	prefix    string // of messages
	line, col int    // of the section, for values that have no place of their own
	fields    []field
	places    places
	bad       map[string]bool
	errs      []error
}

func (c *Config) settingsChecker() *checker {
	return &checker{
		file: c.Source, bad: map[string]bool{}, places: c.places,
		fields: slices.Concat(settingsFields(&c.Network), dataFields(&c.Data), eventFields(&c.Events)),
	}
}

func (c *Config) layerChecker(l *Layer) *checker {
	return &checker{
		file: c.Source, prefix: "layer " + l.Name + ": ", line: l.line, col: l.col,
		bad: map[string]bool{}, places: l.places, fields: layerFields(l),
	}
}

// fault notes what is wrong with the value of a key, at its place in the file.
func (k *checker) fault(key, format string, args ...any) {
	if k.bad[key] {
		return
	}
	k.bad[key] = true
	e := &ConfigError{File: k.file, Line: k.line, Col: k.col, Msg: k.prefix + fmt.Sprintf(format, args...), key: key}
	for _, f := range k.fields {
		if f.key != key {
			continue
		}
		if at, ok := k.places.of(key, f.dst); ok {
			e.Line, e.Col, e.given = at.line, at.col, true
		}
	}
	k.errs = append(k.errs, e)
}

// numbers refuses what float32 can't hold.
func (k *checker) numbers() {
	for _, f := range k.fields {
		if p, ok := f.dst.(*float64); ok {
			if msg := float32Fault(*p); msg != "" {
				k.fault(f.key, "%s = %v: %s", f.key, *p, msg)
			}
		}
	}
}

func (k *checker) within(key string, v, low, high int) {
	switch {
	case v < low:
		k.fault(key, "%s = %d: must be at least %d", key, v, low)
	case v > high:
		k.fault(key, "%s = %d: must be at most %d", key, v, high)
	}
}

func (k *checker) pair(key string, v [2]int, low, high int) {
	k.within(key, min(v[0], v[1]), low, high)
	k.within(key, max(v[0], v[1]), low, high)
}

func (k *checker) notBelow(key string, v, low float64) {
	if !(v >= low) {
		k.fault(key, "%s = %v: must be a number not below %v", key, v, low)
	}
}

func (k *checker) oneOf(key, v string, words ...string) {
	if !slices.Contains(words, v) {
		k.fault(key, "%s: %q: expected %s%s", key, v, strings.Join(words, ", "), nearest.Hint(v, words))
	}
}

// maxFaults bounds how many faults are listed.
const maxFaults = 50

// joinFaults puts faults in the order of the file, those without a place
// first.
func joinFaults(errs []error) error {
	place := func(err error) (line, col int) {
		var c *ConfigError
		if errors.As(err, &c) {
			return c.Line, c.Col
		}
		return 0, 0
	}
	slices.SortStableFunc(errs, func(a, b error) int {
		la, ca := place(a)
		lb, cb := place(b)
		return cmp.Or(cmp.Compare(la, lb), cmp.Compare(ca, cb))
	})
	if more := len(errs) - maxFaults; more > 0 {
		errs = append(slices.Clone(errs[:maxFaults]), fmt.Errorf("and %d more faults", more))
	}
	return errors.Join(errs...)
}
