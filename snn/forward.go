package snn

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/snnsim/snnsim/spikes"
)

// Pass says how a forward pass runs.
type Pass struct {
	Train bool   // dropout is on
	Seed  uint64 // of dropout
	Step  uint64 // training step, part of dropout's random stream
	// SpikesOnly leaves the potentials of hidden layers out, even of a record
	// that keeps them.
	SpikesOnly bool
	// Continue goes on where the last pass ended, with as many samples, in the same
	// order: neurons begin at the currents and potentials that it left, not at rest. Recordings are so
	// taken window by window as they come. It is for inference. Windows of another length may
	// sum currents in another order, as Auto's forms do.
	Continue bool
}

// Forward runs the samples, Cap at most, through the network. Prepare must have
// been called since the weights last changed, with the same Train where the
// network has dropout.
func (a *Activity) Forward(batch []spikes.Sample, p Pass) error {
	if len(batch) > a.Cap {
		return fmt.Errorf("snn: a pass of %d samples: expected at most %d, the record's Cap", len(batch), a.Cap)
	}
	if n := a.net; !n.ready || n.train != p.Train && n.drops() {
		return fmt.Errorf("snn: the network is not prepared: call its Prepare(%v)", p.Train)
	}
	if p.Continue && p.Train {
		return errors.New("snn: a pass of training that continues another: expected one that begins at rest")
	}
	if p.Continue && len(batch) != a.left {
		return fmt.Errorf("snn: a pass of %d samples that continues one of %d: expected as many, and inference", len(batch), a.left)
	}
	for i := range batch {
		if err := a.net.check(&batch[i]); err != nil {
			return err
		}
	}
	a.N, a.Pass, a.recorded = len(batch), p, a.keepU && !p.SpikesOnly
	if a.left = a.N; p.Train {
		a.left = 0
	}
	for i := range a.stages {
		st := &a.stages[i]
		for b := range batch {
			if p.Train {
				st.draw(b, batch[b].Index, p)
			}
			if i == 0 {
				st.takeSample(b, &batch[b], p.Train)
			} else {
				st.takeSpikes(b, a.Spikes(i-1, b), a.net.Steps, p.Train)
			}
		}
		st.stage.Conn.Currents(st.scratch, st.in[:a.N], st)
		for b := range batch {
			st.count[b] = spikes.Count(a.Spikes(i, b))
		}
	}
	return nil
}

// Current implements CurrentSink: it runs the stage's neurons for one step, or
// for all of them where the current does not change.
func (st *stageActivity) Current(b, t int, x []float32, pitch int) {
	s, k := st.stage, st.a.net.k
	steps := st.a.net.Steps
	plane := s.Out.H * s.Out.Pitch()
	l := &st.lif
	l.N, l.T, l.XStride = s.Out.Row(), 1, 0
	if t < 0 {
		l.T, t = steps, 0
	}
	current, potential := st.i[b*plane:(b+1)*plane], st.v[b*plane:(b+1)*plane]
	if t == 0 && !st.a.Pass.Continue {
		clear(current)
		clear(potential)
	}
	l.UStride, l.BitStride = plane, s.Out.Words()
	for y := range s.Out.H {
		row := y * s.Out.Pitch()
		l.X = x[y*pitch:]
		l.I, l.V = current[row:], potential[row:]
		l.U = nil
		if st.a.keeps(s.Index) {
			l.U = st.u[(b*steps+t)*plane+row:]
		}
		l.Bits = st.bits[(b*steps+t)*s.Out.Words()+y*s.Out.RowWords():]
		k.FilterLIF(l)
	}
}

// draw draws the dropout masks of one sample, the same for all steps.
func (st *stageActivity) draw(b, sample int, p Pass) {
	br := st.stage.bridge
	if br.dropSrc == 0 && br.dropDst == 0 {
		return
	}
	var rng rand.PCG
	rng.Seed(p.Seed^uint64(st.stage.Index)<<48, p.Step<<32^uint64(sample))
	n := st.stage.Source.Words()
	keep(&rng, st.srcKeep[min(b*n, len(st.srcKeep)):min((b+1)*n, len(st.srcKeep))], br.dropSrc)
	n = cellWords(st.stage)
	keep(&rng, st.dstKeep[min(b*n, len(st.dstKeep)):min((b+1)*n, len(st.dstKeep))], br.dropDst)
}

// keep sets each bit with probability 1-p.
func keep(rng *rand.PCG, words []uint64, p float64) {
	limit := uint64(p * (1 << 32))
	for i := range words {
		var w uint64
		for j := 0; j < 64; j += 2 {
			r := rng.Uint64()
			if r>>32 >= limit {
				w |= 1 << j
			}
			if r&0xffffffff >= limit {
				w |= 2 << j
			}
		}
		words[i] = w
	}
}
