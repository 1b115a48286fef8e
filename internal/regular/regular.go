// Package regular opens and reads files that must be regular ones.
package regular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrTooLarge is what Read wraps for a file that is larger than it may be.
var ErrTooLarge = errors.New("file too large")

// Open opens a regular file or a link to one. Anything else is refused with a
// *fs.PathError: opening a pipe would wait for its other end, and a device may
// have no end.
func Open(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("a %s: expected a regular file", kindOf(info.Mode()))}
	}
	f, err := os.Open(path)
	return f, info, err
}

// Read reads a regular file of at most so many bytes. A larger one, and one that
// grows beyond them meanwhile, is refused with a *fs.PathError of ErrTooLarge.
func Read(path string, most int64) ([]byte, error) {
	f, info, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	tooLarge := func(size string) error {
		return &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("%w: %s bytes: expected at most %d", ErrTooLarge, size, most)}
	}
	if info.Size() > most {
		return nil, tooLarge(fmt.Sprint(info.Size()))
	}
	var b bytes.Buffer
	b.Grow(int(min(info.Size(), 1<<30)) + bytes.MinRead) // an int may have 32 bits
	if _, err := b.ReadFrom(io.LimitReader(f, most+1)); err != nil {
		return nil, err
	}
	if int64(b.Len()) > most {
		return nil, tooLarge(fmt.Sprintf("over %d", most))
	}
	return b.Bytes(), nil
}

func kindOf(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "folder"
	case m&fs.ModeNamedPipe != 0:
		return "named pipe"
	case m&fs.ModeSocket != 0:
		return "socket"
	case m&fs.ModeDevice != 0:
		return "device"
	}
	return "special file"
}
