package snn

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// foreign says what a file is that is no safetensors file, by its first
// bytes, or nothing if it may be one.
func foreign(b []byte) string {
	if len(b) == 0 {
		return "an empty file"
	}
	for _, k := range []struct{ magic, name string }{
		{"PK\x03\x04", "a zip archive, as PyTorch writes"},
		{"\x80\x02", "a Python pickle, as old PyTorch writes"},
		{"\x80\x04", "a Python pickle"},
		{"\x93NUMPY", "a NumPy array"},
		{"\x89HDF", "an HDF5 file"},
		{"\x1f\x8b", "gzip data"},
		{"\x7fELF", "a program"},
	} {
		if bytes.HasPrefix(b, []byte(k.magic)) {
			return k.name
		}
	}
	if len(b) >= 9 && binary.LittleEndian.Uint64(b) < 1<<32 && b[8] == '{' {
		return "" // the length of a header, and its beginning
	}
	head := b[:min(len(b), 512)]
	if bytes.IndexByte(head, 0) >= 0 || !utf8.Valid(head[:max(0, len(head)-utf8.UTFMax)]) {
		return "a file of an unknown kind"
	}
	if bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("{")) {
		return "JSON text"
	}
	if bytes.HasPrefix(head, []byte("Network:")) || bytes.Contains(head, []byte("\nNetwork:")) {
		return "a network file"
	}
	return "a text file"
}
