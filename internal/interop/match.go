package interop

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/snn"
)

// Assignment says which tensor became the weights of which layer.
type Assignment struct {
	From, To string
	Shape    []int // in the file
}

// Result says what Assign did.
type Result struct {
	Assignments []Assignment
	// By says how the tensors were told apart: ByName, ByRelease or ByOrder.
	By    string
	Notes []string // what a person should know
}

// The ways to tell which tensor belongs to which layer.
const (
	ByName    = "by name"
	ByRelease = "as the released TSSL-BP code numbers them"
	ByOrder   = "by order and shape"
)

// releaseName are the names in the released code's state dicts: its layers
// stand in a list of parameters.
var releaseName = regexp.MustCompile(`^(module\.)?my_parameters\.(\d+)$`)

// FromRelease reports whether all tensors are named as the released TSSL-BP
// code names them.
func FromRelease(ts []snn.Tensor) bool {
	for _, t := range ts {
		if !releaseName.MatchString(t.Name) {
			return false
		}
	}
	return len(ts) > 0
}

// Assign makes tensors in the field's order the weights of a network, all or,
// if they are not those of such a network, none. With xFirst they are of a
// network that sees pictures with x as the first axis.
func Assign(net *snn.Network, ts []snn.Tensor, xFirst bool) (*Result, error) {
	r := &Result{}
	ts, err := r.choose(net, ts)
	if err != nil {
		return nil, err
	}
	weights := make([]snn.Tensor, len(ts))
	for i, t := range ts {
		s := net.Stages[i]
		name := s.Conn.Weight().Name
		r.Assignments = append(r.Assignments, Assignment{From: t.Name, To: name, Shape: t.Shape})
		w := snn.Tensor{Name: name, Shape: dropTime(t.Shape, len(s.FieldShape())), Data: t.Data}
		if xFirst {
			if w, err = s.FromXFirst(w); err != nil {
				return nil, fmt.Errorf("import: tensor %s for layer %s: %w", t.Name, s.Name, err)
			}
		}
		if !slices.Equal(w.Shape, s.FieldShape()) {
			return nil, fmt.Errorf("import: tensor %s has the shape %v, layer %s needs %v", t.Name, t.Shape, s.Name, s.FieldShape())
		}
		if err := checkNumbers(t); err != nil {
			return nil, err
		}
		weights[i] = w
	}
	if err := net.SetFieldTensors(weights); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	return r, nil
}

// choose finds the tensor of every stage.
func (r *Result) choose(net *snn.Network, ts []snn.Tensor) ([]snn.Tensor, error) {
	for _, t := range ts {
		if strings.HasSuffix(t.Name, ".bias") && slices.ContainsFunc(t.Data, func(v float32) bool { return v != 0 }) {
			return nil, fmt.Errorf("import: tensor %s: the neurons here have no bias, and this one is not zero", t.Name)
		}
	}
	if err := checkConstants(ts); err != nil {
		return nil, err
	}
	if out, ok := byName(net, ts); ok {
		r.By = ByName
		return out, r.leave(ts, out)
	}
	var weights []snn.Tensor
	for _, t := range ts {
		if !strings.HasSuffix(t.Name, ".bias") {
			weights = append(weights, t)
			continue
		}
		r.Notes = append(r.Notes, fmt.Sprintf("%s is left out: it is zero, and the neurons here have no bias", t.Name))
	}
	r.By = ByOrder
	if FromRelease(weights) {
		r.By = ByRelease
		slices.SortStableFunc(weights, func(a, b snn.Tensor) int { return compareNames(a.Name, b.Name) })
	}
	if a, b := alike(net); r.By == ByOrder && a != "" {
		r.Notes = append(r.Notes, fmt.Sprintf("layers %s and %s have the same shape: whether the file's order is the network's can't be told", a, b))
	}
	if len(weights) != len(net.Stages) {
		return nil, fmt.Errorf("import: %d tensors (%s), the network has %d layers with weights (%s)",
			len(weights), names(weights), len(net.Stages), names(net.FieldTensors()))
	}
	return weights, nil
}

// alike returns the first two layers whose weights have the same shape.
func alike(net *snn.Network) (a, b string) {
	for i, s := range net.Stages {
		for _, t := range net.Stages[:i] {
			if slices.Equal(s.FieldShape(), t.FieldShape()) {
				return t.Name, s.Name
			}
		}
	}
	return "", ""
}

// byName finds all stages' tensors by their names.
func byName(net *snn.Network, ts []snn.Tensor) ([]snn.Tensor, bool) {
	var out []snn.Tensor
	for _, s := range net.Stages {
		i := slices.IndexFunc(ts, func(t snn.Tensor) bool { return t.Name == s.Conn.Weight().Name })
		if i < 0 {
			return nil, false
		}
		out = append(out, ts[i])
	}
	return out, true
}

// dropTime takes extents of 1 from the end of a shape: the released code keeps
// time as a fifth axis of its convolutions.
func dropTime(shape []int, dims int) []int {
	for len(shape) > dims && shape[len(shape)-1] == 1 {
		shape = shape[:len(shape)-1]
	}
	return shape
}

func checkNumbers(t snn.Tensor) error {
	for i, v := range t.Data {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("import: tensor %s: number %d is %v", t.Name, i, v)
		}
	}
	return nil
}

// names lists tensors with their shapes.
func names(ts []snn.Tensor) string {
	var out []string
	for i, t := range ts {
		if i == 10 {
			out = append(out, "…")
			break
		}
		out = append(out, fmt.Sprintf("%.40s %v", t.Name, t.Shape))
	}
	return strings.Join(out, ", ")
}

// neuronSettings are the last parts of names that other programs give to what changes the
// neurons, or the currents into them.
var neuronSettings = []string{"threshold", "beta", "alpha", "decay", "tau", "tau_m", "tau_s", "tau_mem", "tau_syn", "v_th", "v_threshold", "running_mean", "running_var"}

// checkConstants refuses constants of neurons, and statistics of a normalisation.
func checkConstants(ts []snn.Tensor) error {
	for _, t := range ts {
		if last := t.Name[strings.LastIndexByte(t.Name, '.')+1:]; slices.Contains(neuronSettings, last) {
			return fmt.Errorf("import: tensor %s: neurons take their constants from the network file, and there is no normalisation between layers: expected weights alone", t.Name)
		}
	}
	return nil
}

// leave says which tensors are not used, and refuses what scales currents.
func (r *Result) leave(ts, used []snn.Tensor) error {
	var names []string
	for _, t := range ts {
		if slices.ContainsFunc(used, func(u snn.Tensor) bool { return u.Name == t.Name }) {
			continue
		}
		if strings.HasSuffix(t.Name, ".weight") && len(t.Shape) == 1 {
			return fmt.Errorf("import: tensor %s, %v, is the scale of a normalisation: there is none between the layers here", t.Name, t.Shape)
		}
		names = append(names, t.Name)
	}
	const most = 20
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("%d more", more))
	}
	if len(names) > 0 {
		r.Notes = append(r.Notes, "not used: "+strings.Join(names, ", "))
	}
	return nil
}
