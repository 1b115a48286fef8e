package archive

import (
	"archive/zip"
	"fmt"
	"os"
)

// unzip unpacks a zip archive.
func (w *writer) unzip(f *os.File) error {
	st, err := f.Stat()
	if err != nil {
		return err
	}
	z, err := zip.NewReader(f, st.Size())
	if err != nil {
		return fmt.Errorf("zip: %w", err)
	}
	if len(z.File) > w.limits.Files {
		return fmt.Errorf("%w: %d entries, at most %d are expected", ErrRefused, len(z.File), w.limits.Files)
	}
	for _, e := range z.File {
		if err := w.zipEntry(e); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) zipEntry(e *zip.File) error {
	if err := w.begin(); err != nil {
		return err
	}
	name, err := checkName(e.Name)
	if err != nil {
		return err
	}
	mode := e.Mode()
	switch {
	case leftover(e.Name):
		return nil
	case mode.IsDir():
		return w.folder(name)
	case !mode.IsRegular():
		return fmt.Errorf("%w: entry %q is no file or folder (%v)", ErrRefused, e.Name, mode)
	case e.Flags&1 != 0:
		return fmt.Errorf("%w: entry %q is encrypted", ErrRefused, e.Name)
	}
	r, err := e.Open()
	if err != nil {
		return fmt.Errorf("entry %q: %w", e.Name, err)
	}
	defer r.Close()
	return w.file(name, r)
}
