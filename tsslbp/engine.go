package tsslbp

import (
	"errors"
	"fmt"
	"time"

	"github.com/snnsim/snnsim/internal/workers"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// Options of an Engine.
type Options struct {
	Rule    Rule
	Loss    Loss     // must not be nil, unless Inference
	Batch   int      // most samples in a batch, at least 1
	Threads int      // goroutines that compute, less than 1 counts as 1
	Seed    uint64   // of dropout
	Mode    snn.Mode // event-driven or dense, for tests
	// InputGrad runs the rule through the first layer too, as a Capture needs. It sets
	// the network's InputGrad, which stays set; Prepare must follow NewEngine.
	InputGrad bool
	Observe   Observer // sees every sample's activity, may be nil
	// Inference is for an engine that only infers and evaluates: it has no gradients and no
	// memory for them. Without a Loss what it reports as loss is 0.
	Inference bool
	// Potentials makes Infer record membrane potentials too, for Observe.
	Potentials bool
}

// Validate reports options that an engine can't run with.
func (o *Options) Validate() error {
	errs := []error{o.Rule.Validate()}
	if o.Loss == nil && !o.Inference {
		errs = append(errs, errors.New("tsslbp: no Loss among the options"))
	}
	if o.Batch < 1 {
		errs = append(errs, fmt.Errorf("tsslbp: options for a batch of %d samples: expected at least 1", o.Batch))
	}
	return errors.Join(errs...)
}

// Observer sees what sample b of an activity record did: the spikes of every
// layer and, while training, the membrane potentials. index is the sample's
// position in the batch; a.Pass says whether it was a step of training, and which. It is called from several goroutines at once, once for a
// sample, and must not keep the record.
type Observer func(index int, s *spikes.Sample, a *snn.Activity, b int)

// Engine computes gradients of batches: it owns the worker pool and every
// buffer of the forward and backward pass. It is not safe for concurrent use,
// nor are two engines of one network.
type Engine struct {
	net    *snn.Network
	opt    Options
	fault  error // of the options
	pool   *workers.Pool
	group  int // samples that one lane takes at a time
	lanes  []*lane
	shards []shard
	order  []int        // shards as they begin, see everyShard
	wide   []*wideStage // per stage, nil where gradients go through shards
	gate   []bool       // per stage: PerLayer's surrogate is on
	near   bool         // a density of the last batch lay near PerLayer's bound
	kept   []keptGroup  // per group of the batch, for PerLayer where they are not too large
	grads  [][]float32  // per stage, in the order of the weights
	batch  spikes.Batch
	pass   snn.Pass
	cap    *Capture
	sum    []int64                // spikes of the last batch
	shard  func(task, worker int) // backwardShard, bound once
	part   func(task, worker int) // what the shards are being called with
	next   func(task, worker int) // orderedShard, bound once
	first  func(task, worker int) // forwardShard, likewise
	second func(task, worker int) // laterShard, likewise
	infers func(task, worker int) // inferShard, likewise
	loss   sampleLoss
	reduceTask
	decisions              []Decision
	inferring              bool
	settling               bool                   // a batch runs again, for its gates
	retracing              bool                   // the last batch runs again, for what is wrong with it
	fresh                  bool                   // the network is prepared for training since the trainer last looked
	trainForms, inferForms []snn.Forms            // counts of passes, per stage
	ready                  func(part, worker int) // prepares a part of the network, bound once
}

// Stats are the sums over a batch.
type Stats struct {
	Samples, Correct, Ties, Silent int
	// Skipped is how many samples went no way back, for no output of their group was
	// in error; of Backward.
	Skipped int
	// Loss is that of all samples together, whether the loss of a batch is their sum
	// or their mean; of Backward with the term of Rule.Sparsity, of Infer without.
	Loss        float64
	Spikes      []int64 // per stage
	InputSpikes int64   // spikes that reached the first connection, behind pooling and dropout
}

const (
	maxShards       = 16
	shardBytes      = 256 << 20 // most memory for the gradients of all shards
	manySamples     = 10        // group where no layer has extent
	largeMatrix     = 1 << 20   // weights: a matrix that is better read for several samples
	largeMatrixTake = 5
)

// groupSize chooses how many samples a lane takes at a time: several where a
// dense matrix is read for them together, one where the maps of a sample
// should stay in cache.
func groupSize(net *snn.Network) int {
	group := manySamples
	for _, s := range net.Stages {
		if s.Out.H > 1 || s.Conn.In().H > 1 && s.Index > 0 {
			group = 1
		}
	}
	for _, s := range net.Stages {
		if s.Out.H == 1 && len(s.Conn.Weight().Data) >= largeMatrix {
			group = max(group, largeMatrixTake)
		}
	}
	return group
}

// NewEngine returns an engine for the network. Close must be called when it
// is no longer needed. Options that Validate refuses, and those that do not go with
// the network, are reported by Backward and Infer.
func NewEngine(net *snn.Network, opt Options) *Engine {
	fault := errors.Join(opt.Validate(), net.CheckBatch(opt.Batch))
	if l, ok := opt.Loss.(interface{ Validate(steps int) error }); ok {
		fault = errors.Join(fault, l.Validate(net.Steps))
	}
	if opt.Inference && opt.InputGrad {
		fault = errors.Join(fault, errors.New("tsslbp: options with both Inference and InputGrad: expected one of them"))
	}
	opt.Threads, opt.Batch = max(1, opt.Threads), max(1, opt.Batch)
	if fault != nil {
		opt.Batch = 1 // nothing will run
	}
	net.InputGrad = net.InputGrad || opt.InputGrad
	e := &Engine{net: net, opt: opt, fault: fault, group: groupSize(net), gate: make([]bool, len(net.Stages))}
	e.shards = make([]shard, shardCount(net, opt.Batch, e.group))
	for i := range e.shards {
		e.shards[i].sum.Spikes = make([]int64, len(net.Stages))
	}
	e.order = make([]int, 0, len(e.shards))
	e.wide = make([]*wideStage, len(net.Stages))
	if !opt.Inference {
		e.makeGradients()
	}
	e.loss = sampleLossOf(opt.Loss)
	e.trainForms, e.inferForms = make([]snn.Forms, len(net.Stages)), make([]snn.Forms, len(net.Stages))
	e.sum = make([]int64, len(net.Stages))
	e.shard, e.infers, e.reduceTask.run = e.backwardShard, e.inferShard, e.reducePart
	e.first, e.second, e.next = e.forwardShard, e.laterShard, e.orderedShard
	e.ready = func(part, _ int) { net.PreparePart(part) }
	e.pool = workers.New(opt.Threads)
	for range opt.Threads {
		e.lanes = append(e.lanes, newLane(net, e.group, opt))
	}
	e.kept = keptGroups(e.lanes[0], opt)
	return e
}

// makeGradients makes the memory for the gradients of all stages.
func (e *Engine) makeGradients() {
	for i, s := range e.net.Stages {
		for j := range e.shards {
			e.shards[j].grads = append(e.shards[j].grads, make([]float32, shardLen(s)))
		}
		e.grads = append(e.grads, make([]float32, len(s.Conn.Weight().Data)))
		e.wide[i] = newWideStage(e.net, s, e.opt)
	}
}

// Close stops the workers.
func (e *Engine) Close() { e.pool.Close() }

// Prepare is the network's Prepare on all threads.
func (e *Engine) Prepare(train bool) {
	e.pool.Run(e.net.Plan(train), e.ready)
	e.fresh = train
}

// Network returns the network that the engine works for.
func (e *Engine) Network() *snn.Network { return e.net }

// Shards returns the number of parts that gradients are summed over.
func (e *Engine) Shards() int { return len(e.shards) }

// Gradients returns the gradients of the last call of Backward, per stage in
// the order of the weights, before clipping. The next call overwrites them, and
// AdamW.Step zeroes those of absent weights.
func (e *Engine) Gradients() [][]float32 { return e.grads }

// Backward runs a batch forward and backward and leaves the gradients of the
// weights. The slice in the sums is overwritten by the next call. step numbers
// the training step and is part of dropout's stream; the network must have been
// prepared for training. capture may be nil.
func (e *Engine) Backward(batch spikes.Batch, step uint64, capture *Capture) (Stats, error) {
	if e.opt.Inference {
		return Stats{}, errors.New("tsslbp: a backward pass of an engine with the option Inference: expected one without")
	}
	if capture != nil && capture.Input != nil && !e.opt.InputGrad {
		return Stats{}, errors.New("tsslbp: a capture of the input's gradient needs an engine with the option InputGrad; set its Input to nil to go without")
	}
	if capture != nil && !capture.holds(e.net, len(batch)) {
		return Stats{}, fmt.Errorf("tsslbp: a capture for other samples: expected that of NewCapture for this network and %d samples", len(batch))
	}
	if !e.net.PreparedFor(true) {
		return Stats{}, errors.New("tsslbp: the network is not prepared for training: call its Prepare(true)")
	}
	e.turn(false)
	e.batch, e.cap = batch, capture
	e.pass = snn.Pass{Train: true, Seed: e.opt.Seed, Step: step}
	var sum Stats
	var err error
	if e.opt.Rule.WarmUp == PerLayer {
		sum, err = e.gated()
	} else {
		sum, err = e.run(e.shard)
	}
	if err != nil {
		return sum, err
	}
	e.reduce()
	return sum, nil
}

// run calls part for every shard and adds up what they report.
func (e *Engine) run(part func(shard, worker int)) (Stats, error) {
	if e.fault != nil {
		return Stats{}, e.fault
	}
	if err := e.net.CheckOutput(); err != nil {
		return Stats{}, err
	}
	if n := len(e.batch); n < 1 || n > e.opt.Batch {
		return Stats{}, fmt.Errorf("tsslbp: a batch of %d samples: expected 1 to %d, the engine's Options.Batch", n, e.opt.Batch)
	}
	for i := range e.batch {
		if k := e.batch[i].Kind; k != e.batch[0].Kind && e.wide[0] != nil {
			return Stats{}, fmt.Errorf("tsslbp: sample %d: %v in a batch of %v", e.batch[i].Index, k, e.batch[0].Kind)
		}
		if l := e.batch[i].Label; (l < 0 || l >= e.net.Output().Neurons()) && !(l == Unlabelled && (e.inferring || e.unlabelled())) {
			return Stats{}, fmt.Errorf("tsslbp: sample %d: label %d of %d classes", e.batch[i].Index, l, e.net.Output().Neurons())
		}
	}
	e.everyShard(part)
	clear(e.sum)
	sum := Stats{Spikes: e.sum}
	for i := range e.shards {
		if err := e.shards[i].err; err != nil {
			return sum, err
		}
		sum.Add(&e.shards[i].sum)
	}
	if !isFinite(sum.Loss) {
		return sum, &NotFiniteError{What: "loss", Value: sum.Loss, Step: int(e.pass.Step), Sample: -1}
	}
	return sum, nil
}

// unlabelled reports whether the loss can do without labels.
func (e *Engine) unlabelled() bool {
	_, ok := e.opt.Loss.(SampleLoss)
	return ok
}

// backwardShard runs the groups of a shard forward and backward, one after the other.
func (e *Engine) backwardShard(i, worker int) {
	sh, l := &e.shards[i], e.lanes[worker]
	e.begin(sh, l)
	lo, hi := e.samples(i)
	for ; lo < hi; lo += e.group {
		silent := e.forwardGroup(sh, l, lo, min(lo+e.group, hi))
		if sh.err != nil {
			return
		}
		e.backwardGroup(sh, l, lo, silent)
	}
	e.finish(sh, l)
}

// begin empties a shard.
func (e *Engine) begin(sh *shard, l *lane) {
	l.spike = spikePrice(e.net, e.opt.Rule.Sparsity, e.opt.Loss, len(e.batch))
	sh.sum.reset()
	sh.err = nil
	sh.forward, sh.backward = 0, 0
	for _, g := range sh.grads {
		clear(g)
	}
}

// forwardGroup runs samples lo … hi-1 forward and leaves the gradients of their
// outputs in l.p. It reports whether all gradients are zero.
func (e *Engine) forwardGroup(sh *shard, l *lane, lo, hi int) (silent bool) {
	group := e.batch[lo:hi]
	begun := time.Now()
	if sh.err = l.forward(group, e.pass); sh.err != nil {
		return false
	}
	classes := e.net.Output().Neurons()
	silent = e.cap == nil && l.spike == 0
	share := lossShare(e.opt.Loss, len(e.batch))
	for b := range group {
		d := l.decide(b)
		clear(l.e)
		loss := e.loss(l.e, l.read.PSC, classes, &group[b], len(e.batch))
		sh.sum.count(l, b, d, group[b].Label)
		if !isFinite(loss) {
			sh.err = e.lossError(&group[b], loss)
			return false
		}
		sh.sum.Loss += (loss + l.spike*l.hiddenSpikes(b)) * share
		e.observe(lo+b, &group[b], l, b)
		silent = silent && allZero(l.e)
		l.filterOutput(b)
		l.captureOutput(b, e.cap.from(lo))
	}
	if silent {
		sh.sum.Skipped += len(group)
	}
	sh.forward += time.Since(begun)
	return silent
}

// backwardGroup adds the gradients of the group that the lane's record is of.
func (e *Engine) backwardGroup(sh *shard, l *lane, lo int, silent bool) {
	if silent {
		// No output is in error, so every gradient is exactly zero.
		l.skip(lo, e.wide)
		return
	}
	begun := time.Now()
	l.backward(lo, e.opt.Rule, e.gate, true, sh.grads, e.wide, e.cap.from(lo))
	sh.backward += time.Since(begun)
}

// finish brings a shard's gradients into the order of the weights.
func (e *Engine) finish(sh *shard, l *lane) {
	for j, s := range e.net.Stages {
		if e.wide[j] == nil {
			s.Conn.FinishGrad(l.act.Scratch(j), sh.grads[j])
		}
	}
}

func allZero(x []float32) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}

func (e *Engine) observe(index int, s *spikes.Sample, l *lane, b int) {
	if e.opt.Observe != nil && !e.settling && !e.retracing {
		e.opt.Observe(index, s, l.act, b)
	}
}
