package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// writer puts files below one folder, within limits.
type writer struct {
	ctx      context.Context // of the one call of Extract
	root     *os.Root        // no name leads out of it
	limits   Limits
	entries  int
	folders  int // made, those included that no entry names
	sum      Summary
	progress func(Summary)
	buf      []byte
}

func newWriter(ctx context.Context, dir string, l Limits, progress func(Summary)) (*writer, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &writer{ctx: ctx, root: root, limits: l, progress: progress, buf: make([]byte, 1<<16)}, nil
}

// maxName is the length of the longest name that is taken, bytes.
const maxName = 1000

// maxDepth is how many parts a name may have.
const maxDepth = 32

// checkName returns a name of an archive as one of the system, or what is
// wrong with it.
func checkName(name string) (string, error) {
	refuse := func(why string) error {
		return fmt.Errorf("%w: entry %.100q: %s", ErrRefused, name, why)
	}
	switch {
	case len(name) > maxName:
		return "", refuse("its name is too long")
	case strings.ContainsAny(name, "\\\x00") || strings.Contains(name, ":"):
		return "", refuse("its name has a backslash, a colon or a zero byte")
	case path.IsAbs(name) || !filepath.IsLocal(filepath.FromSlash(name)):
		return "", refuse("its name leads out of the folder")
	}
	parts := strings.Split(strings.TrimSuffix(name, "/"), "/")
	if len(parts) > maxDepth {
		return "", refuse(fmt.Sprintf("it lies below %d folders, at most %d", len(parts)-1, maxDepth-1))
	}
	for _, part := range parts {
		if part == ".." {
			return "", refuse("its name leads out of the folder")
		}
	}
	return filepath.Clean(filepath.FromSlash(name)), nil
}

// leftover reports what the archivers of some systems add to an archive.
func leftover(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, "._") || base == ".DS_Store"
}

// begin counts an entry.
func (w *writer) begin() error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.entries++; w.entries > w.limits.Files {
		return fmt.Errorf("%w: more than %d entries", ErrRefused, w.limits.Files)
	}
	return nil
}

// folder makes a folder and those above it.
func (w *writer) folder(name string) error {
	if name == "." {
		return nil
	}
	if st, err := w.root.Lstat(name); err == nil {
		if !st.IsDir() {
			return fmt.Errorf("%w: entry %q is a file and a folder", ErrRefused, name)
		}
		return nil
	}
	if err := w.folder(filepath.Dir(name)); err != nil {
		return err
	}
	if w.folders++; w.folders > w.limits.Files {
		return fmt.Errorf("%w: more than %d folders", ErrRefused, w.limits.Files)
	}
	return w.root.Mkdir(name, 0o777)
}

// file writes a file. What is read counts, not what the archive promises.
func (w *writer) file(name string, r io.Reader) (err error) {
	if err := w.folder(filepath.Dir(name)); err != nil {
		return err
	}
	f, err := w.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: entry %q comes twice", ErrRefused, name)
	}
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	left := w.limits.Bytes - w.sum.Bytes
	n, err := io.CopyBuffer(f, io.LimitReader(cancelable{w.ctx, r}, left+1), w.buf)
	w.sum.Bytes += n
	if err != nil {
		return fmt.Errorf("entry %q: %w", name, err)
	}
	if n > left {
		return fmt.Errorf("%w: more than %d bytes", ErrRefused, w.limits.Bytes)
	}
	w.sum.Files++
	if w.progress != nil {
		w.progress(w.sum)
	}
	return nil
}

// cancelable ends reading with the context.
type cancelable struct {
	ctx context.Context
	r   io.Reader
}

func (c cancelable) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}
