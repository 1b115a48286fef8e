package datasets

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// openRegular opens a file of a data folder, which must be a regular one or a
// link to one: opening a pipe would wait for its other end, and a device may
// have no end.
func openRegular(path string) (*os.File, fs.FileInfo, error) {
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

// readRegular reads a regular file of at most so many bytes.
func readRegular(path string, most int64) ([]byte, error) {
	f, info, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	b.Grow(int(min(info.Size(), most)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(f, most+1)); err != nil {
		return nil, err
	}
	if int64(b.Len()) > most {
		return nil, &FormatError{Path: path, Offset: most, Want: fmt.Sprintf("at most %d bytes", most), Got: "more"}
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
