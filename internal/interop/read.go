package interop

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/internal/npy"
	"github.com/snnsim/snnsim/internal/pth"
	"github.com/snnsim/snnsim/internal/regular"
	"github.com/snnsim/snnsim/internal/safetensors"
	"github.com/snnsim/snnsim/snn"
)

// maxFile is the size of the largest file that is read, bytes.
const maxFile = 4 << 30

// File is what a file of weights holds.
type File struct {
	Tensors   []snn.Tensor
	XFirst    bool     // the file says that the weights are for pictures with x as the first axis
	Classes   []string // the names of the classes by label, where the file says them
	Network   string   // the network file that the weights are of, empty where the file says none
	Input     []int    // rows, columns and channels of a sample of that network, where the file says them
	Dataset   string   // that the network was trained on, and whether it was simulated
	Simulated bool
}

// The metadata of safetensors that say how the axes of pictures lie, which label is
// which class, and what network the weights are of.
const (
	AxesKey      = "axes"
	AxesXFirst   = "x first"
	ClassesKey   = "classes"
	NetworkKey   = "network"
	InputKey     = "input"
	DatasetKey   = "dataset"
	SimulatedKey = "simulated"
)

// ClassesText is how names of classes are written into metadata, as JSON.
func ClassesText(names []string) string {
	b, _ := json.Marshal(names) // strings always marshal
	return string(b)
}

// Read reads the tensors of a file. Its extension says the format:
// .safetensors, .pth, .pt or .npz. They come in the order of the layers that
// made them, as far as the format keeps it: in safetensors, by name, with
// numbers in names compared as numbers.
func Read(path string) (*File, error) {
	ext := strings.ToLower(filepath.Ext(path))
	if ext == ".pth" || ext == ".pt" {
		list, err := pth.Read(path)
		if err != nil {
			return nil, err
		}
		out := make([]snn.Tensor, len(list))
		for i, t := range list {
			out[i] = snn.Tensor{Name: t.Name, Shape: t.Shape, Data: t.Data}
		}
		return &File{Tensors: out}, nil
	}
	if ext != ".safetensors" && ext != ".npz" {
		return nil, fmt.Errorf("import %s: expected a name that ends in .safetensors, .pth, .pt or .npz", path)
	}
	b, err := regular.Read(path, maxFile)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	read := readSafetensors
	if ext == ".npz" {
		read = readNPZ
	}
	ts, err := read(b)
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", path, err)
	}
	return ts, nil
}

func readSafetensors(b []byte) (*File, error) {
	f, err := safetensors.Unmarshal(b)
	if err != nil {
		return nil, err
	}
	out := make([]snn.Tensor, len(f.Tensors))
	for i, t := range f.Tensors {
		out[i] = snn.Tensor{Name: t.Name, Shape: t.Shape, Data: t.Data}
	}
	slices.SortStableFunc(out, func(a, b snn.Tensor) int { return compareNames(a.Name, b.Name) })
	file := &File{Tensors: out, XFirst: f.Metadata[AxesKey] == AxesXFirst, Network: f.Metadata[NetworkKey], Dataset: f.Metadata[DatasetKey], Simulated: f.Metadata[SimulatedKey] == "true"}
	var h, w, c int
	if n, _ := fmt.Sscanf(f.Metadata[InputKey], "%d,%d,%d", &h, &w, &c); n == 3 {
		file.Input = []int{h, w, c}
	}
	if text, ok := f.Metadata[ClassesKey]; ok && json.Unmarshal([]byte(text), &file.Classes) != nil {
		file.Classes = nil // another program's
	}
	return file, nil
}

// How much an .npz file may unpack to: a multiple of its size, which leaves room
// for weights that are mostly zero, and something for small ones; bytes.
const (
	maxUnpacked = 4 << 30
	maxRatio    = 64
	minUnpacked = 64 << 20
)

func readNPZ(b []byte) (*File, error) {
	list, err := npy.ParseArchive(b, min(maxUnpacked, minUnpacked+maxRatio*int64(len(b))))
	if err != nil {
		return nil, err
	}
	out := make([]snn.Tensor, len(list))
	for i, a := range list {
		if len(a.Fields) != 1 || a.Fields[0].Kind != 'f' || a.Fortran && len(a.Shape) > 1 {
			return nil, fmt.Errorf("array %q: expected floating point numbers in C order", a.Name)
		}
		t := snn.Tensor{Name: a.Name, Shape: a.Shape, Data: make([]float32, a.Len())}
		for k := range t.Data {
			t.Data[k] = float32(a.Float(k, a.Fields[0]))
		}
		out[i] = t
	}
	return &File{Tensors: out}, nil
}
