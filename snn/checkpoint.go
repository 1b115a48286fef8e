package snn

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/safetensors"
	"github.com/snnsim/snnsim/lif"
	"github.com/snnsim/snnsim/spikes"
)

// Checkpoint is a file with a network, its weights, and what they come from.
type Checkpoint struct {
	Network *Network
	Info    CheckpointInfo
	// Extra holds further tensors, such as an optimiser's moments, and Notes
	// further metadata by name.
	Extra []Tensor
	Notes map[string]string
}

// CheckpointInfo is the metadata of a checkpoint.
type CheckpointInfo struct {
	Dataset   string            // name of the data set
	Simulated bool              // the data set is simulated
	Kind      spikes.Kind       // of its samples
	Seed      uint64            // of the run
	Epoch     int               // epochs done
	Accuracy  float64           // on Set, share 0 to 1; 0 if none
	Set       string            // the set that chose the checkpoint: test or validation
	Classes   []string          // names of the classes, by label, where the data set gives them, or nil
	Versions  map[string]string // program, Go, back end
}

const (
	checkpointFormat = "snnsim-checkpoint-1"
	weightSuffix     = ".weight"
	notePrefix       = "note."
)

// ErrChecksum is returned, by LoadCheckpoint wrapped, for a checkpoint whose
// content was altered.
var ErrChecksum = errors.New("checksum does not match: the file was altered or damaged")

// WeightsHash returns the hexadecimal SHA-256 of the weights, float32
// little-endian in checkpoint order.
func (n *Network) WeightsHash() string {
	h := sha256.New()
	for _, t := range n.FieldTensors() {
		h.Write(safetensors.AppendData(nil, t.Data))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// SaveCheckpoint writes the network to path, replacing it in one step. The folder
// must exist. Numbers that are not finite are an error, and masks are not written.
func SaveCheckpoint(path string, c *Checkpoint) error {
	return saveCheckpoint(atomicfile.OS{}, path, c)
}

// saveCheckpoint is SaveCheckpoint on a file system of the caller's.
func saveCheckpoint(fs atomicfile.FS, path string, c *Checkpoint) error {
	b, err := c.marshal()
	if err != nil {
		return fmt.Errorf("snn: checkpoint %s: %w", path, err)
	}
	if err := atomicfile.WriteFS(fs, path, b); err != nil {
		return fmt.Errorf("snn: checkpoint: %w", err)
	}
	return nil
}

func (c *Checkpoint) marshal() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	versions, err := json.Marshal(c.Info.Versions)
	if err != nil {
		return nil, err
	}
	in := c.Network.Input
	f := &safetensors.File{
		Metadata: map[string]string{
			"format":    checkpointFormat,
			"network":   string(c.Network.Config.Text()),
			"input":     fmt.Sprintf("%d,%d,%d", in.H, in.W, in.C),
			"dataset":   c.Info.Dataset,
			"simulated": strconv.FormatBool(c.Info.Simulated),
			"kind":      c.Info.Kind.String(),
			"seed":      strconv.FormatUint(c.Info.Seed, 10),
			"epoch":     strconv.Itoa(c.Info.Epoch),
			"accuracy":  strconv.FormatFloat(c.Info.Accuracy, 'g', -1, 64),
			"set":       c.Info.Set,
			"versions":  string(versions),
		},
		Tensors: toFile(append(c.Network.FieldTensors(), c.Extra...)),
	}
	if c.Info.Classes != nil {
		names, err := json.Marshal(c.Info.Classes)
		if err != nil {
			return nil, err
		}
		f.Metadata["classes"] = string(names)
	}
	for k, v := range c.Notes {
		f.Metadata[notePrefix+k] = v
	}
	seen := map[string]bool{}
	for _, t := range f.Tensors {
		if seen[t.Name] {
			return nil, fmt.Errorf("tensor %s: a second one of that name", t.Name)
		}
		seen[t.Name] = true
		if n := product(t.Shape...); n != int64(len(t.Data)) || slices.ContainsFunc(t.Shape, func(d int) bool { return d < 0 }) {
			return nil, fmt.Errorf("tensor %s: %d numbers do not fill the shape %v", t.Name, len(t.Data), t.Shape)
		}
		if i := unsound(t.Data); i >= 0 {
			return nil, fmt.Errorf("tensor %s: number %d is %v: expected a finite number", t.Name, i, t.Data[i])
		}
	}
	if err := plainText(f); err != nil {
		return nil, err
	}
	f.Metadata["sha256"] = checksum(f)
	return safetensors.Marshal(f)
}

// check reports a network or information that could be written and not read back.
func (c *Checkpoint) check() error {
	if c.Network == nil {
		return errors.New("no network: expected one")
	}
	cfg := &c.Network.Config
	if err := cfg.Validate(); err != nil {
		return err
	}
	if is, was := cfg.structure(), c.Network.built; is != was {
		return fmt.Errorf("the network's configuration was changed after the network was built of it: expected %s", firstDifference(was, is))
	}
	if k := c.Info.Kind; k < spikes.Events || k > spikes.Analog {
		return fmt.Errorf("inputs of %v: expected events, image or analog", k)
	}
	return nil
}

// firstDifference returns the first line of want that is another in got, and that.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("%q instead of %q", strings.TrimSpace(w[i]), strings.TrimSpace(g[i]))
		}
	}
	return fmt.Sprintf("%d lines of it instead of %d", len(w), len(g))
}

// plainText reports text that JSON can't hold as it is, and the checksum would not fit.
func plainText(f *safetensors.File) error {
	for k, v := range f.Metadata {
		if !utf8.ValidString(k) || !utf8.ValidString(v) {
			return fmt.Errorf("metadata %q: %.40q: expected UTF-8", k, v)
		}
	}
	for _, t := range f.Tensors {
		if !utf8.ValidString(t.Name) {
			return fmt.Errorf("tensor %q: expected a name in UTF-8", t.Name)
		}
	}
	return nil
}

// checksum covers metadata and tensors, names and shapes included.
func checksum(f *safetensors.File) string {
	h := sha256.New()
	meta := map[string]string{}
	for k, v := range f.Metadata {
		if k != "sha256" {
			meta[k] = v
		}
	}
	m, _ := json.Marshal(meta) // strings always marshal; keys are sorted
	h.Write(m)
	for _, t := range f.Tensors {
		fmt.Fprintf(h, "%q %v\n", t.Name, t.Shape)
		h.Write(safetensors.AppendData(nil, t.Data))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// LoadCheckpoint reads a checkpoint and builds its network for back end k, or
// lif.DefaultBackend if that is nil. Nothing is returned unless the whole file
// is sound; errors.Is finds ErrChecksum. Prepare must follow.
func LoadCheckpoint(path string, k *lif.Backend) (*Checkpoint, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("snn: checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(b, k)
	if err != nil {
		return nil, fmt.Errorf("snn: checkpoint %s: %w", path, err)
	}
	return c, nil
}

// ParseCheckpoint is LoadCheckpoint from memory.
func ParseCheckpoint(b []byte, k *lif.Backend) (*Checkpoint, error) {
	if kind := foreign(b); kind != "" {
		return nil, fmt.Errorf("this is %s: expected a checkpoint, a .safetensors file that training wrote", kind)
	}
	f, err := safetensors.Unmarshal(b)
	if err != nil {
		return nil, err
	}
	m := f.Metadata
	switch m["format"] {
	case checkpointFormat:
	case "":
		return nil, errors.New("this is a safetensors file of another program: expected a checkpoint that training wrote")
	default:
		return nil, fmt.Errorf("format %q: expected %q", m["format"], checkpointFormat)
	}
	if m["sha256"] != checksum(f) {
		return nil, ErrChecksum
	}
	cfg, err := ParseConfig("network of the checkpoint", []byte(m["network"]))
	if err != nil {
		return nil, err
	}
	var in spikes.Shape
	if _, err := fmt.Sscanf(m["input"], "%d,%d,%d", &in.H, &in.W, &in.C); err != nil {
		return nil, fmt.Errorf("input shape %q: %w", m["input"], err)
	}
	c := &Checkpoint{Info: CheckpointInfo{Dataset: m["dataset"], Simulated: m["simulated"] == "true", Set: m["set"]}}
	kinds := []string{spikes.Events.String(), spikes.Image.String(), spikes.Analog.String()}
	kind := slices.Index(kinds, m["kind"])
	if kind < 0 {
		return nil, fmt.Errorf("inputs of kind %q: expected one of %s", m["kind"], strings.Join(kinds, ", "))
	}
	c.Info.Kind = spikes.Kind(kind)
	var errs [5]error
	c.Info.Seed, errs[0] = strconv.ParseUint(m["seed"], 10, 64)
	c.Info.Epoch, errs[1] = strconv.Atoi(m["epoch"])
	c.Info.Accuracy, errs[2] = strconv.ParseFloat(m["accuracy"], 64)
	errs[3] = json.Unmarshal([]byte(m["versions"]), &c.Info.Versions)
	if names, ok := m["classes"]; ok {
		errs[4] = json.Unmarshal([]byte(names), &c.Info.Classes)
	}
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	// Nothing is allocated for weights that the file does not hold.
	if held := len(b) / 4; cfg.weights() > int64(held) {
		return nil, fmt.Errorf("the network has %d weights: the file has room for %d", cfg.weights(), held)
	}
	if c.Network, err = New(cfg, in, k); err != nil {
		return nil, err
	}
	weights := 0
	for weights < len(f.Tensors) && strings.HasSuffix(f.Tensors[weights].Name, weightSuffix) && weights < len(c.Network.Stages) {
		weights++
	}
	if err := c.Network.SetFieldTensors(fromFile(f.Tensors[:weights])); err != nil {
		return nil, err
	}
	c.Extra = fromFile(f.Tensors[weights:])
	for k, v := range m {
		if name, ok := strings.CutPrefix(k, notePrefix); ok {
			if c.Notes == nil {
				c.Notes = map[string]string{}
			}
			c.Notes[name] = v
		}
	}
	return c, nil
}

func toFile(ts []Tensor) []safetensors.Tensor {
	out := make([]safetensors.Tensor, len(ts))
	for i, t := range ts {
		out[i] = safetensors.Tensor{Name: t.Name, Shape: t.Shape, Data: t.Data}
	}
	return out
}

func fromFile(ts []safetensors.Tensor) []Tensor {
	var out []Tensor
	for _, t := range ts {
		out = append(out, Tensor{Name: t.Name, Shape: t.Shape, Data: t.Data})
	}
	return out
}

// SetFieldTensors replaces the weights by tensors in the field's order, all
// or, if they are not this network's, none. Prepare must follow.
func (n *Network) SetFieldTensors(ts []Tensor) error {
	if err := n.checkFieldTensors(ts); err != nil {
		return err
	}
	n.ready = false
	for i, s := range n.Stages {
		copy(s.Conn.Weight().Data, s.FromField(ts[i].Data))
	}
	return nil
}
