package datasets

import (
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/internal/regular"
)

// The IDX format: two zero bytes, the type (8 = unsigned byte), the number of
// dimensions, each dimension as a big-endian 32-bit number, then the data.
const (
	idxBytes  = 0x08
	maxIDX    = 1 << 31 // bytes of data
	idxHeader = 4
)

// ReadIDX reads an IDX file of unsigned bytes, plain or, if its name ends in
// .gz, compressed, with the given number of dimensions, and returns these and
// the bytes, the last dimension varying fastest. A file that is not as the
// format asks is a *FormatError; offsets are in the uncompressed data.
func ReadIDX(path string, dims int) (shape []int, data []byte, err error) {
	f, _, err := regular.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %w", err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			if damaged(err) {
				return nil, nil, &FormatError{Path: path, Want: "gzip data", Got: readFault(err)}
			}
			return nil, nil, fmt.Errorf("datasets: %s: %w", path, err)
		}
		r = z
	}
	return parseIDX(path, r, dims)
}

func parseIDX(path string, r io.Reader, dims int) (shape []int, data []byte, err error) {
	fault := func(offset int64, want, got string) error {
		return &FormatError{Path: path, Offset: offset, Want: want, Got: got}
	}
	head := make([]byte, idxHeader+4*dims)
	if n, err := io.ReadFull(r, head); err != nil && !damaged(err) {
		return nil, nil, fmt.Errorf("datasets: %s: offset %d: %w", path, n, err)
	} else if err != nil {
		return nil, nil, fault(int64(n), fmt.Sprintf("an IDX header of %d bytes", len(head)), readFault(err))
	}
	if want := []byte{0, 0, idxBytes, byte(dims)}; string(head[:4]) != string(want) {
		return nil, nil, fault(0, fmt.Sprintf("magic number %x", want), fmt.Sprintf("%x", head[:4]))
	}
	size := int64(1)
	for i := range dims {
		d := int64(binary.BigEndian.Uint32(head[4+4*i:]))
		shape = append(shape, int(d))
		if d == 0 || size > maxIDX/d {
			return nil, nil, fault(int64(4+4*i), "dimensions of 1 byte to 2 GiB together", fmt.Sprint(shape))
		}
		size *= d
	}
	// Read what is there, not what the header promises, so that a header
	// alone can't make us allocate.
	data, err = io.ReadAll(io.LimitReader(r, size+1))
	if err != nil && !damaged(err) {
		return nil, nil, fmt.Errorf("datasets: %s: offset %d: %w", path, len(head)+len(data), err)
	}
	if err != nil {
		return nil, nil, fault(int64(len(head)+len(data)), fmt.Sprintf("%d bytes of data", size), readFault(err))
	}
	if int64(len(data)) < size {
		return nil, nil, fault(int64(len(head)+len(data)), fmt.Sprintf("%d bytes of data, as the header promises", size), fmt.Sprintf("the end of the file after %d", len(data)))
	}
	if int64(len(data)) > size {
		return nil, nil, fault(int64(len(head))+size, "the end of the file", "more data than the header names")
	}
	return shape, data, nil
}

// damaged reports whether an error of reading lies in the data and not in the
// disk.
func damaged(err error) bool {
	var flate flate.CorruptInputError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrHeader) ||
		errors.Is(err, gzip.ErrChecksum) || errors.As(err, &flate)
}

func readFault(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the end of the file"
	}
	return err.Error()
}

// FindIDX returns the path of a file of the MNIST family in a folder. stem is its
// name, such as t10k-labels-idx1-ubyte; it may have a dot before idx, and end in
// .gz.
func FindIDX(dir, stem string) (string, error) {
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("datasets: image folder: %w", err)
	}
	dotted := strings.Replace(stem, "-idx", ".idx", 1)
	for _, name := range []string{stem, stem + ".gz", dotted, dotted + ".gz"} {
		path := filepath.Join(dir, name)
		st, err := os.Stat(path)
		if err == nil && !st.IsDir() { // archives may unpack to folders of the files' names
			return path, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("datasets: %w", err)
		}
	}
	return "", fmt.Errorf("datasets: image folder %s: expected %s or %s.gz", dir, stem, stem)
}
