package eventfile

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/regular"
)

const maxNote = 1 << 20 // bytes

// copyNote copies a note. Where nothing beside it was converted, there may be
// no folder for it yet.
func copyNote(from, to string) error {
	b, err := regular.Read(from, maxNote)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o755)
	}
	if err == nil {
		err = os.WriteFile(to, b, 0o644)
	}
	return err
}

// findNotes finds the notes that recordings are simulated, in the folders of those that are read and
// above them. They are then for all.
func (t *conversion) findNotes() {
	t.moved = true
	seen := map[string]bool{}
	for _, name := range t.files {
		for dir := filepath.Dir(name); !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			note := filepath.Join(dir, datasets.SimulatedNote)
			if _, err := os.Stat(filepath.Join(t.in, note)); err == nil {
				t.notes = append(t.notes, note)
			}
		}
	}
}

// copyNotes copies all notes: to their places or, where recordings have moved, into one.
func (t *conversion) copyNotes(out string) error {
	if !t.moved {
		for _, name := range t.notes {
			if err := copyNote(filepath.Join(t.in, name), filepath.Join(out, name)); err != nil {
				return err
			}
		}
		return nil
	}
	var texts [][]byte
	for _, name := range t.notes {
		b, err := regular.Read(filepath.Join(t.in, name), maxNote)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(texts, func(t []byte) bool { return bytes.Equal(t, b) }) {
			texts = append(texts, b)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return os.WriteFile(filepath.Join(out, datasets.SimulatedNote), bytes.Join(texts, []byte("\n")), 0o644)
}
