package tsslbp

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// Loader yields batches of a data set; datasets.Loader is one.
type Loader interface {
	// Epoch yields the batches of an epoch from batch first on: Batches()-first
	// of them, or an error, that of the context if it ended. A batch is valid
	// until the next one is asked for.
	Epoch(ctx context.Context, epoch, first int) iter.Seq2[spikes.Batch, error]
	Batches() int // of a whole epoch
	Samples() int // of a whole epoch
}

// Evaluation is the result over a data set.
type Evaluation struct {
	Stats
	// Confusion counts samples by [label][decision].
	Confusion [][]int
}

// Unlabelled is the label of a sample whose class is not known. Infer takes such
// samples; they add nothing to the loss and are never correct.
const Unlabelled = -1

// Infer runs a batch forward only and fills decisions, one for every sample. The
// slice in the sums is overwritten by the next call. The network must have been
// prepared for inference. One sample at a time needs no engine: snn.Activity and Readout, or
// Stream, do.
func (e *Engine) Infer(batch spikes.Batch, decisions []Decision) (Stats, error) {
	if !e.net.PreparedFor(false) {
		return Stats{}, errors.New("tsslbp: the network is not prepared for inference: call its Prepare(false)")
	}
	if len(decisions) < len(batch) {
		return Stats{}, fmt.Errorf("tsslbp: room for %d decisions of %d samples", len(decisions), len(batch))
	}
	e.turn(true)
	e.batch, e.pass = batch, snn.Pass{SpikesOnly: !e.opt.Potentials}
	e.decisions = decisions
	return e.run(e.infers)
}

func (e *Engine) inferShard(i, worker int) {
	sh, l := &e.shards[i], e.lanes[worker]
	sh.sum.reset()
	sh.err = nil
	classes := e.net.Output().Neurons()
	lo, hi := e.samples(i)
	for ; lo < hi; lo += e.group {
		group := e.batch[lo:min(lo+e.group, hi)]
		if sh.err = l.forward(group, e.pass); sh.err != nil {
			return
		}
		for b := range group {
			d := l.decide(b)
			sh.sum.count(l, b, d, group[b].Label)
			loss := 0.0
			if group[b].Label != Unlabelled && e.loss != nil {
				clear(l.e)
				loss = e.loss(l.e, l.read.PSC, classes, &group[b], len(e.batch))
			}
			if !isFinite(loss) {
				sh.err = e.lossError(&group[b], loss)
				return
			}
			sh.sum.Loss += loss * lossShare(e.opt.Loss, len(e.batch))
			e.decisions[lo+b] = d
			e.observe(lo+b, &group[b], l, b)
		}
	}
}

// Whole yields the batches of an epoch from batch first on as the loader does,
// and an error where it goes on behind the last one or ends before it.
func Whole(ctx context.Context, data Loader, epoch, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		n := data.Batches()
		if first > 0 && first >= n {
			return
		}
		done := first
		for batch, err := range data.Epoch(ctx, epoch, first) {
			if err == nil && done >= n {
				batch, err = nil, fmt.Errorf("tsslbp: the loader yielded more than the %d batches of an epoch", n)
			}
			if !yield(batch, err) || err != nil {
				return
			}
			done++
		}
		err := ctx.Err()
		if err == nil && done < n {
			err = fmt.Errorf("tsslbp: the loader yielded %d batches of an epoch: expected %d", done, n)
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// Evaluate runs a whole data set of labelled samples forward and prepares the
// network for training again, also after an error, unless the engine has the option
// Inference. progress, called after every batch with the number of samples so far, may be nil.
func (e *Engine) Evaluate(ctx context.Context, data Loader, progress func(samples int)) (*Evaluation, error) {
	done := 0
	return e.EvaluateEach(ctx, data, func(batch spikes.Batch, _ []Decision) {
		if done += len(batch); progress != nil {
			progress(done)
		}
	})
}

// EvaluateEach is Evaluate with the decision for every sample, in the loader's order: each is
// called after every batch, with what is valid until it returns.
func (e *Engine) EvaluateEach(ctx context.Context, data Loader, each func(batch spikes.Batch, decisions []Decision)) (*Evaluation, error) {
	if e.fault != nil {
		return nil, e.fault
	}
	e.Prepare(false)
	if !e.opt.Inference {
		defer e.Prepare(true)
	}
	classes := e.net.Output().Neurons()
	ev := &Evaluation{Stats: Stats{Spikes: make([]int64, len(e.net.Stages))}}
	for range classes {
		ev.Confusion = append(ev.Confusion, make([]int, classes))
	}
	decisions := make([]Decision, e.opt.Batch)
	for batch, err := range Whole(ctx, data, 0, 0) {
		if err != nil {
			return nil, err
		}
		sum, err := e.Infer(batch, decisions)
		if err != nil {
			return nil, err
		}
		ev.Add(&sum)
		for i := range batch {
			if batch[i].Label == Unlabelled {
				return nil, fmt.Errorf("tsslbp: sample %d has no label: expected labelled samples", batch[i].Index)
			}
			ev.Confusion[batch[i].Label][decisions[i].Class]++
		}
		each(batch, decisions[:len(batch)])
	}
	return ev, nil
}
