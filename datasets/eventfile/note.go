package eventfile

import (
	"io/fs"
	"os"
	"path/filepath"

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

// findNotes finds the notes below the folder that recordings are simulated.
func (t *conversion) findNotes() error {
	return filepath.WalkDir(t.in, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != datasets.SimulatedNote {
			return err
		}
		name, err := filepath.Rel(t.in, path)
		t.notes = append(t.notes, name)
		return err
	})
}
