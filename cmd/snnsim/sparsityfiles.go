package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// save writes JSON, CSV and figures into a folder and returns how many files.
func (r *sparsityReport) save(dir string) (files int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("report folder: %w", err)
	}
	type part struct {
		name  string
		write func(io.Writer) error
	}
	parts := []part{
		{"sparsity.json", r.writeJSON}, {"populations.csv", r.WritePopulations}, {"counts.csv", r.WriteCounts}, {"steps.csv", r.WriteSteps},
	}
	if len(r.Classes) > 0 {
		parts = append(parts, part{"classes.csv", r.WriteClasses})
	} else if err := os.Remove(filepath.Join(dir, "classes.csv")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("report folder: %w", err) // of another network, from an earlier time
	}
	for _, p := range parts {
		var b bytes.Buffer
		if err := p.write(&b); err != nil {
			return files, err
		}
		if err := atomicfile.Write(filepath.Join(dir, p.name), b.Bytes()); err != nil {
			return files, err
		}
		files++
	}
	for _, f := range r.figures() {
		for _, ext := range []string{".svg", ".png"} {
			if err := f.draw.Write(filepath.Join(dir, f.name+ext)); err != nil {
				return files, err
			}
			files++
		}
	}
	return files, nil
}

func (r *sparsityReport) writeJSON(w io.Writer) error {
	return writeJSON(w, r)
}
