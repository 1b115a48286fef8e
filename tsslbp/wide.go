package tsslbp

import (
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// wideStage keeps, for a whole batch, what the weight gradient of a large
// matrix is computed from when all groups are done. Ranges of inputs are then
// the parallel tasks, each with its samples in order.
type wideStage struct {
	conn    snn.RangeConnection
	in      []snn.Input // [B]
	r       []float32   // [B][T][Plane]
	sum     []float32   // [B][Plane], r summed over the steps of an image
	scratch []*snn.Scratch

	// What the parallel tasks of a reduction share.
	engine *Engine
	grad   []float32
	factor float32
	run    func(task, worker int) // part, bound once
}

// wide returns the connection of a stage if it is a large matrix.
func wide(s *snn.Stage) snn.RangeConnection {
	if c, ok := s.Conn.(snn.RangeConnection); ok && c.Wide() {
		return c
	}
	return nil
}

// shardLen is what a shard must hold of a stage's gradient.
func shardLen(s *snn.Stage) int {
	if wide(s) != nil {
		return 0
	}
	return s.Conn.GradLen()
}

func newWideStage(net *snn.Network, s *snn.Stage, opt Options) *wideStage {
	c := wide(s)
	if c == nil {
		return nil
	}
	lay := c.Deltas()
	w := &wideStage{conn: c, in: make([]snn.Input, opt.Batch), r: make([]float32, opt.Batch*net.Steps*lay.Plane)}
	if s.Index == 0 {
		w.sum = make([]float32, opt.Batch*lay.Plane)
	}
	w.run = w.part
	for range max(1, opt.Threads) {
		w.scratch = append(w.scratch, c.NewRangeScratch(net.Kernel(), opt.Mode, net.BreakEvens, opt.Batch, net.Steps))
	}
	return w
}

func (w *wideStage) bytes() int64 {
	if w == nil {
		return 0
	}
	n := int64(4 * (len(w.r) + len(w.sum)))
	if w.sum != nil {
		n += int64(4 * len(w.in) * w.conn.In().Neurons()) // images, or about as many events
	}
	for _, s := range w.scratch {
		n += s.Bytes()
	}
	return n
}

// keep notes sample b, whose r is in place. count is scratch, a zero for every cell.
func (w *wideStage) keep(net *snn.Network, b int, in *snn.Input, count []int32) {
	w.in[b].CopyAscending(in, count) // so that a range of inputs finds its own
	if in.Kind == spikes.Image {
		p := w.conn.Deltas().Plane
		w.conn.SumSteps(net.Kernel(), w.sum[b*p:(b+1)*p], w.r[b*net.Steps*p:], net.Steps)
	}
}

// skip notes that sample b adds nothing.
func (w *wideStage) skip(net *snn.Network, b int, in *snn.Input, count []int32) {
	p := w.conn.Deltas().Plane
	clear(w.r[b*net.Steps*p : (b+1)*net.Steps*p])
	w.keep(net, b, in, count)
}

// reduce computes the gradient g of the batch, times f.
func (w *wideStage) reduce(e *Engine, g []float32, f float32) {
	n, step := w.conn.In().Neurons(), w.conn.RangeStep()
	w.engine, w.grad, w.factor = e, g, f
	e.pool.Run((n+step-1)/step, w.run)
}

// part is the reduction of one range of inputs.
func (w *wideStage) part(task, worker int) {
	n, step := w.conn.In().Neurons(), w.conn.RangeStep()
	per := len(w.grad) / n
	in, r := w.in[:len(w.engine.batch)], w.r
	if in[0].Kind == spikes.Image {
		r = w.sum
	}
	lo, hi := task*step, min((task+1)*step, n)
	w.conn.WeightGradRange(w.scratch[worker], w.grad, in, r, lo, hi)
	w.engine.net.Kernel().Scale(w.grad[lo*per:hi*per], w.factor)
}
