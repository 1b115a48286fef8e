package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// Limits bound what is unpacked.
type Limits struct {
	Files int   // entries, and also folders
	Bytes int64 // of all files together
}

// Summary counts what was unpacked.
type Summary struct {
	Files int
	Bytes int64
}

// ErrRefused is returned, wrapped, for an archive that holds what it should
// not.
var ErrRefused = errors.New("refused")

// Extract unpacks an archive into the folder dir, which must not be there; it
// appears when everything is unpacked. The content of the file says what kind
// of archive it is. progress, which may be nil, is called after every file.
func Extract(ctx context.Context, path, dir string, l Limits, progress func(Summary)) (s Summary, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("archive: %s: %w", path, err)
		}
	}()
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("folder %s: %w", dir, fs.ErrExist)
	}
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return s, err
	}
	tmp, err := atomicfile.MkdirTemp(parent, "."+filepath.Base(dir)+atomicfile.Temporary+"*")
	if err != nil {
		return s, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(tmp)
		}
	}()
	w, err := newWriter(ctx, tmp, l, progress)
	if err != nil {
		return s, err
	}
	err = w.unpack(f, filepath.Base(path))
	if e := w.root.Close(); err == nil {
		err = e
	}
	if err != nil {
		return s, err
	}
	if w.sum.Files == 0 {
		return s, fmt.Errorf("%w: it holds no file", ErrRefused)
	}
	return w.sum, os.Rename(tmp, dir)
}

// unpack tells the kinds of archives apart by how they begin.
func (w *writer) unpack(f *os.File, name string) error {
	var head [4]byte
	n, err := io.ReadFull(f, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(head[:n], []byte("PK\x03\x04")), bytes.HasPrefix(head[:n], []byte("PK\x05\x06")):
		return w.unzip(f)
	case bytes.HasPrefix(head[:n], []byte{0x1f, 0x8b}):
		return w.gunzip(f, name)
	case strings.HasSuffix(name, ".tar"):
		return w.plainTar(f)
	}
	return fmt.Errorf("%w: neither zip nor gzip nor a name that ends in .tar: it begins with %q", ErrRefused, head[:n])
}
