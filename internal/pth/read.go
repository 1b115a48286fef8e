package pth

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/snnsim/snnsim/internal/regular"
)

// Tensor is a named array of a state dict, in C order.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
}

// Limits of what is read, bytes.
const (
	maxFile   = 4 << 30
	maxPickle = 16 << 20
	maxRatio  = 16 // of the storages to the file; torch.save does not compress
)

// Read returns the tensors of the state dict in a file, in its order. A state
// dict is a dictionary with tensors, or such a one under the key net (as the
// released TSSL-BP code writes it), state_dict, model_state_dict or model.
func Read(name string) ([]Tensor, error) {
	f, st, err := regular.Open(name)
	if err != nil {
		return nil, fmt.Errorf("pth: %w", err)
	}
	defer f.Close()
	if st.Size() > maxFile {
		return nil, fmt.Errorf("pth: %s: %d bytes: expected at most %d", name, st.Size(), int64(maxFile))
	}
	ts, err := Parse(f, st.Size())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return ts, nil
}

// legacy is how files of PyTorch before 1.6 begin: a pickle of a magic number.
var legacy = []byte("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")

// Parse reads a file of the given size.
func Parse(r io.ReaderAt, size int64) ([]Tensor, error) {
	head := make([]byte, len(legacy))
	if n, _ := r.ReadAt(head, 0); bytes.Equal(head[:n], legacy) {
		return nil, errors.New("pth: written by PyTorch before 1.6: load it there and save it again with a newer version")
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("pth: no file of torch.save: %w", err)
	}
	a, err := openArchive(z)
	if err != nil {
		return nil, err
	}
	a.room = maxRatio * size
	b, err := a.bytes("data.pkl", min(maxPickle, size))
	if err != nil {
		return nil, err
	}
	v, err := unpickle(b)
	if err != nil {
		return nil, err
	}
	d, err := stateDict(v)
	if err != nil {
		return nil, err
	}
	var out []Tensor
	room := size // numbers: tensors may share storages, but not without end
	for i, k := range d.keys {
		name, ok1 := k.(string)
		t, ok2 := d.values[i].(*tensor)
		if !ok1 || !ok2 {
			return nil, fmt.Errorf("pth: state dict: %.100q is no tensor with a name", name)
		}
		if room -= t.len(); room < 0 {
			return nil, errors.New("pth: tensors of more numbers than the file has bytes")
		}
		data, err := a.tensor(t)
		if err != nil {
			return nil, fmt.Errorf("pth: tensor %.100q: %w", name, err)
		}
		shape := make([]int, len(t.size))
		for j, n := range t.size {
			shape[j] = int(n)
		}
		out = append(out, Tensor{Name: name, Shape: shape, Data: data})
	}
	return out, nil
}

// stateDict finds the dictionary with tensors.
func stateDict(v any) (*dict, error) {
	root, ok := v.(*dict)
	if !ok {
		return nil, errors.New("pth: the file holds no dictionary, but expected is a state dict, or one under the key net")
	}
	// First what lies below: the root may hold single tensors beside it.
	for _, key := range []string{"net", "state_dict", "model_state_dict", "model"} {
		if d, ok := root.get(key).(*dict); ok && d.hasTensor() {
			return d, nil
		}
	}
	if root.hasTensor() {
		return root, nil
	}
	return nil, fmt.Errorf("pth: no state dict: the file has the keys %s", root.names())
}

func (d *dict) hasTensor() bool {
	for _, v := range d.values {
		if _, ok := v.(*tensor); ok {
			return true
		}
	}
	return false
}

// names lists the first keys that are strings.
func (d *dict) names() string {
	var names []string
	for _, k := range d.keys {
		if s, ok := k.(string); ok && len(names) < 10 {
			names = append(names, fmt.Sprintf("%.40q", s))
		}
	}
	return strings.Join(names, ", ")
}

// archive is the zip archive of a file.
type archive struct {
	entries  map[string]*zip.File
	storages map[string]decoded
	room     int64 // bytes that storages may still unpack to
}

// openArchive indexes the entries, which all lie in one folder.
func openArchive(z *zip.Reader) (*archive, error) {
	a := &archive{entries: map[string]*zip.File{}, storages: map[string]decoded{}}
	root := ""
	for _, f := range z.File {
		dir, rest, ok := strings.Cut(f.Name, "/")
		if !ok {
			continue
		}
		if path.Base(f.Name) == "data.pkl" && rest == "data.pkl" {
			root = dir
		}
	}
	for _, f := range z.File {
		if name, ok := strings.CutPrefix(f.Name, root+"/"); ok && root != "" {
			a.entries[name] = f
		}
	}
	if root == "" {
		return nil, errors.New("pth: no file of torch.save: the archive has no data.pkl")
	}
	if f := a.entries["byteorder"]; f != nil {
		b, err := a.bytes("byteorder", 10)
		if err != nil {
			return nil, err
		}
		if string(b) != "little" {
			return nil, fmt.Errorf("pth: byte order %q: expected little", b)
		}
	}
	return a, nil
}

// bytes reads an entry of at most limit bytes.
func (a *archive) bytes(name string, limit int64) ([]byte, error) {
	f := a.entries[name]
	if f == nil {
		return nil, fmt.Errorf("pth: the archive has no %s", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("pth: %s: %w", name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("pth: %s: %w", name, err)
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("pth: %s: more than %d bytes", name, limit)
	}
	return b, nil
}
