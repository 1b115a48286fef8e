package snn

import (
	"bytes"
	"fmt"
)

// nesting refuses a text that is nested deeper than any network file, before a
// parser spends its time on it. It may take brackets and dashes inside quotes
// for nesting; names of layers hold few of them.
func nesting(name string, text []byte) error {
	line, depth := 0, 0
	for row := range bytes.Lines(text) {
		line++
		blank := len(row) - len(bytes.TrimLeft(row, " \t-?:"))
		if blank > deepestBlank || bytes.Count(row[:blank], []byte{'-'})+bytes.Count(row[:blank], []byte{'?'}) > maxNesting {
			return tooDeep(name, line, blank)
		}
		for col, c := range row {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			case '#':
				if col == 0 || row[col-1] == ' ' {
					goto next
				}
			}
			if depth > maxNesting {
				return tooDeep(name, line, col+1)
			}
		}
	next:
	}
	return nil
}

func tooDeep(name string, line, col int) error {
	return &ConfigError{File: name, Line: line, Col: col, Msg: fmt.Sprintf("nested deeper than %d levels: a network file has three", maxNesting)}
}
