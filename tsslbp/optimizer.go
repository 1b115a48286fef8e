package tsslbp

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/snnsim/snnsim/snn"
)

// Optimizer changes a network's weights by its gradients. AdamW is one. One that has an
// Identity() string is told apart by it where a run is continued; of others the type is compared.
type Optimizer interface {
	// Step changes Engine.Network().Weights() by Engine.Gradients(), in the same order, in
	// training step number step, from 1, at learning rate lr. Weights whose Tensor.Mask
	// is 0 must stay 0. It returns the norm of the gradients before any
	// bound, which is reported (Engine.GradNorm). The trainer prepares the network behind it, unless
	// Step has (Engine.Prepare).
	Step(e *Engine, step int, lr float64) (norm float64, err error)
	// Moments returns, by name, all other numbers that later steps depend on: for each
	// name one slice for every tensor of weights, as long as that, in the order of
	// Network.Weights. Checkpoints hold them, and continuing a run writes into the
	// slices. It returns nil if there are none.
	Moments() map[string][][]float32
}

// momentsFit reports moments that do not lie beside the network's weights.
func momentsFit(o Optimizer, net *snn.Network) error {
	if a, ok := o.(*AdamW); ok {
		if a == nil {
			return errors.New("tsslbp: a trainer without an Optimizer: a nil AdamW")
		}
		return a.fits(net)
	}
	var errs []error
	moments := o.Moments()
	for _, name := range slices.Sorted(maps.Keys(moments)) {
		m := moments[name]
		if len(m) != len(net.Stages) {
			errs = append(errs, fmt.Errorf("tsslbp: optimizer %T: moments %q of %d stages: expected the network's %d", o, name, len(m), len(net.Stages)))
			continue
		}
		for i, s := range net.Stages {
			if w := len(s.Conn.Weight().Data); len(m[i]) != w {
				errs = append(errs, fmt.Errorf("tsslbp: optimizer %T: moments %q of layer %s: %d: expected one for each of %d weights", o, name, s.Name, len(m[i]), w))
			}
		}
	}
	return errors.Join(errs...)
}

// fieldMoments returns copies of the moments, in the field's order, named after their weights.
func fieldMoments(o Optimizer, net *snn.Network) []snn.Tensor {
	var out []snn.Tensor
	moments := o.Moments()
	for _, name := range slices.Sorted(maps.Keys(moments)) {
		for i, st := range net.Stages {
			out = append(out, snn.Tensor{Name: momentName(name, st), Shape: st.FieldShape(), Data: st.ToField(moments[name][i])})
		}
	}
	return out
}

// setFieldMoments is the inverse of fieldMoments; the tensors must have passed checkMoments.
func setFieldMoments(o Optimizer, net *snn.Network, from []snn.Tensor) {
	for name, m := range o.Moments() {
		for i, st := range net.Stages {
			copy(m[i], st.FromField(findTensor(from, momentName(name, st)).Data))
		}
	}
	if a, ok := o.(interface{ rewind() }); ok { // AdamW, also inside another
		a.rewind()
	}
}

// checkMoments reports tensors that are missing, have another shape or hold numbers that are
// not finite.
func checkMoments(o Optimizer, net *snn.Network, from []snn.Tensor) []error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(o.Moments())) {
		for _, st := range net.Stages {
			want := momentName(name, st)
			t := findTensor(from, want)
			switch {
			case t == nil:
				errs = append(errs, fmt.Errorf("tsslbp: state: no tensor %s", want))
			case !slices.Equal(t.Shape, st.FieldShape()) || len(t.Data) != len(st.Conn.Weight().Data):
				errs = append(errs, fmt.Errorf("tsslbp: state: tensor %s %v: expected %v", want, t.Shape, st.FieldShape()))
			default:
				if k := slices.IndexFunc(t.Data, func(v float32) bool { return !isFinite(float64(v)) }); k >= 0 {
					errs = append(errs, fmt.Errorf("tsslbp: state: tensor %s: number %d is %v: expected a finite number", want, k, t.Data[k]))
				}
			}
		}
	}
	return errs
}

func momentName(moment string, st *snn.Stage) string { return moment + "." + st.Conn.Weight().Name }

func findTensor(from []snn.Tensor, name string) *snn.Tensor {
	for i := range from {
		if from[i].Name == name {
			return &from[i]
		}
	}
	return nil
}
