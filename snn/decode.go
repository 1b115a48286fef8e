package snn

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"

	"github.com/snnsim/snnsim/internal/nearest"
)

// LoadConfig reads and checks a network file, with the errors of ParseConfig.
func LoadConfig(path string) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, fmt.Errorf("snn: network file: %w", err)
	}
	defer f.Close()
	// A pipe may be read from, and what has no end is not read on.
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return Config{}, fmt.Errorf("snn: network file: %w", err)
	}
	return ParseConfig(path, text)
}

// ParseConfig reads and checks the text of a network file. name stands for it
// in messages. Faults that can be found at once are reported together, up to 50
// of them, joined: each is a *ConfigError. With an error the configuration is not
// complete.
func ParseConfig(name string, text []byte) (Config, error) {
	d := decoder{name: name}
	cfg := DefaultConfig()
	cfg.Source = name
	if len(text) > maxConfig {
		return cfg, &ConfigError{File: name, Line: 1, Col: 1, Msg: fmt.Sprintf("more than %d bytes: no network file", maxConfig)}
	}
	tokens := lexer.Tokenize(string(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if d.checkTokens(tokens); len(d.errs) > 0 {
		return cfg, joinFaults(d.errs)
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return cfg, syntaxError(name, err)
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			d.fault(doc.Body, "a second document: one network a file")
			break
		}
		body = doc.Body
	}
	if body == nil {
		return cfg, &ConfigError{File: name, Line: 1, Col: 1, Msg: "no network: expected the sections Network and Layers"}
	}
	cfg.places = places{}
	d.file(body, &cfg)
	read := len(d.errs) == 0
	for _, err := range cfg.faults() {
		// Once something could not be read, what the file does not give may
		// be missing for that reason.
		if c, ok := err.(*ConfigError); read || !ok || c.given {
			d.errs = append(d.errs, err)
		}
	}
	return cfg, joinFaults(d.errs)
}

const maxConfig = 1 << 16 // bytes; the published files have 1 to 2 kB

type decoder struct {
	name string
	errs []error
}

func (d *decoder) fault(n ast.Node, format string, args ...any) {
	d.faultAt(n.GetToken(), format, args...)
}

func (d *decoder) file(body ast.Node, cfg *Config) {
	sections := []string{"Network", "Data", "Events", "Layers"}
	seen := map[string]bool{}
	for key, kv := range d.entries(body, "a file") {
		seen[key] = true
		switch key {
		case "Network":
			d.section(kv, "Network", settingsFields(&cfg.Network), cfg.places)
		case "Data":
			d.section(kv, "Data", dataFields(&cfg.Data), cfg.places)
		case "Events":
			d.section(kv, "Events", eventFields(&cfg.Events), cfg.places)
		case "Layers":
			d.layers(kv, cfg)
		default:
			d.unknown(kv.Key, key, "file", sections)
		}
	}
	for _, s := range []string{"Network", "Layers"} {
		if !seen[s] && len(d.errs) == 0 {
			d.fault(body, "section %s is missing", s)
		}
	}
}

func (d *decoder) layers(kv *ast.MappingValueNode, cfg *Config) {
	for name, lv := range d.entries(kv.Value, "section Layers") {
		pos := lv.Key.GetToken().Position
		typ := ""
		for k, v := range d.quiet(lv.Value) {
			if k == "type" {
				typ = scalarText(v.Value)
			}
		}
		l := DefaultLayer(name, typ)
		l.line, l.col, l.places = pos.Line, pos.Column, places{}
		switch typ {
		case TypeConv, TypeLinear, TypePooling, TypeDropout:
			d.section(lv, "layer "+name, layerFields(&l), l.places)
			cfg.Layers = append(cfg.Layers, l)
		default:
			d.fault(lv.Key, "layer %s: type %q: expected conv, linear, pooling or dropout%s", name, typ,
				nearest.Hint(typ, []string{TypeConv, TypeLinear, TypePooling, TypeDropout}))
		}
	}
}

// section sets the fields of one mapping and notes where their values stand.
func (d *decoder) section(kv *ast.MappingValueNode, what string, fields []field, at places) {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
next:
	for key, v := range d.entries(kv.Value, what) {
		for _, f := range fields {
			if f.key == key {
				if err := assign(f.dst, v.Value); err != nil {
					d.fault(v.Value, "%s: %v", key, err)
				} else {
					at.note(key, v.Value, f.dst)
				}
				continue next
			}
		}
		d.unknown(v.Key, key, what, keys)
	}
}

func (d *decoder) unknown(n ast.Node, key, what string, known []string) {
	d.fault(n, "unknown key %q in %s%s", key, what, nearest.Hint(key, known))
}

// entries yields the keys and values of a mapping in order, reporting
// duplicates and things that are no mapping.
func (d *decoder) entries(n ast.Node, what string) func(func(string, *ast.MappingValueNode) bool) {
	if !isMapping(n) {
		d.fault(n, "%s: expected keys and values", what)
	}
	return func(yield func(string, *ast.MappingValueNode) bool) {
		seen := map[string]bool{}
		for key, kv := range d.quiet(n) {
			if seen[key] {
				d.fault(kv.Key, "key %q stands twice in %s", key, what)
				continue
			}
			seen[key] = true
			if !yield(key, kv) {
				return
			}
		}
	}
}

func isMapping(n ast.Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

func (d *decoder) quiet(n ast.Node) func(func(string, *ast.MappingValueNode) bool) {
	return func(yield func(string, *ast.MappingValueNode) bool) {
		var values []*ast.MappingValueNode
		switch m := n.(type) {
		case *ast.MappingNode:
			values = m.Values
		case *ast.MappingValueNode:
			values = []*ast.MappingValueNode{m}
		}
		for _, kv := range values {
			if !yield(strings.TrimSpace(scalarText(kv.Key)), kv) {
				return
			}
		}
	}
}
