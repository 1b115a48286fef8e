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
	Line, Col int // from 1, 0 where the fault has no place in a file
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
