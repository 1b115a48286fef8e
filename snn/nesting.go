package snn

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// maxNesting bounds how deep lists and mappings may lie in each other; a
// network file needs four. The time that the parser takes grows with the
// square of the depth.
const maxNesting = 16

// checkTokens looks for what is refused before the text is parsed: deep
// nesting, and YAML beyond plain keys and values.
func (d *decoder) checkTokens(tokens token.Tokens) {
	flow := 0         // brackets and braces that are open
	var columns []int // where the block mappings and lists stand that are open
	line := 0
	for _, t := range tokens {
		first := t.Position.Line != line
		line = t.Position.Line
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(0, flow-1)
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType:
			d.faultAt(t, "anchors, aliases and tags are not read: write the value out")
		case token.CommentType:
			line = 0 // what follows is the first of its line
			continue
		}
		if flow == 0 && (first || t.Type == token.SequenceEntryType || t.Type == token.MappingKeyType) {
			for len(columns) > 0 && columns[len(columns)-1] >= t.Position.Column {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, t.Position.Column)
		}
		if flow+len(columns) > maxNesting {
			d.faultAt(t, "nested deeper than %d: a network file has sections, layers, keys and lists", maxNesting)
			return
		}
	}
}

func (d *decoder) faultAt(t *token.Token, format string, args ...any) {
	d.errs = append(d.errs, &ConfigError{File: d.name, Line: t.Position.Line, Col: t.Position.Column, Msg: fmt.Sprintf(format, args...)})
}
