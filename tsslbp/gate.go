package tsslbp

import (
	"math"

	"github.com/snnsim/snnsim/snn"
)

const (
	// keptBytes is the most memory for the records of a whole batch, without
	// their lists of events, which grow as needed.
	keptBytes = 64 << 20
	// nearShare is how far from PerLayer's bound, as a share of it, a density
	// counts as near: the next batch may lie on the other side.
	nearShare = 0.1
)

// keptGroup is what the backward pass of a group needs of its forward pass.
type keptGroup struct {
	record *snn.Record
	p      []float32 // as in a lane
	silent bool      // no gradient
}

// keptCount returns how many groups are kept: all of a batch if the rule may
// need it and they are not too large, or none.
func keptCount(l *lane, opt Options) int {
	n := (opt.Batch + l.act.Cap - 1) / l.act.Cap
	if opt.Inference || opt.Rule.WarmUp != PerLayer || int64(n)*l.recordBytes() > keptBytes {
		return 0
	}
	return n
}

func keptGroups(l *lane, opt Options) []keptGroup {
	groups := make([]keptGroup, keptCount(l, opt))
	for i := range groups {
		groups[i] = keptGroup{record: l.act.NewRecord(), p: make([]float32, len(l.p))}
	}
	return groups
}

func (l *lane) recordBytes() int64 { return l.act.Record.Bytes() + int64(4*len(l.p)) }

// gated runs the batch by PerLayer's rule, whose gates depend on densities of the
// whole batch.
func (e *Engine) gated() (Stats, error) {
	if e.near && len(e.kept) > 0 {
		sum, err := e.run(e.first)
		if err != nil {
			return sum, err
		}
		e.updateGates(&sum)
		e.everyShard(e.second)
		return sum, nil
	}
	sum, err := e.run(e.shard)
	if err == nil && e.updateGates(&sum) {
		// The pass assumed the last batch's gates; densities do not depend on
		// them, so a second pass settles it.
		e.settling = true
		sum, err = e.run(e.shard)
		e.settling = false
	}
	return sum, err
}

// updateGates sets PerLayer's gates from the batch's densities and reports
// whether one changed.
func (e *Engine) updateGates(sum *Stats) bool {
	changed := false
	bound := e.opt.Rule.Density
	e.near = false
	for i, s := range e.net.Stages {
		density := float64(sum.Spikes[i]) / (float64(sum.Samples) * float64(e.net.Steps) * float64(s.Out.Neurons()))
		g := density <= bound
		changed = changed || g != e.gate[i]
		e.gate[i] = g
		e.near = e.near || math.Abs(density-bound) <= nearShare*bound
	}
	return changed
}

// forwardShard runs the groups of a shard forward and keeps their records.
func (e *Engine) forwardShard(i, worker int) {
	sh, l := &e.shards[i], e.lanes[worker]
	defer l.use(l.current())
	e.begin(sh, l)
	lo, hi := e.samples(i)
	for ; lo < hi && sh.err == nil; lo += e.group {
		g := &e.kept[lo/e.group]
		l.use(*g)
		g.silent = e.forwardGroup(sh, l, lo, min(lo+e.group, hi))
	}
}

// laterShard runs the groups that forwardShard kept backward.
func (e *Engine) laterShard(i, worker int) {
	sh, l := &e.shards[i], e.lanes[worker]
	defer l.use(l.current())
	l.spike = spikePrice(e.net, e.opt.Rule.Sparsity, e.opt.Loss, len(e.batch))
	lo, hi := e.samples(i)
	for ; lo < hi; lo += e.group {
		g := &e.kept[lo/e.group]
		l.use(*g)
		e.backwardGroup(sh, l, lo, g.silent)
	}
	e.finish(sh, l)
}

// use makes the lane work on what g holds.
func (l *lane) use(g keptGroup) {
	l.act.Use(g.record)
	l.p = g.p
}

// current is what the lane works on.
func (l *lane) current() keptGroup { return keptGroup{record: l.act.Record, p: l.p} }
