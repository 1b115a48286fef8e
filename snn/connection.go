package snn

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// Connection is the linear part of a layer: a convolution or a dense matrix. Networks make
// their own; another kind is a change of this package (docs/extend.md).
// All methods but Plan and Prepare may be called from several goroutines at
// once, each with its own scratch.
type Connection interface {
	// Weight returns the weights, in the order of the package comment.
	Weight() *Tensor
	// In and Out are the shapes of the connection's input and of the
	// population that it drives.
	In() spikes.Shape
	Out() spikes.Shape
	// MACs returns the multiply-accumulates of one dense step.
	MACs() int64

	// Plan and then Prepare, for every part that Plan counts, in any order or
	// at once, derive what the other methods need from the weights, scaled by
	// factor for the forward direction. back says whether the data gradient
	// is needed too. Both must be called after the weights have changed.
	Plan(factor float32, back bool) (parts int)
	Prepare(k *kernel.Set, part int)
	// PreparedBytes is the memory for what is derived from the weights, planned so.
	PreparedBytes(factor float32, back bool) int64
	// NewScratch returns working memory for one goroutine and up to g
	// samples of t steps. It lacks back end and mode: NewActivity, which makes one for
	// every stage (Activity.Scratch), sets them.
	NewScratch(g, t int) *Scratch
	// Currents computes the raw currents of the samples in and hands them to
	// sink, step by step; an image is handed over once, with step -1.
	Currents(s *Scratch, in []Input, sink CurrentSink)

	// Deltas says how the gradients r of the currents must be laid out for
	// the methods below.
	Deltas() DeltaLayout
	// GradLen is the length of the accumulator that WeightGrad adds to.
	GradLen() int
	// WeightGrad adds Σ_t r[t]·s[t]ᵀ of the samples in to the accumulator dw. r is
	// [len(in)][T][Plane].
	WeightGrad(s *Scratch, dw []float32, in []Input, r []float32)
	// FinishGrad turns an accumulator into a gradient in the order of Weight
	// and returns that part of it.
	FinishGrad(s *Scratch, dw []float32) []float32
	// DataGrad writes Wᵀ·r[t], without the factor of Prepare, into q
	// [t][cells].
	DataGrad(s *Scratch, q, r []float32, t int)
	// DataGradAt does the same for one sample, but only for the cells of in
	// that were hit at a step: where the layer below did not fire, q keeps
	// what it held. It reports false, and does nothing, where computing all of
	// q is cheaper.
	DataGradAt(s *Scratch, q, r []float32, in *Input) bool
}

// CurrentSink takes the raw current of one step: row y of the population
// starts at x[y·pitch]. Step -1 stands for every step.
type CurrentSink interface {
	Current(sample, step int, x []float32, pitch int)
}

// DeltaLayout says where a connection wants the gradient of neuron (y, x, c)
// at step t: index t·Plane + Origin + y·Row + x·Pixel + c. What lies between
// must be zero.
type DeltaLayout struct {
	Plane, Origin, Row, Pixel int
}

// Mode chooses between the event-driven and the dense form.
type Mode int

// The modes. Auto decides by measured density.
const (
	Auto Mode = iota
	ForceEvents
	ForceDense
)

// Scratch is the working memory of a connection for one goroutine.
type Scratch struct {
	k       *kernel.Set
	mode    Mode
	even    BreakEvens
	current []float32
	frame   []float32
	rsum    []float32
	offs    []int32
	count   []int32
	events  []kernel.Event
	gemm    kernel.GemmArgs
	pack    []float32
	dots    []float32
	patch   []float32   // [pixels][ky][kx][cin], what some rows of outputs add to the input's gradient
	picked  []float32   // some rows of outputs' gradients, without gaps
	spread  []float32   // padded input map of the data gradient
	tiles   *tileMemory // nil without forms by tiles
	combine kernel.CombineArgs
	Forms   Forms
}

// Bytes returns the memory that the scratch holds, without that of tiles.
func (s *Scratch) Bytes() int64 {
	return int64(4*(cap(s.current)+cap(s.frame)+cap(s.rsum)+cap(s.offs)+cap(s.count)+
		cap(s.pack)+cap(s.dots)+cap(s.patch)+cap(s.picked)+cap(s.spread)) + 8*cap(s.events))
}
