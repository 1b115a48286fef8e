package main

import (
	"encoding/json"
	"io"
)

// writeJSON prints a value for other programs.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
