package tsslbp

import (
	"errors"
	"fmt"
	"math"
	"sync/atomic"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

// AdamW is the optimiser of the released code: Adam with decoupled weight
// decay (Loshchilov & Hutter, arXiv:1711.05101) behind a bound on the global
// gradient norm, and weights clamped after the step.
type AdamW struct {
	Beta1, Beta2, Eps float64
	WeightDecay       float64
	GradClip          float64 // bound on the norm of all gradients together, 0 for none
	WeightClamp       float64 // weights stay in [-WeightClamp, WeightClamp], 0 for none
	// Frozen says, for every stage, that its weights and moments stay as they are and
	// its gradient is no part of the norm; nil for none.
	Frozen []bool

	// M and V are the moments, per stage in the order of the weights. They are those of
	// one run: another begins with an AdamW of its own.
	M, V [][]float32
	last int // step that the moments are of, 0 if not known

	// What the parallel tasks of a step share.
	engine *Engine
	stage  int
	args   kernel.AdamWArgs
	run    func(task, worker int) // part, bound once
	wild   atomic.Bool            // weights can't be computed with, or are large
}

// clipEps is added to the norm before dividing by it, as PyTorch does.
const clipEps = 1e-6

// NewAdamW returns an optimiser with the usual constants and the file's
// weight decay, gradient bound and weight clamp.
func NewAdamW(net *snn.Network) *AdamW {
	c := &net.Config.Network
	o := &AdamW{Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, WeightDecay: c.WeightDecay, GradClip: c.GradClip, WeightClamp: c.WeightClamp}
	for _, w := range net.Weights() {
		o.M = append(o.M, make([]float32, len(w.Data)))
		o.V = append(o.V, make([]float32, len(w.Data)))
	}
	return o
}

// Validate reports constants that no step can be taken with.
func (o *AdamW) Validate() error {
	switch {
	case !(o.Beta1 >= 0 && o.Beta1 < 1 && o.Beta2 >= 0 && o.Beta2 < 1):
		return fmt.Errorf("tsslbp: adamw: betas of %v and %v: expected at least 0 and below 1", o.Beta1, o.Beta2)
	case !(float32(o.Eps) > 0) || math.IsInf(o.Eps, 0):
		return fmt.Errorf("tsslbp: adamw: eps of %v: expected a number above 0 that float32 holds", o.Eps)
	case !(o.WeightDecay >= 0) || !(o.GradClip >= 0) || !(o.WeightClamp >= 0):
		return fmt.Errorf("tsslbp: adamw: weight decay of %v, bounds of %v on gradients and %v on weights: expected numbers not below 0",
			o.WeightDecay, o.GradClip, o.WeightClamp)
	}
	return nil
}

// Identity says which constants these are, for runs that are continued.
func (o *AdamW) Identity() string {
	return fmt.Sprintf("AdamW betas %v %v, eps %v, decay %v, clip %v, clamp %v",
		o.Beta1, o.Beta2, o.Eps, o.WeightDecay, o.GradClip, o.WeightClamp)
}

// Moments implements Optimizer.
func (o *AdamW) Moments() map[string][][]float32 {
	return map[string][][]float32{"adamw.m": o.M, "adamw.v": o.V}
}

// rewind lets steps begin anywhere: moments have been restored.
func (o *AdamW) rewind() { o.last = 0 }

func (o *AdamW) frozenStages() []bool { return o.Frozen }

func (o *AdamW) frozen(stage int) bool { return o.Frozen != nil && o.Frozen[stage] }

// fits reports moments and masks that are not those of the network's weights.
func (o *AdamW) fits(net *snn.Network) error {
	if n := len(net.Stages); len(o.M) != n || len(o.V) != n || o.Frozen != nil && len(o.Frozen) != n {
		return fmt.Errorf("tsslbp: adamw for %d, %d and %d stages: expected the network's %d (NewAdamW makes one)", len(o.M), len(o.V), len(o.Frozen), n)
	}
	for i, s := range net.Stages {
		w := s.Conn.Weight()
		if n := len(w.Data); len(o.M[i]) != n || len(o.V[i]) != n {
			return fmt.Errorf("tsslbp: adamw: layer %s: %d and %d moments: expected one for each of %d weights", s.Name, len(o.M[i]), len(o.V[i]), n)
		}
		if w.Mask != nil && len(w.Mask) != len(w.Data) {
			return fmt.Errorf("tsslbp: adamw: layer %s: a mask of %d numbers: expected one for each of %d weights", s.Name, len(w.Mask), len(w.Data))
		}
	}
	return nil
}

// Step implements Optimizer: it updates the weights with the engine's gradients in
// training step number step, from 1, at learning rate lr and prepares the network for
// the next. It returns the norm of the gradients before clipping. If that or the learning
// rate can't be computed with, weights and moments stay as they are, but gradients may not; a
// NotFiniteError names the layer and the sample where there are such. A weight
// that no clamp bounds and that can't be computed with after the update is one
// too, with the update made. Weights of absent synapses, and their gradients,
// become zero.
func (o *AdamW) Step(e *Engine, step int, lr float64) (norm float64, err error) {
	if step <= o.last || step < 1 {
		return 0, fmt.Errorf("tsslbp: adamw: step %d with moments of %d steps: expected a later step, or another AdamW for another run", step, o.last)
	}
	if err := errors.Join(o.Validate(), o.fits(e.net)); err != nil {
		return 0, err
	}
	var sum, most float64
	worst, largest := -1, 0
	for i, g := range e.grads {
		if o.frozen(i) {
			continue
		}
		if m := e.net.Stages[i].Conn.Weight().Mask; m != nil {
			for j, v := range m {
				g[j] *= v
			}
		}
		sq := e.sumSquares(g)
		if !isFinite(sq) {
			worst = i // the highest layer, where it comes from
		} else if sq > most {
			most, largest = sq, i
		}
		sum += sq
	}
	norm = math.Sqrt(sum)
	if lr < 0 {
		return norm, fmt.Errorf("tsslbp: step %d: learning rate of %v: expected a number not below 0", step, lr)
	}
	if !isFinite(float64(float32(lr))) {
		return norm, &NotFiniteError{What: "learning rate", Value: lr, Step: step, Sample: -1}
	}
	// What the rate becomes at this step must be finite too, as the kernel rounds it.
	bias1 := float32(1 - math.Pow(o.Beta1, float64(step)))
	for _, v := range []float64{lr / float64(bias1), lr * float64(float32(o.WeightDecay))} {
		if !isFinite(float64(float32(v))) {
			return norm, &NotFiniteError{What: "learning rate", Value: lr, Step: step, Sample: -1}
		}
	}
	if worst >= 0 {
		return norm, &NotFiniteError{What: "gradient", Value: norm, Step: step, Layer: e.net.Stages[worst].Name, Sample: e.offender(worst)}
	}
	scale := 1.0
	if o.GradClip > 0 {
		scale = min(1, o.GradClip/(norm+clipEps))
	}
	if n := norm * scale; n*n > tooLarge {
		return norm, &NotFiniteError{What: "norm of the gradients", Value: norm, Step: step, Layer: e.net.Stages[largest].Name, Sample: -1}
	}
	o.last = step
	a := &o.args
	*a = kernel.AdamWArgs{
		LR: float32(lr), Beta1: float32(o.Beta1), Beta2: float32(o.Beta2), Eps: float32(o.Eps),
		WeightDecay: float32(o.WeightDecay), Clamp: float32(o.WeightClamp), GradScale: float32(scale),
		Rest1: float32(1 - o.Beta1), Rest2: float32(1 - o.Beta2),
		Bias1: bias1,
		Bias2: float32(1 - math.Pow(o.Beta2, float64(step))),
	}
	if o.run == nil {
		o.run = o.part
	}
	o.engine = e
	o.wild.Store(false)
	for i, g := range e.grads {
		if o.frozen(i) {
			continue
		}
		o.stage = i
		e.pool.Run((len(g)+reduceBlock-1)/reduceBlock, o.run)
		w := e.net.Stages[i].Conn.Weight()
		for j, keep := range w.Mask {
			w.Data[j] *= keep
		}
	}
	if o.wild.Load() {
		// A block may be large only together.
		if err := e.wildWeight("weight after the update", step); err != nil {
			return norm, err
		}
	}
	e.Prepare(true)
	return norm, nil
}

// part updates one block of a stage's weights.
func (o *AdamW) part(task, _ int) {
	g, m, v := o.engine.grads[o.stage], o.M[o.stage], o.V[o.stage]
	w := o.engine.net.Stages[o.stage].Conn.Weight().Data
	lo, hi := task*reduceBlock, min((task+1)*reduceBlock, len(g))
	k := o.engine.net.Kernel()
	k.AdamW(w[lo:hi], g[lo:hi], m[lo:hi], v[lo:hi], &o.args)
	// A clamp keeps weights in bounds as it is, unless it is as good as none.
	if c := o.WeightClamp; !(c > 0 && c*c <= tooLarge) && !(k.SumSquares(w[lo:hi]) <= tooLarge) {
		o.wild.Store(true)
	}
}

// GradNorm returns the 2-norm of all gradients together.
func (e *Engine) GradNorm() float64 {
	var sum float64
	for _, g := range e.grads {
		sum += e.sumSquares(g)
	}
	return math.Sqrt(sum)
}

// sumSquares adds the squares in blocks of fixed size and order.
func (e *Engine) sumSquares(g []float32) float64 {
	const block = 1 << 16
	k := e.net.Kernel()
	var sum float64
	for lo := 0; lo < len(g); lo += block {
		sum += k.SumSquares(g[lo:min(lo+block, len(g))])
	}
	return sum
}
