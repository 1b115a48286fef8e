package archive

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
)

// tarMagicAt is where a tar archive names itself.
const (
	tarMagicAt = 257
	tarMagic   = "ustar"
)

// gunzip unpacks a gzip stream of the given name: a tar archive, or one file.
func (w *writer) gunzip(r io.Reader, name string) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("gzip: %w", err)
	}
	defer z.Close()
	b := bufio.NewReaderSize(z, 1<<16)
	head, err := b.Peek(tarMagicAt + len(tarMagic))
	named := strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".tgz") // tar of before POSIX has no magic
	if err == nil && (named || string(head[tarMagicAt:]) == tarMagic) {
		return w.untar(b)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("gzip: %w", err)
	}
	if err := w.begin(); err != nil {
		return err
	}
	if name, err = checkName(strings.TrimSuffix(name, ".gz")); err != nil {
		return err
	}
	return w.file(name, b)
}

// untar unpacks the tar archive of a gzip stream. What follows the archive must
// be readable: a cut file is not taken for a whole one.
func (w *writer) untar(r io.Reader) error {
	if err := w.tarEntries(r); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, io.LimitReader(cancelable{w.ctx, r}, w.limits.Bytes))
	return err
}

// plainTar unpacks a tar archive that is not packed. Only its end, two blocks of
// zeros, tells it from one that was cut behind a file.
func (w *writer) plainTar(r io.Reader) error {
	e := &endNoted{r: r}
	if err := w.tarEntries(e); err != nil {
		return err
	}
	if e.seen {
		return fmt.Errorf("tar: %w: the two blocks of zeros at its end are missing", io.ErrUnexpectedEOF)
	}
	return nil
}

// endNoted notes whether its reader has come to the end.
type endNoted struct {
	r    io.Reader
	seen bool
}

func (e *endNoted) Read(b []byte) (int, error) {
	n, err := e.r.Read(b)
	e.seen = e.seen || errors.Is(err, io.EOF)
	return n, err
}

func (w *writer) tarEntries(r io.Reader) error {
	t := tar.NewReader(cancelable{w.ctx, r})
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("tar: %w", err)
		}
		if err := w.tarEntry(h, t); err != nil {
			return err
		}
	}
}

func (w *writer) tarEntry(h *tar.Header, r io.Reader) error {
	if err := w.begin(); err != nil {
		return err
	}
	name, err := checkName(h.Name)
	if err != nil {
		return err
	}
	switch {
	case h.Typeflag == tar.TypeXGlobalHeader || leftover(h.Name):
		return nil
	case h.Typeflag == tar.TypeDir:
		return w.folder(name)
	case h.Typeflag != tar.TypeReg:
		return fmt.Errorf("%w: entry %q is no file or folder (type %q)", ErrRefused, h.Name, h.Typeflag)
	}
	return w.file(name, r)
}
