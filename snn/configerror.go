package snn

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// ConfigError is one fault of a network file.
type ConfigError struct {
	File      string
	Line, Col int // from 1
	Msg       string

	key   string // of the value that is wrong, if it is one
	given bool   // the file gives that value
}

// Error formats the fault as file:line:column: message, with what is known of
// the place.
func (e *ConfigError) Error() string {
	file := cmp.Or(e.File, "snn: network")
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", file, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", file, e.Line, e.Col, e.Msg)
}

// syntaxError makes a ConfigError of what the YAML parser reports.
func syntaxError(name string, err error) error {
	e := &ConfigError{File: name, Line: 1, Col: 1, Msg: err.Error()}
	var y yaml.Error
	if errors.As(err, &y) {
		e.Msg = y.GetMessage()
		if t := y.GetToken(); t != nil && t.Position != nil {
			e.Line, e.Col = t.Position.Line, t.Position.Column
		}
	}
	e.Msg = "not YAML: " + strings.SplitN(e.Msg, "\n", 2)[0]
	return e
}

// nearest returns a hint naming the known word closest to s, or nothing.
func nearest(s string, known []string) string {
	best, dist := "", 1+len(s)/2
	for _, k := range known {
		if d := editDistance(s, k); d < dist {
			best, dist = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			sub := diag
			if a[i-1] != b[j-1] {
				sub++
			}
			diag = row[j]
			row[j] = min(sub, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
